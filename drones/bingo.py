"""How long a drone can still stay out: until then it must turn for home. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from chassis.geo import LatLon, along, bearing_deg, distance_m
from drones.flight import Air, climb_w, hover_w, leg_seconds, level_w, speeds
from drones.mission import Flight
from drones.model import Airframe


@dataclass(frozen=True, slots=True)
class Bingo:
    """Watt-hours the way home takes from here, and what is left beyond them and the reserve.

    `stays` is how long that lasts in a hover; negative when the reserve is being flown already.
    """

    home_wh: float
    margin_wh: float
    stays: timedelta


def bingo(
    flight: Flight,
    airframe: Airframe,
    *,
    place: LatLon,
    altitude_m: float,
    left_wh: float,
    reserve_wh: float,
    kit_mass_kg: float,
    wind: Air,
) -> Bingo | None:
    """The bingo of a drone at `place` with `left_wh` and what hangs on it; None where wind bars the way home."""
    mass_kg = airframe.mass_kg + kit_mass_kg
    home_wh = _home_wh(flight, airframe, place, altitude_m, mass_kg, wind)
    if home_wh is None:
        return None
    margin_wh = left_wh - reserve_wh - home_wh
    hovering_w = hover_w(airframe, mass_kg, wind.density_kg_m3)
    return Bingo(home_wh, margin_wh, timedelta(hours=margin_wh / hovering_w))


def _home_wh(
    flight: Flight, frame: Airframe, place: LatLon, altitude_m: float, mass_kg: float, wind: Air
) -> float | None:
    cruise_m = flight.outbound[-1].end_altitude_m
    climbing_s = max(0.0, cruise_m - altitude_m) / frame.climb_mps
    joules = climbing_s * climb_w(frame, mass_kg, wind.density_kg_m3)
    joules += cruise_m / frame.descend_mps * hover_w(frame, mass_kg, wind.density_kg_m3)
    for a, b in pairwise(way_home(flight, place)):
        found = speeds(bearing_deg(a, b), wind, wanted_mps=frame.cruise_mps, airspeed_max_mps=frame.airspeed_max_mps)
        if found is None:
            return None
        ground, through_air = found
        seconds = leg_seconds(distance_m(a, b), ground, frame.acceleration_mps2)
        joules += seconds * level_w(frame, mass_kg, through_air, wind.density_kg_m3)
    return joules / 3600.0


def way_home(flight: Flight, place: LatLon) -> Sequence[LatLon]:
    """From here back along the way out: the corners that lie behind, nearest first."""
    way = flight.way.points
    flown_m = along(way, place)[0]
    behind, at_m = [], 0.0
    for a, b in pairwise(way):
        if at_m < flown_m:
            behind.append(a)
        at_m += distance_m(a, b)
    return (place, *reversed(behind or [flight.start]))
