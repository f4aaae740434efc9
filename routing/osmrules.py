"""An OpenStreetMap relation `type=restriction` → a rule for ambulances, or why it is none. Pure.

Source: OpenStreetMap wiki, Relation:restriction and Conditional restrictions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from routing.restrictions import Restriction, Verdict

PROHIBITIONS = {"no_left_turn", "no_right_turn", "no_straight_on", "no_u_turn", "no_entry", "no_exit"}
COMMANDS = {"only_left_turn", "only_right_turn", "only_straight_on", "only_u_turn"}
BINDING = tuple(f"restriction{kind}" for kind in (":emergency", ":motorcar", ":motor_vehicle", ":vehicle", ""))
# Where a car or, by law, a bus may turn, an ambulance with blue light may.
FREE = {"emergency", "psv", "bus", "motorcar", "motor_vehicle", "vehicle"}
OLD_HOURS = {"hour_on", "hour_off", "day_on", "day_off"}


@dataclass(frozen=True, slots=True)
class Member:
    """One part of a relation: `kind` is `node`, `way` or `relation`."""

    kind: str
    ref: int
    role: str


def rule_of(tags: Mapping[str, str], members: Sequence[Member]) -> Restriction | Verdict:
    """The rule a restriction makes; else what it is instead."""
    said = next((tags[key] for key in BINDING if key in tags), None)
    if said is None:
        return _unbinding(tags)
    if FREE & {part.strip() for part in tags.get("except", "").split(";")}:
        return Verdict.EXCEPTED
    if tags.keys() & OLD_HOURS:
        return Verdict.CONDITIONAL
    return _rule(said, members) if said in PROHIBITIONS | COMMANDS else Verdict.UNCLEAR


def _unbinding(tags: Mapping[str, str]) -> Verdict:
    if any(f"{key}:conditional" in tags for key in BINDING):
        return Verdict.CONDITIONAL
    return Verdict.OTHERS if any(key.startswith("restriction:") for key in tags) else Verdict.UNCLEAR


def _rule(said: str, members: Sequence[Member]) -> Restriction | Verdict:
    start, end, over = (_ways(members, role) for role in ("from", "to", "via"))
    nodes = [member.ref for member in members if member.role == "via" and member.kind == "node"]
    many = (len(start) > 1 and said != "no_entry") or (len(end) > 1 and said != "no_exit")
    if not start or not end or many or len(nodes) != (0 if over else 1):
        return Verdict.UNCLEAR
    return Restriction(
        start,
        end,
        via=nodes[0] if nodes else None,
        over=over,
        command=said in COMMANDS,
        turns_back=start == end and not over and said.endswith("u_turn"),
    )


def _ways(members: Sequence[Member], role: str) -> tuple[int, ...]:
    return tuple(member.ref for member in members if member.role == role and member.kind == "way")
