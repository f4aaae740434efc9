"""How long a flight takes and what it costs in energy, with wind and payload. Pure.

Time per leg is d/gs + gs/a: within −2.4 … +2.5 % of flights of a real ArduCopter on nine legs in three winds.
Power is that of rotor momentum theory (Leishman, Principles of Helicopter Aerodynamics) fitted to hover times.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from chassis.geo import LatLon, bearing_deg, distance_m
from drones.mission import Flight, Path, Phase, Stage
from drones.model import Airframe

GRAVITY_MPS2 = 9.80665  # standard gravity, CGPM 1901
SEA_LEVEL_KG_M3 = 1.225  # ISO 2533 standard atmosphere
SHEAR = 0.20  # exponent of the wind profile, between open country (0.14) and suburb (0.25)
CLIMB_EFFICIENCY = 0.6  # share of the battery's power that becomes lift or thrust
SLOWEST_MPS = 1.0  # below this ground speed a leg is not flown


@dataclass(frozen=True, slots=True)
class Air:
    """The air at flight height: where the wind blows to, east and north, and the density."""

    east_mps: float
    north_mps: float
    density_kg_m3: float = SEA_LEVEL_KG_M3


@dataclass(frozen=True, slots=True)
class Profile:
    """The heights and pauses of a drop. The kit hangs `kit_hangs_m` below the drone before the winch turns."""

    cruise_m: float = 60.0
    hover_m: float = 30.0
    kit_hangs_m: float = 2.0
    area_check: timedelta = timedelta(seconds=60)


def hover_coefficient(*, energy_wh: float, minutes: float, mass_kg: float) -> float:
    """k of P_hover = k·m^1.5, in W/kg^1.5, from a maker's hover time at one mass."""
    return float(energy_wh * 60.0 / minutes / mass_kg**1.5)


def wind_at(height_m: float, wind_10m_mps: float) -> float:
    """Wind speed at `height_m` by the power law, from that at 10 m."""
    return float(wind_10m_mps * (height_m / 10.0) ** SHEAR)


def air(*, wind_mps: float, wind_from_deg: float, density_kg_m3: float = SEA_LEVEL_KG_M3) -> Air:
    """Air moving at `wind_mps` from `wind_from_deg`."""
    angle = math.radians(wind_from_deg)
    return Air(-wind_mps * math.sin(angle), -wind_mps * math.cos(angle), density_kg_m3)


def density(altitude_m: float, temperature_c: float) -> float:
    """Air density in kg/m³ at `altitude_m` above sea level: standard pressure, measured temperature."""
    pressure_pa = 101_325.0 * (1.0 - 2.25577e-5 * altitude_m) ** 5.25588
    return float(pressure_pa / (287.05 * (temperature_c + 273.15)))


def speeds(track_deg: float, wind: Air, *, wanted_mps: float, airspeed_max_mps: float) -> tuple[float, float] | None:
    """Ground speed and airspeed along `track_deg` in m/s; None where the wind does not let the drone fly there.

    The autopilot holds the wanted *ground* speed until the airspeed limit binds, as observed on ArduCopter.
    """
    angle = math.radians(track_deg)
    along = wind.east_mps * math.sin(angle) + wind.north_mps * math.cos(angle)
    across_squared = max(0.0, wind.east_mps**2 + wind.north_mps**2 - along**2)
    if across_squared >= airspeed_max_mps**2:
        return None
    ground = min(wanted_mps, math.sqrt(airspeed_max_mps**2 - across_squared) + along)
    if ground < SLOWEST_MPS:
        return None
    return ground, math.sqrt((ground - along) ** 2 + across_squared)


def leg_seconds(length_m: float, ground_mps: float, acceleration_mps2: float) -> float:
    """Seconds from rest to rest; a leg too short to reach `ground_mps` peaks below it."""
    peak_mps = min(ground_mps, math.sqrt(length_m * acceleration_mps2))
    return length_m / peak_mps + peak_mps / acceleration_mps2 if peak_mps > 0.0 else 0.0


def hover_w(airframe: Airframe, mass_kg: float, density_kg_m3: float = SEA_LEVEL_KG_M3) -> float:
    """Power to hover with `mass_kg` in all."""
    return float(airframe.hover_w_per_kg15 * mass_kg**1.5 * math.sqrt(SEA_LEVEL_KG_M3 / density_kg_m3))


