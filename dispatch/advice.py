"""What the models would tell a person about an incident, and when they hold their tongue.

The rules stay in charge. Something is shown only when agreeing with it makes the incident graver or names it without
making it less grave, and only from the chance a city asks for; everything else is kept unseen, to be measured.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from dispatch.estimate.acuity import Estimate, estimate_now
from dispatch.estimate.complaint import borne_out, fitted, suggest_now
from dispatch.estimate.presentation import Presentation
from dispatch.model import Priority
from dispatch.triage import Rules


class AdviceKind(StrEnum):
    """What the advice is about."""

    COMPLAINT = "complaint"
    ACUITY = "acuity"


class AdviceAnswer(StrEnum):
    """What a person made of it."""

    ACCEPTED = "accepted"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class AdvicePolicy:
    """Off: not `kept`. Shadow: kept and not `shown`. A complaint is shown from `least_chance`."""

    kept: bool = True
    shown: bool = True
    least_chance: float = 0.5


@dataclass(frozen=True, slots=True)
class Standing:
    """How the incident stands before any advice: None is unknown. `acuity` is the crew's, else that of the priority."""

    complaint: str | None
    priority: Priority | None
    acuity: int | None


@dataclass(frozen=True, slots=True)
class Advice:
    """One suggestion: a complaint's code or a level. `right` is the share that was right on unseen cases, at least."""

    kind: AdviceKind
    offered: str
    chance: float
    right: float
    model: str
    shown: bool


def advise(case: Presentation, standing: Standing, rules: Rules, policy: AdvicePolicy) -> tuple[Advice, ...]:
    """The advice of this moment, complaint first; nothing when a city has it switched off."""
    if not policy.kept:
        return ()
    return (*_complaint(case, standing, rules, policy), *_acuity(case, standing, policy))


def suggest_complaint(text: str, rules: Rules, policy: AdvicePolicy) -> Advice | None:
    """What words that are still being typed sound like; None when that is not to be shown."""
    if not policy.kept:
        return None
    nothing = Standing(None, None, None)
    return next((one for one in _complaint(Presentation(complaint=text), nothing, rules, policy) if one.shown), None)


def lowers(advice: Advice, standing: Standing, rules: Rules) -> bool:
    """Whether agreeing would make the incident less grave, which advice never may."""
    if advice.kind is AdviceKind.ACUITY:
        return standing.acuity is not None and int(advice.offered) >= standing.acuity
    rule = rules.complaint(advice.offered)
    return rule is None or (standing.priority is not None and rule.priority > standing.priority)


def _complaint(case: Presentation, standing: Standing, rules: Rules, policy: AdvicePolicy) -> Iterator[Advice]:
    known = frozenset(rule.id for rule in rules.complaints)
    first = next(iter(suggest_now(case.complaint, known=known)), None)
    borne = borne_out(first.chance, fitted()) if first else None
    if first is None or borne is None:
        return
    made = Advice(AdviceKind.COMPLAINT, first.complaint, first.chance, borne.right, fitted().version, shown=False)
    yield _seen(made, policy.shown and first.chance >= policy.least_chance and _tells(made, standing, rules))


def _tells(made: Advice, standing: Standing, rules: Rules) -> bool:
    """A name where there is none yet; where there is one, only a graver one is worth a word."""
    if standing.complaint is None:
        return not lowers(made, standing, rules)
    rule = rules.complaint(made.offered)
    return rule is not None and standing.priority is not None and rule.priority < standing.priority


def _acuity(case: Presentation, standing: Standing, policy: AdvicePolicy) -> Iterator[Advice]:
    found = estimate_now(case)
    if not isinstance(found, Estimate):
        return
    chance = sum(found.chances[: found.level])
    made = Advice(AdviceKind.ACUITY, str(found.level), round(chance, 4), found.kept.right, found.version, shown=False)
    graver = standing.acuity is not None and found.level < standing.acuity
    yield _seen(made, policy.shown and graver)


def _seen(advice: Advice, shown: bool) -> Advice:
    return Advice(advice.kind, advice.offered, advice.chance, advice.right, advice.model, shown)
