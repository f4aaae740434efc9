"""What one report of a vehicle says of its flight. Pure.

Does it stray, how long can it stay, how long does the way home take, which alarms stand.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from drones.alarms import Alarm, alarms
from drones.bingo import Bingo, bingo
from drones.conformance import Deviation, deviation, off_route, strayed_since
from drones.flight import Air, air, wind_at
from drones.hometime import Homing, homing
from drones.mission import Telemetry
from drones.model import Airframe, Weather
from drones.sortie import Sortie
from drones.states import FLYING
from drones.vehicle import Note, Severity, VehicleState

OFF_ROUTE, BACK_ON_ROUTE = "off_route", "back_on_route"


@dataclass(frozen=True, slots=True)
class Watched:
    """`strayed_at` is since when it has been outside its plan; `notes` what is new about that and worth keeping."""

    strayed_at: datetime | None
    deviation: Deviation | None
    stays: Bingo | None
    alarms: tuple[Alarm, ...]
    notes: tuple[Note, ...]
    home: Homing | None = None


def watch(
    sortie: Sortie,
    airframe: Airframe,
    said: Telemetry,
    vehicle: VehicleState | None,
    *,
    kit_mass_kg: float,
    weather: Weather | None,
    before: datetime | None,
) -> Watched:
    """What is to be told of a sortie when its vehicle says `said`; `before` is when it was last heard.

    The kit hangs on it until it was released. Wind is what the vehicle measures, else that of the weather.
    """
    strays = deviation(sortie.flight, sortie.state, place=said.place, altitude_m=said.altitude_m)
    strayed_at = strayed_since(sortie.strayed_at, strays, at=said.at)
    wind = _wind(vehicle, weather, said)
    stays = _stays(sortie, airframe, said, kit_mass_kg, wind)
    now = replace(sortie, vehicle=vehicle or VehicleState(said.at, place=said.place, altitude_m=said.altitude_m))
    found = alarms(now, airframe, stays=stays, strayed=strayed_at, now=said.at)
    notes = _notes(sortie.strayed_at, strayed_at, strays, before, said.at)
    return Watched(strayed_at, strays, stays, found, notes, homing(now, airframe, said, wind))


def for_page(watched: Watched) -> dict[str, Any]:
    """What the pages show of it; seconds and metres."""
    strays, stays, home = watched.deviation, watched.stays, watched.home
    return {
        "alarms": [
            {"code": a.code, "severity": a.severity, "value": a.value, "limit": a.limit, "ref": a.ref}
            for a in watched.alarms
        ],
        "stays_s": stays.stays.total_seconds() if stays is not None else None,
        "home_s": home.takes.total_seconds() if home is not None and home.takes is not None else None,
        "home_unknown": home.why if home is not None else None,
        "across_m": strays.across_m if strays is not None else None,
        "above_m": strays.above_m if strays is not None else None,
    }


def _stays(sortie: Sortie, airframe: Airframe, said: Telemetry, kit_mass_kg: float, wind: Air | None) -> Bingo | None:
    if None in (said.altitude_m, said.battery_share, wind) or sortie.state not in FLYING or not sortie.flight.outbound:
        return None
    return bingo(
        sortie.flight,
        airframe,
        place=said.place,
        altitude_m=said.altitude_m or 0.0,
        left_wh=(said.battery_share or 0.0) * sortie.battery_wh,
        reserve_wh=sortie.reserve_wh,
        kit_mass_kg=0.0 if sortie.let_go_at is not None else kit_mass_kg,
        wind=wind or Air(0.0, 0.0),
    )


def _wind(vehicle: VehicleState | None, weather: Weather | None, said: Telemetry) -> Air | None:
    """None when nobody measured it; a calm needs no direction."""
    if vehicle is not None and vehicle.wind_mps is not None and vehicle.wind_from_deg is not None:
        return air(wind_mps=vehicle.wind_mps, wind_from_deg=vehicle.wind_from_deg)
    if weather is None or weather.wind_mps is None:
        return None
    if weather.wind_from_deg is None:
        return Air(0.0, 0.0) if weather.wind_mps == 0.0 else None
    height_m = max(10.0, said.altitude_m or 10.0)
    return air(wind_mps=wind_at(height_m, weather.wind_mps), wind_from_deg=weather.wind_from_deg)


def _notes(
    was: datetime | None, strayed_at: datetime | None, strays: Deviation | None, before: datetime | None, at: datetime
) -> tuple[Note, ...]:
    """One note when it counts as off the route, one when it is back."""
    knew = before is not None and off_route(was, at=before)
    if off_route(strayed_at, at=at) and not knew and strays is not None:
        return (Note(at, Severity.WARNING, OFF_ROUTE, f"{strays.across_m:.0f} m, {strays.above_m or 0.0:+.0f} m"),)
    if knew and strayed_at is None:
        return (Note(at, Severity.INFO, BACK_ON_ROUTE),)
    return ()