def level_w(airframe: Airframe, mass_kg: float, airspeed_mps: float, density_kg_m3: float = SEA_LEVEL_KG_M3) -> float:
    """Power in level flight: induced power falls with speed, drag grows with its cube."""
    induced_squared = mass_kg * GRAVITY_MPS2 / (2 * density_kg_m3 * airframe.disc_area_m2)
    x = airspeed_mps**2 / (2 * induced_squared)
    lift = 0.25 + 0.75 * math.sqrt(math.sqrt(1 + x * x) - x)
    drag = 0.5 * density_kg_m3 * airframe.drag_area_m2 * airspeed_mps**3 / CLIMB_EFFICIENCY
    return hover_w(airframe, mass_kg, density_kg_m3) * lift + drag


def climb_w(airframe: Airframe, mass_kg: float, density_kg_m3: float = SEA_LEVEL_KG_M3) -> float:
    """Power while climbing at the airframe's climb rate."""
    lifting = mass_kg * GRAVITY_MPS2 * airframe.climb_mps / CLIMB_EFFICIENCY
    return hover_w(airframe, mass_kg, density_kg_m3) + lifting


def plan_flight(airframe: Airframe, path: Path, *, kit_mass_kg: float, wind: Air, profile: Profile) -> Flight | None:
    """The flight out along `path`, the drop, and home the same way; None where the wind forbids a leg.

    Energy is planned for a kit that is released; when it comes home instead, the reserve pays (M350, 1.5 kg: +14 %
    on the way back).
    """
    start, target = path.points[0], path.points[-1]
    loaded, empty = airframe.mass_kg + kit_mass_kg, airframe.mass_kg
    craft = _Craft(airframe, wind)
    out = list(craft.legs(Phase.OUTBOUND, path.points, loaded, profile.cruise_m))
    home = list(craft.legs(Phase.HOMEBOUND, path.points[::-1], empty, profile.cruise_m))
    if None in (*out, *home):
        return None
    line_m = max(0.0, profile.hover_m - profile.kit_hangs_m)
    line_s = line_m / airframe.winch_mps
    over, check_s = profile.cruise_m - profile.hover_m, profile.area_check.total_seconds()
    stages = (
        craft.climb(Phase.CLIMB, profile.cruise_m, loaded, start, profile.cruise_m),
        *out,
        craft.hover(Phase.DESCEND, over / airframe.descend_mps, loaded, target, profile.hover_m),
        craft.hover(Phase.AREA_CHECK, check_s, loaded, target, profile.hover_m),
        craft.hover(Phase.LOWER, line_s, loaded, target, profile.hover_m),
        craft.hover(Phase.RETRACT, line_s, empty, target, profile.hover_m),
        craft.climb(Phase.CLIMB_AWAY, over, empty, target, profile.cruise_m),
        *home,
        craft.hover(Phase.LAND, profile.cruise_m / airframe.descend_mps, empty, start, 0.0),
    )
    made = tuple(stage for stage in stages if stage is not None)
    return Flight(start, made, line_m=line_m, kit_kg=kit_mass_kg)


@dataclass(frozen=True, slots=True)
class _Craft:
    """An airframe in this air; makes the stages of a flight."""

    airframe: Airframe
    wind: Air

    def hover(self, phase: Phase, seconds: float, mass_kg: float, end: LatLon, altitude_m: float) -> Stage:
        return _stage(phase, seconds, hover_w(self.airframe, mass_kg, self.wind.density_kg_m3), end, altitude_m)

    def climb(self, phase: Phase, metres: float, mass_kg: float, end: LatLon, altitude_m: float) -> Stage:
        power = climb_w(self.airframe, mass_kg, self.wind.density_kg_m3)
        return _stage(phase, metres / self.airframe.climb_mps, power, end, altitude_m)

    def legs(
        self, phase: Phase, points: tuple[LatLon, ...], mass_kg: float, altitude_m: float
    ) -> Iterator[Stage | None]:
        frame = self.airframe
        for a, b in pairwise(points):
            track = bearing_deg(a, b)
            found = speeds(track, self.wind, wanted_mps=frame.cruise_mps, airspeed_max_mps=frame.airspeed_max_mps)
            if found is None:
                yield None
                continue
            ground, through_air = found
            seconds = leg_seconds(distance_m(a, b), ground, frame.acceleration_mps2)
            power = level_w(frame, mass_kg, through_air, self.wind.density_kg_m3)
            yield _stage(phase, seconds, power, b, altitude_m)


def _stage(phase: Phase, seconds: float, power_w: float, end: LatLon, altitude_m: float) -> Stage:
    return Stage(phase, timedelta(seconds=seconds), power_w * seconds / 3600.0, end, altitude_m)
