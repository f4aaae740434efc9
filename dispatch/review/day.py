"""A day as the supervisor's page and its spreadsheet show it."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch.model import Priority
from dispatch.policies.force import in_force
from dispatch.record import plain
from dispatch.review.advice import taken
from dispatch.review.advised import read_advice
from dispatch.review.asking import MANY
from dispatch.review.attempted import read_attempts
from dispatch.review.attempts import judge_attempts
from dispatch.review.figures import MEDIAN_FROM, P90_FROM, Figures
from dispatch.review.ordered import read_orders
from dispatch.review.orders import judge_orders
from dispatch.review.reading import count_day, day_of, read_day, read_greens
from dispatch.review.summary import DaySummary, summarise
from dispatch.review.targets import TARGETS, Interval
from dispatch.system import System
from dispatch.tables.areas import DemandZoneRow, get_region
from hospitals.tables.facts import HospitalRow

LISTED = 100  # incidents that missed a target, at most; the page says how many there are
BLANK = (None,) * 6
HEAD = ("interval", "by", "part", "n", "median_s", "p90_s", "judged", "within", "share", "target_s")


def day_view(session: Session, system: System, region: str, day: date | None, *, simulated: bool) -> dict[str, Any]:
    """The figures of `day` (None is today) with the names the page needs; raises NotFoundError for no region."""
    area, now = get_region(session, region), system.clock.now()
    today = day_of(now, area.timezone)
    chosen = day or today
    found = summarise(read_day(session, region, chosen, simulated=simulated))
    counted = count_day(session, region, chosen)
    shown = plain(found) | {"missed": plain(found)["missed"][:LISTED], "missed_total": len(found.missed)}
    return {
        "now": now.isoformat(),
        "date": chosen.isoformat(),
        "today": today.isoformat(),
        "region": {"id": area.id, "name": {"ko": area.name_ko, "en": area.name_en}, "timezone": area.timezone},
        "simulated": simulated,
        "counted": {"real": counted[False], "simulated": counted[True]},
        "minimum": {"median": MEDIAN_FROM, "p90": P90_FROM, "many": MANY},
        "targets": {interval.value: _target(interval) for interval in Interval},
        "zones": _zone_names(session, region),
        "hospitals": _hospital_names(session, area.catchment),
        "summary": shown,
        "attempts": None if simulated else _attempts(session, region, chosen),
        "orders": _orders(session, system, region, chosen, simulated=simulated),
        "signals": _greens(session, system, region, chosen, simulated=simulated),
        "advice": [plain(one) for one in taken(read_advice(session, region, chosen, simulated=simulated))],
    }


def _greens(session: Session, system: System, region: str, day: date, *, simulated: bool) -> dict[str, Any]:
    found = read_greens(session, region, day, simulated=simulated)
    return plain(found) | {"share": found.share, "centre": system.signals.name_for(simulated=simulated)}


def _orders(session: Session, system: System, region: str, day: date, *, simulated: bool) -> dict[str, Any]:
    policy = in_force(session, system, region).orders
    found = judge_orders(read_orders(session, region, day, simulated=simulated), policy, now=system.clock.now())
    return plain(found) | {"share": found.share}


def _attempts(session: Session, region: str, day: date) -> dict[str, Any]:
    found = judge_attempts(read_attempts(session, region, day))
    return plain(found) | {"share": found.share}


def day_rows(found: DaySummary) -> Iterator[tuple[object, ...]]:
    """The figures as lines of a spreadsheet, the first one their names; unknown is empty."""
    yield HEAD
    for interval in found.intervals:
        parts: Mapping[str, Mapping[str, Figures]] = {
            "all": {"": interval.whole},
            "priority": interval.priorities,
            "zone": interval.zones,
            "hour": interval.hours,
        }
        for by, figures in parts.items():
            for part, one in figures.items():
                own = _target_s(interval.interval, part) if by == "priority" else None
                yield (interval.interval.value, by, part, *_cells(one), own)
    counted = {"without_stamp": found.pressing.unstamped, **found.pressing.apart}
    yield from ((Interval.COMPRESSION.value, "told_apart", part, n, *BLANK) for part, n in counted.items())


def _cells(one: Figures) -> tuple[object, ...]:
    share = round(one.share, 4) if one.share is not None else None
    return one.n, one.median_s, one.p90_s, one.judged, one.within, share


def _target_s(interval: Interval, priority: str) -> float | None:
    target = TARGETS[interval].of(Priority(int(priority)) if priority.isdecimal() else None)
    return target.total_seconds() if target is not None else None


def _target(interval: Interval) -> dict[str, float | None]:
    return {key: _target_s(interval, key) for key in ("1", "2", "3", "4", "unknown")}


def _zone_names(session: Session, region: str) -> dict[str, dict[str, str]]:
    rows = session.scalars(select(DemandZoneRow).where(DemandZoneRow.region == region).order_by(DemandZoneRow.id))
    return {row.id: {"ko": row.name_ko or row.id, "en": row.name_en or row.id} for row in rows}


def _hospital_names(session: Session, catchment: list[str]) -> dict[str, dict[str, str]]:
    rows = session.scalars(select(HospitalRow).where(HospitalRow.id.in_(catchment)).order_by(HospitalRow.id))
    return {row.id: {"ko": row.name_ko, "en": row.name_en} for row in rows}
