"""How long the way home takes from where a drone is, if it turned now or has turned already. Pure."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from itertools import pairwise

from chassis.geo import bearing_deg, distance_m
from drones.bingo import way_home
from drones.flight import Air, leg_seconds, speeds
from drones.homeward import flies_straight
from drones.mission import Flight, Phase, Telemetry
from drones.model import Airframe
from drones.sortie import Sortie
from drones.states import FLYING, SortieState

S = SortieState
LINE_OUT = frozenset({S.LOWERING, S.RELEASED, S.RETRACTING})
OVER_HOME_M = 15.0  # nearer to the station it only comes down


class HomeUnknown(StrEnum):
    """Why nobody can say how long the way home takes."""

    HEIGHT = "height"
    WIND = "wind"
    WIND_BARS = "wind_bars"


@dataclass(frozen=True, slots=True)
class Homing:
    """Until it has landed at its station; None with the reason."""

    takes: timedelta | None
    why: HomeUnknown | None = None


def homing(sortie: Sortie, airframe: Airframe, said: Telemetry, wind: Air | None) -> Homing | None:
    """The way home by what its vehicle `said`; None where it does not fly, or lands elsewhere.

    The line comes in first. Then it rises to the height of its way, flies home straight or by the corners, as it
    will, and comes down. Own flights have taught how much longer than reckoned that takes.
    """
    if sortie.state not in FLYING - {S.DIVERTED} or not sortie.flight.outbound:
        return None
    if said.altitude_m is None:
        return Homing(None, HomeUnknown.HEIGHT)
    if distance_m(said.place, sortie.flight.start) < OVER_HOME_M and sortie.state not in LINE_OUT:
        return Homing(timedelta(seconds=max(0.0, said.altitude_m) / airframe.descend_mps))
    if wind is None:
        return Homing(None, HomeUnknown.WIND)
    level_s = _level_s(sortie, airframe, said, wind)
    if level_s is None:
        return Homing(None, HomeUnknown.WIND_BARS)
    level_s *= sortie.flight.factors.home
    return Homing(_line_in(sortie) + timedelta(seconds=level_s + _upright_s(sortie.flight, airframe, said.altitude_m)))


def _level_s(sortie: Sortie, frame: Airframe, said: Telemetry, wind: Air) -> float | None:
    """Seconds of the legs; None where wind bars one."""
    flight = sortie.flight
    way = (said.place, flight.start) if flies_straight(sortie, said.place) else way_home(flight, said.place)
    seconds = 0.0
    for a, b in pairwise(way):
        found = speeds(bearing_deg(a, b), wind, wanted_mps=frame.cruise_mps, airspeed_max_mps=frame.airspeed_max_mps)
        if found is None:
            return None
        seconds += leg_seconds(distance_m(a, b), found[0], frame.acceleration_mps2)
    return seconds


def _upright_s(flight: Flight, frame: Airframe, altitude_m: float) -> float:
    """Up to the height of the way, and down from there."""
    cruise_m = flight.outbound[-1].end_altitude_m
    return max(0.0, cruise_m - altitude_m) / frame.climb_mps + cruise_m / frame.descend_mps


def _line_in(sortie: Sortie) -> timedelta:
    """What is out comes in; all of it where no winch tells."""
    if sortie.state not in LINE_OUT:
        return timedelta(0)
    whole, out_m = sortie.flight.time_of(Phase.RETRACT), sortie.vehicle.line_m if sortie.vehicle is not None else None
    return whole if out_m is None or not sortie.flight.line_m else whole * min(1.0, out_m / sortie.flight.line_m)
