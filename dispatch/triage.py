"""From what the caller said to priority, determinant, bundle and needs, by rules that are data.

Same answers, same result; every rule that fired is named, and every answer it rests on. The gate decides first;
complaint and interview may only raise. A person may raise freely, and lower with a reason (`Ruling`).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from types import MappingProxyType
from typing import Any

from dispatch.cards import Answers, Card, CardRule, Found, Guide, read_answers
from dispatch.dropscript import DropScript
from dispatch.model import Gate, Incident, Priority, Ruling, Tri
from drones.model import KitKind

ARREST = "arrest"
NO_BUNDLE = "none"  # a rule that keeps the bundles of milder ones away
WAITING = "wait"  # the guide for whoever is told nothing else
LATIN = re.compile("[a-z]")
ENDING = "(?:s|es|d|ed|t|ing|ion|ic|al)*"  # of an English word that is written out as its stem


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
    card: str | None = None  # the one to ask first


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


Rule = GateRule | ComplaintRule | CardRule


@dataclass(frozen=True, slots=True)
class ResponsePlan:
    """What a determinant gets: one tuple of required skills per unit, and the expected turnout. It is the usual one of
    its `priorities`."""

    id: str
    units: tuple[tuple[str, ...], ...]
    mobilisation_s: int
    priorities: tuple[Priority, ...] = ()


@dataclass(frozen=True, slots=True)
class Rules:
    """A versioned rule set, as read from `protocols/*.toml`, with its cards. `responses` stand from the gravest down;
    `digest` names the text of cards and guides."""

    version: str
    source: str
    fallback: ComplaintRule
    gate: tuple[GateRule, ...]
    complaints: tuple[ComplaintRule, ...]
    responses: tuple[ResponsePlan, ...]
    gate_words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # that say no to a question of the gate
    cards: Mapping[str, Card] = field(default_factory=dict)
    guides: Mapping[str, Guide] = field(default_factory=dict)
    drops: Mapping[KitKind, DropScript] = field(default_factory=dict)  # what is said of a kit from the air
    digest: str = ""

    @property
    def whole_version(self) -> str:
        """The version of the rules and of the cards beside them."""
        return f"{self.version}+{self.digest}" if self.digest else self.version

    def usual_response(self, priority: Priority) -> ResponsePlan:
        """What a priority gets where no rule says otherwise."""
        return next(plan for plan in self.responses if priority in plan.priorities)

    def response(self, ident: str) -> ResponsePlan:
        """The response plan named `ident`; the reader has checked that it exists."""
        return next(plan for plan in self.responses if plan.id == ident)

    def complaint(self, ident: str) -> ComplaintRule | None:
        """The complaint rule named `ident`."""
        return next((rule for rule in self.complaints if rule.id == ident), None)


@dataclass(frozen=True, slots=True)
class Triage:
    """The result. `fired` names the rules in order, `answers` what of the interview they rest on, as
    `card.question=answer`; `unknown` what nobody has answered at the gate, `cards` the interviews, the gravest first;
    `guide` what the caller is told to do."""

    priority: Priority
    determinant: str
    bundle: str | None
    needs: tuple[str, ...]
    kit: str | None
    response: ResponsePlan
    fired: tuple[str, ...]
    unknown: tuple[str, ...]
    rules_version: str
    answers: tuple[str, ...] = ()
    cards: tuple[str, ...] = ()
    guide: str = WAITING


def suggest_complaint(text: str, rules: Rules) -> str | None:
    """The complaint whose words stand in `text`: the gravest, then the longest match, then the first in the rules."""
    lowered = text.casefold()
    found = [
        (rule.priority, -len(word), place, rule.id)
        for place, rule in enumerate(rules.complaints)
        for word in rule.words
        if _says(lowered, word)
    ]
    return min(found)[3] if found else None


def hear_gate(gate: Gate, text: str, rules: Rules) -> Gate:
    """The gate with what the words of a caller say no to, as long as nobody has answered it."""
    lowered = text.casefold()
    said = {name for name, words in rules.gate_words.items() if any(_says(lowered, word) for word in words)}
    return replace(gate, **{name: Tri.NO for name in said if getattr(gate, name) is Tri.UNKNOWN})


def triage(
    *,
    complaint: str | None,
    text: str | None,
    gate: Gate,
    rules: Rules,
    answers: Answers = MappingProxyType({}),
    ruling: Ruling | None = None,
) -> Triage:
    """Decide from a complaint code, free text, the gate and the interview. Total: every input ends in a priority."""
    spoken = " ".join(filter(None, (text, gate.happened)))
    chosen, heard = complaint or suggest_complaint(spoken, rules), hear_gate(gate, spoken, rules)
    by_gate = next((rule for rule in rules.gate if _fires(rule, heard)), None)
    by_complaint = (rules.complaint(chosen) if chosen else None) or None
    cards = tuple(_cards(by_gate, by_complaint, rules))
    found = [read_answers(card, answers) for card in cards]
    by_card = [rule for one in found for rule in one.rules]
    guessed = complaint is None and not gate.answered  # words alone make nothing less urgent than no word at all
    unsaid = rules.fallback if guessed or not (by_gate or by_complaint) else None
    together = _together(sorted(filter(None, (by_gate, *by_card, by_complaint, unsaid)), key=_gravity), rules)
    unsaid = unsaid if together["determinant"] == rules.fallback.id else None
    fired: list[Rule] = [rule for rule in (by_gate, by_complaint, *by_card, unsaid) if rule]
    result = Triage(
        **together,
        fired=tuple(rule.id for rule in fired),
        unknown=tuple(_unknown(gate, chosen)),
        rules_version=rules.whole_version,
        answers=tuple(answer for one in found for answer in one.answers),
        cards=tuple(card.id for card in cards),
        guide=_guide(found, cards, together["determinant"]),
    )
    return ruled(result, ruling, rules) if ruling else result


def triage_of(incident: Incident, text: str | None, rules: Rules) -> Triage:
    """The triage of an incident as it stands, with what its callers said."""
    return triage(
        complaint=incident.complaint,
        text=text,
        gate=incident.gate,
        rules=rules,
        answers=incident.answers,
        ruling=incident.ruling,
    )


def ruled(result: Triage, ruling: Ruling, rules: Rules) -> Triage:
    """The triage as a person wants it. What they saw fire is theirs to judge; what fires since then and is as grave,
    or any other arrest, counts again."""
    since = [_as_grave_as(ident, result, rules) for ident in result.fired if ident not in ruling.fired]
    graver = result.priority < ruling.seen or any(one <= ruling.seen for one in since)
    priority = min(result.priority, ruling.priority) if graver else ruling.priority
    if priority == result.priority:
        return result
    raised, usual = priority < result.priority, rules.usual_response(priority)
    kept = raised and rules.responses.index(result.response) < rules.responses.index(usual)
    named = (*result.fired, "person_raised" if raised else "person_lowered")
    return replace(result, priority=priority, response=result.response if kept else usual, fired=named)


def _as_grave_as(ident: str, result: Triage, rules: Rules) -> Priority:
    """The priority of a rule that fired, an arrest's always the gravest; what is no rule is as grave as the whole."""
    card = rules.cards.get(ident.partition(".")[0])
    known: tuple[Rule, ...] = (rules.fallback, *rules.gate, *rules.complaints, *(card.rules if card else ()))
    rule = next((one for one in known if one.id == ident), None)
    if rule is None:
        return result.priority
    return min(Priority) if _determinant(rule) == ARREST else rule.priority


