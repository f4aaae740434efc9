"""Triage rule sets as versioned TOML, read once and checked as a whole."""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from dispatch.cards import Words
from dispatch.model import Priority, Skill, Tri
from dispatch.protocols.cardfile import open_table, parse_card, parse_guides
from dispatch.protocols.dropfile import FILE as DROPS
from dispatch.protocols.dropfile import parse_drops
from dispatch.protocols.errors import RulesError
from dispatch.triage import WAITING, ComplaintRule, GateRule, ResponsePlan, Rules
from drones.model import KitKind
from hospitals.kinds import Capability

__all__ = ["RulesError", "parse_rules", "read_rules", "with_cards"]
HOME = files("dispatch.protocols")
DIGITS = 8  # of the digest that names the text of the cards


@cache
def read_rules(name: str = "core") -> Rules:
    """The rule set `name` that ships with the system, with its cards, read once; raises RulesError."""
    cards = sorted((file.name, file.read_text("utf-8")) for file in HOME.joinpath("cards").iterdir())
    texts = {file: text for file, text in cards if file.endswith(".toml")}
    rules = parse_rules(HOME.joinpath(f"{name}.toml").read_text("utf-8"))
    beside = (HOME.joinpath(file).read_text("utf-8") for file in ("guides.toml", "answers.toml"))
    return replace(with_cards(rules, texts, *beside), drops=parse_drops(HOME.joinpath(DROPS).read_text("utf-8")))


def with_cards(rules: Rules, texts: Mapping[str, str], guides_toml: str, answers_toml: str) -> Rules:
    """The rules with the cards of `texts` by file name, the guides for callers, and the words for yes, no and unknown.

    Raises RulesError naming file and key of everything that is wrong.
    """
    guides = parse_guides("guides.toml", guides_toml)
    common, mistakes, cards = _common(answers_toml), [], {}
    for file, text in sorted(texts.items()):
        name = file.removesuffix(".toml")
        try:
            cards[name] = parse_card(name, text, common=common, guides=guides)
        except RulesError as error:
            mistakes.append(str(error))
    text = "\0".join([guides_toml, answers_toml, *(text for _, text in sorted(texts.items()))])
    digest = sha256(text.encode()).hexdigest()[:DIGITS]
    together = replace(rules, cards=cards, guides=guides, digest=digest)
    if mistakes := mistakes + _card_mistakes(together):
        raise RulesError("\n".join(mistakes))
    return together


def _common(toml: str) -> dict[str, Words]:
    table = open_table("answers.toml", toml)
    common = {one.take("code", str): one.words() for one in table.tables("answer")}
    if set(common) != set(Tri):
        raise RulesError("answers.toml: yes, no and unknown, each once")
    return common


def _card_mistakes(rules: Rules) -> list[str]:
    """What a card and the rules have to agree about."""
    known = {plan.id for plan in rules.responses}
    kits, abilities = {kit.value for kit in KitKind}, {one.value for one in Capability}
    found = [] if WAITING in rules.guides else [f"guides.toml: no guide {WAITING!r}"]
    found += [f"{name}.toml.id: no complaint {name!r}" for name in rules.cards if rules.complaint(name) is None]
    found += [f"core: no card {gate.card!r}" for gate in rules.gate if gate.card and gate.card not in rules.cards]
    for card in rules.cards.values():
        for rule in card.rules:
            where = f"{card.id}.toml.rule.{rule.id}"
            found += [f"{where}.response: no response plan {rule.response!r}"] if rule.response not in known else []
            found += [f"{where}.kit: no kit {rule.kit!r}"] if rule.kit not in {None, *kits} else []
            found += [f"{where}.needs: no capability {need!r}" for need in rule.needs if need not in abilities]
    return found


def parse_rules(toml: str) -> Rules:
    """A rule set from its text; raises RulesError naming everything that is wrong."""
    try:
        raw = tomllib.loads(toml)
        rules = Rules(
            version=raw["version"],
            source=raw["source"],
            fallback=_complaint({"id": raw["fallback"]["determinant"], **raw["fallback"]}),
            gate=tuple(_gate(row) for row in raw["gate"]),
            complaints=tuple(_complaint(row) for row in raw["complaint"]),
            responses=tuple(_response(row) for row in raw["response"]),
            gate_words={name: tuple(words) for name, words in raw.get("gate_words", {}).items()},
        )
    except (KeyError, ValueError, TypeError) as error:
        raise RulesError(f"not a rule set: {error!r}") from error
    if mistakes := _mistakes(rules):
        raise RulesError("\n".join(mistakes))
    return rules


def _gate(row: Mapping[str, Any]) -> GateRule:
    return GateRule(
        id=row["id"],
        conscious=Tri(row["conscious"]) if "conscious" in row else None,
        breathing=Tri(row["breathing"]) if "breathing" in row else None,
        priority=Priority(row["priority"]),
        determinant=row["determinant"],
        response=row["response"],
        bundle=row.get("bundle"),
        needs=tuple(row.get("needs", ())),
        kit=row.get("kit"),
        card=row.get("card"),
    )


def _complaint(row: Mapping[str, Any]) -> ComplaintRule:
    return ComplaintRule(
        id=row["id"],
        priority=Priority(row["priority"]),
        response=row["response"],
        bundle=row.get("bundle"),
        needs=tuple(row.get("needs", ())),
        kit=row.get("kit"),
        words=tuple(row.get("words", ())),
    )


def _response(row: Mapping[str, Any]) -> ResponsePlan:
    units = tuple(tuple(Skill(skill).value for skill in wanted) for wanted in row["units"])
    usual = tuple(Priority(one) for one in row.get("priorities", ()))
    return ResponsePlan(row["id"], units, int(row["mobilisation_s"]), usual)


def _mistakes(rules: Rules) -> list[str]:
    known = {plan.id for plan in rules.responses}
    every: tuple[GateRule | ComplaintRule, ...] = (rules.fallback, *rules.gate, *rules.complaints)
    found = [f"{rule.id}: no response plan {rule.response}" for rule in every if rule.response not in known]
    names = [rule.id for rule in every]
    found += [f"{name}: stands there twice" for name in sorted({n for n in names if names.count(n) > 1})]
    found += [f"gate_words: no question {name!r}" for name in rules.gate_words.keys() - {"conscious", "breathing"}]
    found += [f"{plan.id}: a response needs a unit" for plan in rules.responses if not plan.units]
    usual = sorted(priority for plan in rules.responses for priority in plan.priorities)
    found += [] if usual == sorted(Priority) else ["response: each priority has one usual response"]
    return found
