"""The course of a flight over time, as planned: where it is, how high and when, stage by stage. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from chassis.geo import LatLon
from drones.mission import Flight, Phase
from drones.missionplan import MOST_HOLD
from drones.sortie import Sortie
from drones.states import SortieState

ALONG = frozenset({Phase.OUTBOUND, Phase.HOMEBOUND})


@dataclass(frozen=True, slots=True)
class Stretch:
    """A leg over ground, or a column over one place where `begin` is `end`; metres above the station's ground.

    `starts` and `ends` are the earliest and the latest time at which the drone is in it.
    """

    begin: LatLon
    end: LatLon
    low_m: float
    high_m: float
    starts: datetime
    ends: datetime
    home: bool


def take_off_at(sortie: Sortie, now: datetime) -> datetime:
    """When it took off, or will: as planned, at once while it is launching, and never in the past."""
    flown = sortie.entered.get(SortieState.AIRBORNE)
    if flown is not None:
        return flown
    return now if sortie.state is SortieState.LAUNCHING else max(now, sortie.eta - sortie.flight.kit_down)


def stretches(flight: Flight, take_off: datetime) -> tuple[Stretch, ...]:
    """The flight as legs and columns, in order. Those after the target may come as late as the longest hold."""
    return tuple(_joined(list(_stretches(flight, take_off))))


def _stretches(flight: Flight, take_off: datetime) -> Iterator[Stretch]:
    at, place, up_m, late = take_off, flight.start, 0.0, timedelta(0)
    for stage in flight.stages:
        waits = stage.phase is Phase.AREA_CHECK
        late = MOST_HOLD if waits else late
        low_m, high_m = sorted((up_m, stage.end_altitude_m))
        if stage.phase in {Phase.LOWER, Phase.RETRACT}:
            low_m = 0.0  # the kit hangs below
        over = stage.end if stage.phase in ALONG else place
        homeward = stage.phase in {Phase.HOMEBOUND, Phase.LAND}
        yield Stretch(place, over, low_m, high_m, at, at + stage.duration + late, homeward)
        at, place, up_m = at + stage.duration, stage.end, stage.end_altitude_m


def _joined(parts: list[Stretch]) -> Iterator[Stretch]:
    """Columns over the same place one after the other are one column."""
    held: Stretch | None = None
    for part in parts:
        if held is not None and held.begin == held.end == part.begin == part.end and held.home is part.home:
            low_m, high_m = min(held.low_m, part.low_m), max(held.high_m, part.high_m)
            held = Stretch(held.begin, held.end, low_m, high_m, held.starts, max(held.ends, part.ends), held.home)
            continue
        if held is not None:
            yield held
        held = part
    if held is not None:
        yield held