def _together(fired: list[Rule], rules: Rules) -> dict[str, Any]:
    """What rules that fired make together, the gravest first: it leads, and what it does not say the next one does.

    What a complaint presumes gives way to what the interview has found the patient to need. Needs add up, but who may
    have no pulse needs nothing but what its own rules name.
    """
    leading = fired[0]
    responses = [rules.response(rule.response) for rule in fired]
    if any(isinstance(rule, CardRule) and rule.needs for rule in fired):
        fired = [rule for rule in fired if not isinstance(rule, ComplaintRule)]
    arrests = [rule for rule in fired if _determinant(rule) == ARREST]
    needing = arrests if _determinant(leading) == ARREST and leading.needs else fired
    return {
        "priority": leading.priority,
        "determinant": _determinant(leading),
        "bundle": next((rule.bundle for rule in fired if rule.bundle), NO_BUNDLE).removeprefix(NO_BUNDLE) or None,
        "needs": tuple(dict.fromkeys(need for rule in needing for need in rule.needs)),
        "kit": next((rule.kit for rule in fired if rule.kit), None),
        "response": min(responses, key=rules.responses.index),
    }


def _determinant(rule: Rule) -> str:
    return rule.id if isinstance(rule, ComplaintRule) else rule.determinant


def _gravity(rule: Rule) -> tuple[Priority, bool]:
    """An arrest leads all that is as urgent."""
    return rule.priority, _determinant(rule) != ARREST


def _cards(gate: GateRule | None, complaint: ComplaintRule | None, rules: Rules) -> Iterator[Card]:
    """The cards in force: that of what the gate found, then that of the complaint."""
    names = dict.fromkeys([gate.card or "" if gate else "", complaint.id if complaint else ""])
    return (rules.cards[name] for name in names if name in rules.cards)


def _guide(found: list[Found], cards: tuple[Card, ...], determinant: str) -> str:
    """What the caller is told: an arrest before all else, then by the first card's gravest rule, then by the card.

    Where an arrest has a danger or a cause of its own (current, water, a child), its card has the word.
    """
    own = [card.arrest_guide for card in cards if card.arrest_guide is not None]
    if determinant == ARREST and own:
        return own[0]
    first = sorted(found[0].rules, key=lambda rule: rule.priority) if found else []
    arrests = (rule for one in found for rule in one.rules if rule.determinant == ARREST)
    return next((rule.guide for rule in (*arrests, *first) if rule.guide), cards[0].guide if cards else WAITING)


@cache
def _pattern(word: str) -> re.Pattern[str]:
    """A Latin word stands alone, but for an ending; a Korean one may be anywhere, with its particles."""
    plain = re.escape(word)
    return re.compile(f"(?<![a-z]){plain}{ENDING}(?![a-z])" if LATIN.match(word) else plain)


def _says(lowered: str, word: str) -> bool:
    return _pattern(word.casefold()).search(lowered) is not None


def _fires(rule: GateRule, gate: Gate) -> bool:
    return rule.conscious in (None, gate.conscious) and rule.breathing in (None, gate.breathing)


def _unknown(gate: Gate, complaint: str | None) -> Iterator[str]:
    if gate.conscious is Tri.UNKNOWN:
        yield "conscious"
    if gate.breathing is Tri.UNKNOWN:
        yield "breathing"
    if complaint is None:
        yield "complaint"
