"""Whether a drone is where its plan says. Pure.

Thirty metres aside or fifteen above or below for ten seconds is off the route: what F3548 calls nonconforming.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from chassis.geo import LatLon, along, distance_m
from drones.mission import Flight, Phase
from drones.states import AT_TARGET, SortieState

ACROSS_MAX_M = 30.0
ABOVE_MAX_M = 15.0
LASTING = timedelta(seconds=10)
ON_THE_WAY = frozenset({SortieState.AIRBORNE, SortieState.RETURNING})


@dataclass(frozen=True, slots=True)
class Deviation:
    """Metres beside the way, and above (below: negative) the heights planned for this place; None when not measured."""

    across_m: float
    above_m: float | None

    @property
    def outside(self) -> bool:
        """Whether it is more than a drone may stray."""
        return self.across_m > ACROSS_MAX_M or abs(self.above_m or 0.0) > ABOVE_MAX_M


def deviation(flight: Flight, state: SortieState, *, place: LatLon, altitude_m: float | None) -> Deviation | None:
    """How far from its plan a drone is; None in a state without one, like the shortest way home."""
    way = flight.way.points
    if state in AT_TARGET:
        across_m = distance_m(place, way[-1])
    elif state in ON_THE_WAY:
        across_m = along(way, place)[1]
    else:
        return None
    return Deviation(across_m, None if altitude_m is None else _above(flight, state, place, altitude_m))


def strayed_since(since: datetime | None, found: Deviation | None, *, at: datetime) -> datetime | None:
    """Since when a drone has been outside without a break, `since` being what was known before; None while inside."""
    if found is None or not found.outside:
        return None
    return since if since is not None else at


def off_route(since: datetime | None, *, at: datetime) -> bool:
    """Whether it has strayed for so long that it counts."""
    return since is not None and at - since >= LASTING


def _above(flight: Flight, state: SortieState, place: LatLon, altitude_m: float) -> float:
    low_m, high_m = _band(flight, state, place)
    return max(0.0, altitude_m - high_m) + min(0.0, altitude_m - low_m)


def _band(flight: Flight, state: SortieState, place: LatLon) -> tuple[float, float]:
    """The heights planned here: anything below cruise over the station, down to the hover over the target."""
    target = flight.outbound[-1].end
    cruise_m, hover_m = flight.outbound[-1].end_altitude_m, flight.stage(Phase.DESCEND).end_altitude_m
    if state in AT_TARGET:
        return hover_m, cruise_m
    if distance_m(place, flight.start) <= ACROSS_MAX_M:
        return 0.0, cruise_m
    return (hover_m if distance_m(place, target) <= ACROSS_MAX_M else cruise_m), cruise_m
