"""Whether arrivals came true over a day, a week or four weeks: for the supervisors' page."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dispatch.minutes.drift import ROLLING, WEEK, drift
from dispatch.record import plain
from dispatch.review.calibration import ENOUGH, wilson
from dispatch.review.period import DAYS, Span
from dispatch.review.reading import bounds_of, day_of
from dispatch.system import System
from dispatch.tables.areas import get_region
from dispatch.tables.trips import TripModelRow, TripRow, count_kept, newest_model, tested_trips
from routing.kept import Judged, band, curve, judge

BANDS_M = ((0, 1000), (1000, 3000), (3000, 6000), (6000, None))
SHARES = tuple(share / 10 for share in range(1, 10))
MOST = 20_000


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the trips: `of` names which. Their shares with 95 % intervals; None for no trips."""

    of: str
    judged: Judged
    p50_range: tuple[float, float] | None
    p90_range: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Kept:
    """How the minutes were kept. `curve` are (promised share, share that came true), empty below ENOUGH trips."""

    whole: Part
    legs: tuple[Part, ...]
    hours: tuple[Part, ...]
    bands: tuple[Part, ...]
    curve: tuple[tuple[float, float], ...]


def judge_kept(rows: Sequence[TripRow]) -> Kept:
    """Over the trips of `rows`; their order does not matter."""
    told = _promises(rows)
    return Kept(
        whole=_part("all", rows),
        legs=tuple(_part(leg, [row for row in rows if row.leg == leg]) for leg in ("scene", "hospital")),
        hours=tuple(
            _part(name, [row for row in rows if row.night is night])
            for name, night in (("day", False), ("night", True))
        ),
        bands=tuple(_part(_name(low, high), _between(rows, low, high)) for low, high in BANDS_M),
        curve=tuple(zip(SHARES, curve(told, SHARES), strict=True)) if len(told) >= ENOUGH else (),
    )


def minutes_view(
    session: Session, system: System, region: str, *, span: Span, last: date | None, simulated: bool
) -> dict[str, Any]:
    """The period as the supervisors' page shows it; raises NotFoundError for no region."""
    area, now = get_region(session, region), system.clock.now()
    today = day_of(now, area.timezone)
    until = last or today
    first = until - timedelta(days=DAYS[span] - 1)
    begins, ends = bounds_of(first, area.timezone)[0], bounds_of(until, area.timezone)[1]
    rows = tested_trips(session, region, simulated=simulated, since=begins, until=ends, limit=MOST)
    return {
        "now": now.isoformat(),
        "span": span.value,
        "first": first.isoformat(),
        "last": until.isoformat(),
        "today": today.isoformat(),
        "region": {"id": area.id, "name": {"ko": area.name_ko, "en": area.name_en}, "timezone": area.timezone},
        "simulated": simulated,
        "counted": _counted(session, region, begins, ends),
        "minimum": ENOUGH,
        "kept": plain(judge_kept(rows)),
        "left_out": _left_out(session, region, begins, ends, simulated),
        "model": _model(newest_model(session, region)),
        "alarm": _alarm(session, region, now),
    }


def _part(of: str, rows: Sequence[TripRow]) -> Part:
    judged = judge(_promises(rows))
    if not judged.n:
        return Part(of, judged, None, None)
    return Part(of, judged, wilson(judged.within_p50, judged.n), wilson(judged.within_p90, judged.n))


def _promises(rows: Sequence[TripRow]) -> list[tuple[float, float, float]]:
    return [(row.p50_s, row.p90_s, row.took_s) for row in rows if row.took_s and row.p50_s]


def _between(rows: Sequence[TripRow], low: int, high: int | None) -> list[TripRow]:
    return [row for row in rows if low <= row.distance_m and (high is None or row.distance_m < high)]


def _name(low: int, high: int | None) -> str:
    return f"{low // 1000}–{high // 1000} km" if high is not None else f"{low // 1000} km –"


def _counted(session: Session, region: str, begins: datetime, ends: datetime) -> dict[str, int]:
    wanted = select(TripRow.simulated, func.count()).where(
        TripRow.region == region, TripRow.took_s.is_not(None), TripRow.left_out.is_(None)
    )
    wanted = wanted.where(TripRow.arrived_at >= begins, TripRow.arrived_at < ends).group_by(TripRow.simulated)
    found = dict(session.execute(wanted).all())
    return {"real": found.get(False, 0), "simulated": found.get(True, 0)}


def _left_out(session: Session, region: str, begins: datetime, ends: datetime, simulated: bool) -> dict[str, int]:
    """By reason; those that never arrived by when they set out."""
    wanted = select(TripRow.left_out).where(TripRow.region == region, TripRow.left_out.is_not(None))
    wanted = wanted.where(TripRow.departed_at >= begins, TripRow.departed_at < ends, TripRow.simulated.is_(simulated))
    return dict(Counter(str(reason) for reason in session.scalars(wanted)))


def _model(row: TripModelRow | None) -> dict[str, Any] | None:
    if row is None:
        return None
    told = {"number": row.number, "trips": row.trips, "source": row.source, "by": row.author_name}
    return told | {"at": row.at.isoformat()}


def _alarm(session: Session, region: str, now: datetime) -> dict[str, Any]:
    """The last fifty real trips the minutes in force had promised, and whether that is chance."""
    row = newest_model(session, region)
    number = row.number if row is not None else 0
    newest = count_kept(session, region, model=number, limit=ROLLING)
    week = count_kept(session, region, model=number, since=now - WEEK)
    low, high = band(ROLLING, 0.9)
    return {
        "n": newest[0],
        "within_p90": newest[2],
        "needed": ROLLING,
        "low": low,
        "high": high,
        "off": drift(newest, week) is not None,
    }
