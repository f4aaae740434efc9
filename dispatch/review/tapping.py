"""The quality of the stamps over days, of all units and of each: for the supervisors' page and its spreadsheet."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch.record import plain
from dispatch.review.period import DAYS, Span
from dispatch.review.reading import day_of, received_on
from dispatch.review.taps import BUNCH, Tap, TapQuality, judge_taps, judge_units
from dispatch.stamps import DRIFT, FAR_M, GRAVE
from dispatch.system import System
from dispatch.tables.areas import get_region
from dispatch.tables.cases import AssignmentRow, IncidentRow, StampRow
from dispatch.tables.fleet import UnitRow

HEAD = ("unit", "measure", "n", "of", "value")
Line = tuple[object, ...]
PARTS = (  # what is counted, and among what
    ("missing", "due"),
    ("skipped", "due"),
    ("drifted", "timed"),
    ("bunched", "followed"),
    ("far", "measured"),
    ("late", "fenced"),
)


@dataclass(frozen=True, slots=True)
class Tapping:
    """Days up to `last`, both ends included."""

    first: date
    last: date
    whole: TapQuality
    units: dict[str, TapQuality]
    names: dict[str, dict[str, str]]


def read_tapping(
    session: Session, system: System, region: str, *, span: Span, last: date | None, simulated: bool
) -> Tapping:
    """The days up to `last` (None is today); raises NotFoundError for no region."""
    zone = get_region(session, region).timezone
    until = last or day_of(system.clock.now(), zone)
    first = until - timedelta(days=DAYS[span] - 1)
    ids = received_on(region, first, until, zone).where(IncidentRow.simulated.is_(simulated))
    wanted = (
        select(StampRow, AssignmentRow.unit_id)
        .join(AssignmentRow, AssignmentRow.id == StampRow.assignment_id)
        .where(StampRow.incident_id.in_(ids.with_only_columns(IncidentRow.id)))
    )
    taps = [_tap(row, unit) for row, unit in session.execute(wanted.order_by(StampRow.id))]
    rows = session.scalars(select(UnitRow).where(UnitRow.id.in_({one.unit for one in taps})))
    names = {row.id: {"ko": row.callsign, "en": row.callsign_en} for row in rows}
    return Tapping(first, until, judge_taps(taps), judge_units(taps), names)


def tapping_view(found: Tapping) -> dict[str, Any]:
    """As the page shows it, with the limits it was judged by."""
    limits = {"drift_s": DRIFT.total_seconds(), "bunch_s": BUNCH.total_seconds(), "far_m": FAR_M}
    shown: dict[str, Any] = plain(found)
    return shown | {"limits": limits | {"late_s": GRAVE.total_seconds()}}


def tapping_rows(found: Tapping) -> Iterator[Line]:
    """As lines of a spreadsheet: a count, what it is counted among, a value; nothing of an incident or a person."""
    yield HEAD
    yield from _lines("", found.whole)
    for unit, one in found.units.items():
        yield from _lines(unit, one)


def _lines(unit: str, one: TapQuality) -> Iterator[Line]:
    counted = asdict(one)
    yield unit, "runs", one.runs, None, None
    yield from ((unit, f"source_{source}", n, one.recorded, None) for source, n in one.by_source.items())
    yield from ((unit, part, counted[part], counted[among], None) for part, among in PARTS)
    yield unit, "drift_worst_s", None, one.timed, one.drift_worst_s
    yield unit, "away_median_m", None, one.measured, one.away_median_m
    yield unit, "late_median_s", None, one.fenced, one.late_median_s
    yield from ((unit, f"missing_{step}", n, one.runs, None) for step, n in one.missing_by_step.items())


def _tap(row: StampRow, unit: str) -> Tap:
    return Tap(
        unit=unit,
        job=row.assignment_id or "",
        name=row.name,
        at=row.at,
        device_at=row.device_at,
        seems_at=row.seems_at,
        source=row.source,
        skipped=tuple(row.skipped),
        away_m=row.away_m,
    )
