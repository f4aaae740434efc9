"""From what the caller said to priority, determinant, bundle and needs, by rules that are data.

Same answers, same result; every rule that fired is named. The gate decides first, the complaint may only raise.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from dispatch.model import Gate, Priority, Tri


@dataclass(frozen=True, slots=True)
class GateRule:
    """Fires when every stated answer matches; None means the answer does not matter."""

    id: str
    conscious: Tri | None
    breathing: Tri | None
    priority: Priority
    determinant: str
    response: str
    bundle: str | None = None
    needs: tuple[str, ...] = ()
    kit: str | None = None


@dataclass(frozen=True, slots=True)
class ComplaintRule:
    """One chief complaint: its code, the words that point to it, and what follows."""

    id: str
    priority: Priority
    response: str
    bundle: str | None = None
    needs: tuple[str, ...] = ()
    kit: str | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ResponsePlan:
    """What a determinant gets: one tuple of required skills per unit, and the expected turnout."""

    id: str
    units: tuple[tuple[str, ...], ...]
    mobilisation_s: int


@dataclass(frozen=True, slots=True)
class Rules:
    """A versioned rule set, as read from `protocols/*.toml`."""

    version: str
    source: str
    fallback: ComplaintRule
    gate: tuple[GateRule, ...]
    complaints: tuple[ComplaintRule, ...]
    responses: tuple[ResponsePlan, ...]

    def response(self, ident: str) -> ResponsePlan:
        """The response plan named `ident`; the reader has checked that it exists."""
        return next(plan for plan in self.responses if plan.id == ident)

    def complaint(self, ident: str) -> ComplaintRule | None:
        """The complaint rule named `ident`."""
        return next((rule for rule in self.complaints if rule.id == ident), None)


@dataclass(frozen=True, slots=True)
class Triage:
    """The result. `fired` names the rules in order; `unknown` what nobody has answered yet."""

    priority: Priority
    determinant: str
    bundle: str | None
    needs: tuple[str, ...]
    kit: str | None
    response: ResponsePlan
    fired: tuple[str, ...]
    unknown: tuple[str, ...]
    rules_version: str


def suggest_complaint(text: str, rules: Rules) -> str | None:
    """The complaint whose words stand in `text`: the gravest, then the longest match, then the first in the rules."""
    lowered = text.casefold()
    found = [
        (rule.priority, -len(word), place, rule.id)
        for place, rule in enumerate(rules.complaints)
        for word in rule.words
        if word.casefold() in lowered
    ]
    return min(found)[3] if found else None


def triage(*, complaint: str | None, text: str | None, gate: Gate, rules: Rules) -> Triage:
    """Decide from a complaint code, free text and the gate. Total: every input ends in a priority."""
    chosen = complaint or suggest_complaint(" ".join(filter(None, (text, gate.happened))), rules)
    by_gate = next((rule for rule in rules.gate if _fires(rule, gate)), None)
    by_complaint = (rules.complaint(chosen) if chosen else None) or None
    leading = _graver(by_gate, by_complaint) or rules.fallback
    other = by_complaint if leading is by_gate else None
    return Triage(
        priority=leading.priority,
        determinant=leading.determinant if isinstance(leading, GateRule) else leading.id,
        bundle=leading.bundle or (other.bundle if other else None),
        needs=leading.needs or (other.needs if other else ()),
        kit=leading.kit or (other.kit if other else None),
        response=rules.response(leading.response),
        fired=tuple(rule.id for rule in (by_gate, by_complaint) if rule) or (rules.fallback.id,),
        unknown=tuple(_unknown(gate, chosen)),
        rules_version=rules.version,
    )


def _fires(rule: GateRule, gate: Gate) -> bool:
    return rule.conscious in (None, gate.conscious) and rule.breathing in (None, gate.breathing)


def _graver(gate: GateRule | None, complaint: ComplaintRule | None) -> GateRule | ComplaintRule | None:
    if gate is None or complaint is None:
        return gate or complaint
    return complaint if complaint.priority < gate.priority else gate


def _unknown(gate: Gate, complaint: str | None) -> Iterator[str]:
    if gate.conscious is Tri.UNKNOWN:
        yield "conscious"
    if gate.breathing is Tri.UNKNOWN:
        yield "breathing"
    if complaint is None:
        yield "complaint"
