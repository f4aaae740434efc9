"""A remote pilot's log: what each one flew, and what it adds up to. Pure; the sorties are the record."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from drones.model import KitKind
from drones.sortie import Sortie
from drones.states import SortieReason, SortieState

RECENT = timedelta(days=90)
COLUMNS = (
    "sortie", "pilot", "drone", "airframe", "kit", "took_off", "landed", "minutes", "out_m", "outcome", "reason",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One flight. `landed` is None while it flies, or when nobody knows how it came down."""

    sortie_id: str
    pilot_id: str | None
    pilot: str | None
    drone_id: str
    airframe: str
    kit: KitKind
    took_off: datetime
    landed: datetime | None
    out_m: float
    outcome: SortieState
    reason: SortieReason | None

    @property
    def flown(self) -> timedelta | None:
        """Time in the air."""
        return self.landed - self.took_off if self.landed is not None else None


@dataclass(frozen=True, slots=True)
class LogTotals:
    """Flights and time in the air: all, and those of the last ninety days; when the last one began."""

    flights: int
    flown: timedelta
    recent_flights: int
    recent_flown: timedelta
    last: datetime | None


def log_entries(flown: Iterable[tuple[Sortie, str]]) -> tuple[LogEntry, ...]:
    """The flights among sorties, each with its drone's airframe, newest first."""
    found = (_entry(sortie, airframe) for sortie, airframe in flown)
    return tuple(sorted((one for one in found if one is not None), key=lambda one: one.took_off, reverse=True))


def _entry(sortie: Sortie, airframe: str) -> LogEntry | None:
    took_off = sortie.entered.get(SortieState.AIRBORNE)
    if took_off is None:
        return None
    return LogEntry(
        sortie_id=sortie.id,
        pilot_id=sortie.operator_id,
        pilot=sortie.operator,
        drone_id=sortie.drone_id,
        airframe=airframe,
        kit=sortie.kit,
        took_off=took_off,
        landed=sortie.entered.get(SortieState.LANDED),
        out_m=sortie.flight.way.length_m,
        outcome=SortieState.RELEASED if sortie.down_at is not None else sortie.state,
        reason=sortie.reason,
    )


def flown_between(entries: Iterable[LogEntry], begins: datetime | None, ends: datetime | None) -> tuple[LogEntry, ...]:
    """The flights that took off from `begins` on and before `ends`; None leaves that side open."""
    return tuple(
        one for one in entries if (begins is None or one.took_off >= begins) and (ends is None or one.took_off < ends)
    )


def log_totals(entries: Sequence[LogEntry], *, now: datetime) -> LogTotals:
    """What the entries add up to."""
    recent = [one for one in entries if now - one.took_off <= RECENT]
    last = max((one.took_off for one in entries), default=None)
    return LogTotals(len(entries), _time(entries), len(recent), _time(recent), last)


def _time(entries: Iterable[LogEntry]) -> timedelta:
    return sum((one.flown for one in entries if one.flown is not None), timedelta(0))


def log_rows(entries: Iterable[LogEntry]) -> Iterator[Sequence[object]]:
    """The log as rows of a spreadsheet, its heading first. Times are ISO 8601 UTC."""
    yield COLUMNS
    for one in entries:
        minutes = round(one.flown.total_seconds() / 60.0, 1) if one.flown is not None else ""
        landed = one.landed.isoformat() if one.landed is not None else ""
        yield (
            one.sortie_id,
            one.pilot or "",
            one.drone_id,
            one.airframe,
            one.kit.value,
            one.took_off.isoformat(),
            landed,
            minutes,
            round(one.out_m),
            one.outcome.value,
            one.reason.value if one.reason is not None else "",
        )
