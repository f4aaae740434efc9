"""When a kit will stand on the ground, from where its drone is now and what is left of the plan. Pure.

What is left to fly is flown at the planned speeds, what is left of looking and lowering takes what was planned. So
the instant stands while a flight goes as planned, and moves on with every second it does not: paused, or looking long.
"""

from datetime import datetime, timedelta
from itertools import accumulate, pairwise

from chassis.geo import LatLon, along, distance_m
from drones.lowering import line_of
from drones.mission import Flight, Phase
from drones.sortie import Sortie
from drones.states import SortieState

OVER_M = 30.0  # within this of a place it climbs or descends there
NOTHING = timedelta(0)
S = SortieState


def kit_due(sortie: Sortie, place: LatLon | None, altitude_m: float | None, *, now: datetime) -> datetime:
    """When the kit of a sortie under way is down, flown on as planned from here; what stands in any other state.

    `place` is where the drone was last heard, None when it has not been: then the clock alone says how far it is.
    """
    left = kit_in(sortie, place, altitude_m, now=now)
    return now + left if left is not None else sortie.eta


def kit_in(sortie: Sortie, place: LatLon | None, altitude_m: float | None, *, now: datetime) -> timedelta | None:
    """How long until then; None before take-off, once it has come off, and when it goes home."""
    flight, here = sortie.flight, _here(sortie, now)
    over = flight.time_of(Phase.AREA_CHECK, Phase.LOWER)
    if sortie.state is S.AIRBORNE:
        if place is None:
            return max(NOTHING, flight.to_target - here) + over
        return _way_left(flight, place, altitude_m) + over
    if sortie.state is S.ON_STATION:
        return max(NOTHING, flight.time_of(Phase.AREA_CHECK) - here) + flight.time_of(Phase.LOWER)
    if sortie.state is S.RELEASED and sortie.let_go_at is None:
        return NOTHING  # any moment
    return _line_left(sortie, here) if sortie.state is S.LOWERING else None


def _here(sortie: Sortie, now: datetime) -> timedelta:
    """How long it has been in its state, without what it has been paused by now."""
    until = min(now, sortie.paused_at) if sortie.paused_at is not None else now
    return max(NOTHING, until - sortie.entered.get(sortie.state, now))


def _way_left(flight: Flight, place: LatLon, altitude_m: float | None) -> timedelta:
    """From `place` until hovering over the target. Beside the way the piece back to it is flown as well."""
    way = (flight.start, *(stage.end for stage in flight.outbound))
    flown_m, beside_m, _ = along(way, place)
    ends_m = list(accumulate(distance_m(a, b) for a, b in pairwise(way)))
    left = _climb_left(flight, place, altitude_m) + _descent_left(flight, place, altitude_m)
    for stage, begin_m, end_m in zip(flight.outbound, (0.0, *ends_m), ends_m, strict=False):
        share = (end_m - max(flown_m, begin_m)) / (end_m - begin_m) if end_m > begin_m else 0.0
        left += stage.duration * max(0.0, share)
    out, length_m = flight.time_of(Phase.OUTBOUND), ends_m[-1] if ends_m else 0.0
    return left + (out * (beside_m / length_m) if length_m > 0.0 else NOTHING)


def _climb_left(flight: Flight, place: LatLon, altitude_m: float | None) -> timedelta:
    climb, cruise_m = flight.time_of(Phase.CLIMB), _height(flight, Phase.CLIMB)
    if altitude_m is None or cruise_m <= 0.0 or distance_m(place, flight.start) > OVER_M:
        return NOTHING
    return climb * min(1.0, max(0.0, 1.0 - altitude_m / cruise_m))


def _descent_left(flight: Flight, place: LatLon, altitude_m: float | None) -> timedelta:
    descent = flight.time_of(Phase.DESCEND)
    cruise_m, hover_m = _height(flight, Phase.CLIMB), _height(flight, Phase.DESCEND)
    if altitude_m is None or cruise_m <= hover_m or distance_m(place, flight.outbound[-1].end) > OVER_M:
        return descent
    return descent * min(1.0, max(0.0, (altitude_m - hover_m) / (cruise_m - hover_m)))


def _line_left(sortie: Sortie, here: timedelta) -> timedelta:
    """By the line that is out; where the winch does not say, by the clock."""
    lower, whole_m = sortie.flight.time_of(Phase.LOWER), line_of(sortie.flight)[0]
    out_m = sortie.vehicle.line_m if sortie.vehicle is not None else None
    if out_m is None or whole_m <= 0.0:
        return max(NOTHING, lower - here)
    return lower * min(1.0, max(0.0, 1.0 - out_m / whole_m))


def _height(flight: Flight, phase: Phase) -> float:
    return next((stage.end_altitude_m for stage in flight.stages if stage.phase is phase), 0.0)
