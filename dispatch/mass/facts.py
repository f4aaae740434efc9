"""What a public alert says of a mass-casualty incident, as words and numbers; whoever writes CAP 1.2 takes it whole.

CAP wants English or a named language; both sentences are here. No casualty is named, no tag, no hospital, and nothing
that a person wrote: kind, level and numbers only.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dispatch.mass.model import Colour, MassKind, Methane


class Notice(StrEnum):
    """CAP's msgType."""

    ALERT = "Alert"
    UPDATE = "Update"
    CANCEL = "Cancel"


SEVERITY = {1: "Moderate", 2: "Severe", 3: "Extreme"}
CATEGORY = {
    MassKind.FIRE: "Fire",
    MassKind.CHEMICAL: "CBRNE",
    MassKind.TRAFFIC: "Transport",
    MassKind.ILLNESS: "Health",
}


@dataclass(frozen=True, slots=True)
class CapFacts:
    """`parameters` are CAP's valueName and value; `at` is when this state of things was reached."""

    notice: Notice
    at: datetime
    category: str
    event: str
    event_ko: str
    severity: str
    urgency: str
    response: str
    headline: str
    headline_ko: str
    description: str
    parameters: tuple[tuple[str, str], ...]


def cap_facts(
    report: Methane,
    *,
    number: str,
    level: int,
    counts: Mapping[Colour, int],
    declared_at: datetime,
    changed_at: datetime,
    ended_at: datetime | None,
) -> CapFacts:
    """Alert as declared, Update once anything changed, Cancel after the end."""
    over = ended_at is not None
    notice = Notice.CANCEL if over else Notice.ALERT if changed_at <= declared_at else Notice.UPDATE
    tagged = sum(counts.values())
    known = f"{tagged} tagged" if tagged else "none tagged yet"
    estimated = f"about {report.estimated} casualties" if report.estimated else "number of casualties unknown"
    return CapFacts(
        notice=notice,
        at=ended_at or max(changed_at, declared_at),
        category=CATEGORY.get(report.kind, "Rescue") if report.kind else "Rescue",
        event="Mass-casualty incident",
        event_ko="다수사상자 사고",
        severity=SEVERITY[level],
        urgency="Past" if over else "Immediate",
        response="AllClear" if over else "Prepare",
        headline=f"Mass-casualty incident {number}: {'ended' if over else estimated}",
        headline_ko=f"다수사상자 사고 {number}{' 종료' if over else ''}",
        description=_described(report, f"{estimated}, {known}"),
        parameters=_parameters(report, level, counts),
    )


def _described(report: Methane, numbers: str) -> str:
    parts = {"Type": report.kind, "Casualties": numbers}
    return "\n".join(f"{name}: {value}" for name, value in parts.items() if value)


def _parameters(report: Methane, level: int, counts: Mapping[Colour, int]) -> tuple[tuple[str, str], ...]:
    given = {"level": str(level), "estimated": str(report.estimated) if report.estimated else None}
    told = [(name, value) for name, value in given.items() if value is not None]
    return (*told, *((f"tagged-{colour}", str(counts.get(colour, 0))) for colour in Colour))
