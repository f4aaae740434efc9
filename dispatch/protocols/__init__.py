"""Triage rule sets as versioned TOML, read once and checked as a whole."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from dispatch.model import Priority, Skill, Tri
from dispatch.triage import ComplaintRule, GateRule, ResponsePlan, Rules


class RulesError(ValueError):
    """A rule set that cannot be used; the message lists every mistake, one a line."""


def read_rules(name: str = "core") -> Rules:
    """The rule set `name` that ships with the system; raises RulesError."""
    return parse_rules(files("dispatch.protocols").joinpath(f"{name}.toml").read_text("utf-8"))


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
    return ResponsePlan(row["id"], units, int(row["mobilisation_s"]))


def _mistakes(rules: Rules) -> list[str]:
    known = {plan.id for plan in rules.responses}
    every: tuple[GateRule | ComplaintRule, ...] = (rules.fallback, *rules.gate, *rules.complaints)
    found = [f"{rule.id}: no response plan {rule.response}" for rule in every if rule.response not in known]
    names = [rule.id for rule in every]
    found += [f"{name}: stands there twice" for name in sorted({n for n in names if names.count(n) > 1})]
    found += [f"{plan.id}: a response needs a unit" for plan in rules.responses if not plan.units]
    return found
