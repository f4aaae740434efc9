"""Whether a station could fly right now, before anybody asks: each drone with everything that stands against it. Pure.

Who is asked for a drop later weighs more (the way, the energy for it, the ambulance); what is said here holds for any.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from drones.choosing import is_at_hand
from drones.feasibility import standing_reasons
from drones.flight import wind_at
from drones.limits import weather_reasons
from drones.model import Drone, Kit, KitKind, Squadron
from drones.policy import DropPolicy
from drones.reasons import Code, Reason, worst_first


@dataclass(frozen=True, slots=True)
class Standby:
    """A drone on the ground. It could fly with any kind in `kits` when `reasons` is empty."""

    drone_id: str
    kits: tuple[KitKind, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class AirLimits:
    """What the weather is held against at one station: the narrower of the city's limits and its airframes'."""

    height_m: float
    wind_mps: float | None  # at that height, by the power law; None when nobody measured it
    wind_max_mps: float
    gust_max_mps: float
    rain_max_mm_h: float
    visibility_min_m: float
    temperature_min_c: float
    temperature_max_c: float
    stale_after_s: float


def assess_standby(squadron: Squadron, station_id: str, *, now: datetime, policy: DropPolicy) -> tuple[Standby, ...]:
    """Every drone of the station, by its name."""
    drones = sorted((d for d in squadron.drones if d.station_id == station_id), key=lambda d: (d.name, d.id))
    return tuple(_standby(drone, squadron, now, policy) for drone in drones)


def air_limits(squadron: Squadron, station_id: str, *, policy: DropPolicy) -> AirLimits:
    """The limits of a station; those of the city alone where it has no drone."""
    frames = [drone.airframe for drone in squadron.drones if drone.station_id == station_id]
    city, height_m = policy.limits, policy.lowest_m
    measured = squadron.weather.wind_mps if squadron.weather is not None else None
    return AirLimits(
        height_m=height_m,
        wind_mps=wind_at(height_m, measured) if measured is not None else None,
        wind_max_mps=min([city.wind_max_mps, *(f.wind_max_mps for f in frames)]),
        gust_max_mps=city.gust_max_mps,
        rain_max_mm_h=min((f.rain_max_mm_h for f in frames), default=0.0),
        visibility_min_m=city.visibility_min_m,
        temperature_min_c=max([city.temperature_min_c, *(f.temperature_min_c for f in frames)]),
        temperature_max_c=min([city.temperature_max_c, *(f.temperature_max_c for f in frames)]),
        stale_after_s=city.stale_after.total_seconds(),
    )


def _standby(drone: Drone, squadron: Squadron, now: datetime, policy: DropPolicy) -> Standby:
    kits = tuple(sorted(set(_ready(drone, squadron.kits, now, policy))))
    against = [
        *standing_reasons(drone, now=now, policy=policy),
        *weather_reasons(squadron.weather, drone.airframe, limits=policy.limits, height_m=policy.lowest_m, now=now),
    ]
    if not kits:
        against.append(Reason(Code.KIT_MISSING))
    return Standby(drone.id, kits, worst_first(against))


def _ready(drone: Drone, kits: tuple[Kit, ...], now: datetime, policy: DropPolicy) -> Iterator[KitKind]:
    """The kinds the city lets fly, of which a good one is at hand and light enough."""
    today = (now + policy.utc_offset).date()
    for kit in kits:
        good = kit.expires_on >= today and kit.mass_kg <= drone.airframe.payload_max_kg
        if is_at_hand(kit, drone) and good and policy.rule(kit.kind) is not None:
            yield kit.kind
