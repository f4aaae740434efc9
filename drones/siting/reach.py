"""How soon a kit from each of many places is down at each of many others. Pure.

The same formulas as `drones.flight`, tabulated by whole degrees of track, so that a city is one array. Straight ways
only: what lies behind a closed zone counts as out of reach, because a report promises no way round that nobody planned.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import numpy as np
import numpy.typing as npt
import shapely

from chassis.geo import EARTH_RADIUS_M, LatLon
from drones.airframes import M350
from drones.battery import Reserve, energy_budget
from drones.flight import Air, Profile, level_w, plan_flight, speeds
from drones.mission import Flight, Path
from drones.model import Airframe, Drone
from drones.plane import Plane

Floats = npt.NDArray[np.float64]
STILL = Air(0.0, 0.0)
DEGREES = 360


@dataclass(frozen=True, slots=True)
class Carrier:
    """What flies: an airframe with a kit, on a full battery, in this air. `launch` is order to take-off."""

    airframe: Airframe = M350
    kit_mass_kg: float = 1.5
    wind: Air = STILL
    temperature_c: float = 15.0
    profile: Profile = field(default_factory=Profile)
    launch: timedelta = timedelta(seconds=120)
    reserve: Reserve = field(default_factory=Reserve)


def kit_seconds(sites: Sequence[LatLon], places: Sequence[LatLon], carrier: Carrier) -> Floats:
    """Seconds from the order until the kit is down, sites × places; infinite where wind or battery forbid it."""
    length_m, track = _ways(sites, places)
    out, home = _table(carrier, loaded=True), _table(carrier, loaded=False)
    back = (track + DEGREES // 2) % DEGREES
    out_s, home_s = out.seconds(length_m, track), home.seconds(length_m, back)
    pause = _pause(carrier)
    energy_wh = pause.energy_wh + (out.power_w[track] * out_s + home.power_w[back] * home_s) / 3600.0
    there_s = carrier.launch.total_seconds() + pause.kit_down.total_seconds() + out_s
    return np.where(energy_wh <= _store_wh(carrier, pause), there_s, np.inf)


def in_the_way(
    sites: Sequence[LatLon], places: Sequence[LatLon], closed: Sequence[Sequence[LatLon]], *, margin_m: float
) -> npt.NDArray[np.bool_]:
    """Whether the straight line from each site to each place comes nearer than `margin_m` to closed ground, by its
    corners; sites × places."""
    plane = Plane(round(places[0].lat, 1)) if places else Plane(0.0)
    areas = [shapely.make_valid(shapely.Polygon([plane.xy(corner) for corner in corners])) for corners in closed]
    ground = shapely.union_all(areas).buffer(margin_m, join_style="mitre")
    shapely.prepare(ground)
    a, b = (np.array([plane.xy(place) for place in ends]).reshape(-1, 2) for ends in (sites, places))
    ends = np.stack(np.broadcast_arrays(a[:, None, :], b[None, :, :]), axis=2)
    return np.asarray(shapely.intersects(ground, shapely.linestrings(ends)), dtype=np.bool_)


def _degrees(places: Sequence[LatLon]) -> Floats:
    return np.array([(place.lon, place.lat) for place in places], dtype=float).reshape(-1, 2)


def _ways(sites: Sequence[LatLon], places: Sequence[LatLon]) -> tuple[Floats, npt.NDArray[np.int64]]:
    """Great-circle metres and the first track in whole degrees."""
    a, b = np.radians(_degrees(sites))[:, None, :], np.radians(_degrees(places))[None, :, :]
    east, north = b[..., 0] - a[..., 0], b[..., 1] - a[..., 1]
    chord = np.sin(north / 2) ** 2 + np.cos(a[..., 1]) * np.cos(b[..., 1]) * np.sin(east / 2) ** 2
    length_m = 2 * EARTH_RADIUS_M * np.arcsin(np.minimum(1.0, np.sqrt(chord)))
    y = np.sin(east) * np.cos(b[..., 1])
    x = np.cos(a[..., 1]) * np.sin(b[..., 1]) - np.sin(a[..., 1]) * np.cos(b[..., 1]) * np.cos(east)
    return length_m, np.rint(np.degrees(np.arctan2(y, x))).astype(np.int64) % DEGREES


@dataclass(frozen=True, slots=True)
class _Table:
    """Ground speed and power by whole degree of track; a speed of nought is one the wind does not allow."""

    ground_mps: Floats
    power_w: Floats
    acceleration_mps2: float

    def seconds(self, length_m: Floats, track: npt.NDArray[np.int64]) -> Floats:
        peak = np.minimum(self.ground_mps[track], np.sqrt(length_m * self.acceleration_mps2))
        flown = np.divide(length_m, peak, out=np.full_like(length_m, np.inf), where=peak > 0.0)
        seconds: Floats = np.where(length_m > 0.0, flown + peak / self.acceleration_mps2, 0.0)
        return seconds


def _table(carrier: Carrier, *, loaded: bool) -> _Table:
    frame, wind = carrier.airframe, carrier.wind
    mass_kg = frame.mass_kg + (carrier.kit_mass_kg if loaded else 0.0)
    ground, power = np.zeros(DEGREES), np.ones(DEGREES)
    for degree in range(DEGREES):
        found = speeds(degree, wind, wanted_mps=frame.cruise_mps, airspeed_max_mps=frame.airspeed_max_mps)
        if found is not None:
            ground[degree], power[degree] = found[0], level_w(frame, mass_kg, found[1], wind.density_kg_m3)
    return _Table(ground, power, frame.acceleration_mps2)


def _pause(carrier: Carrier) -> Flight:
    """The flight without its legs: up, down, the drop, up again, and the landing."""
    nowhere = Path((LatLon(0.0, 0.0), LatLon(0.0, 0.0)))
    still = Air(0.0, 0.0, carrier.wind.density_kg_m3)
    flight = plan_flight(
        carrier.airframe, nowhere, kit_mass_kg=carrier.kit_mass_kg, wind=still, profile=carrier.profile
    )
    if flight is None:
        raise AssertionError("no wind forbids nothing")
    return flight


def _store_wh(carrier: Carrier, pause: Flight) -> float:
    """What a full battery gives to a flight, reserve taken off."""
    drone = Drone("", "", "", "", carrier.airframe, 1.0)
    budget = energy_budget(
        drone,
        pause,
        kit_mass_kg=carrier.kit_mass_kg,
        moving=carrier.wind,
        temperature_c=carrier.temperature_c,
        reserve=carrier.reserve,
    )
    return budget.full_wh - budget.reserve_wh
