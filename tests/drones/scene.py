"""A small squadron in Sejong for the stories: two stations, two drones, kits, calm weather. Positions are examples."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from chassis.geo import LatLon
from chassis.travel import Travel
from drones.airframes import M350
from drones.model import (
    Authorisation,
    Circle,
    Drone,
    Kit,
    KitKind,
    Restriction,
    Squadron,
    Station,
    Weather,
    Zone,
)

NOW = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
REGION = "sejong"
CITY_HALL = LatLon(36.4800, 127.2890)
JOCHIWON = LatLon(36.6010, 127.2960)
HANSOL = LatLon(36.4720, 127.2550)

SOUTH = Station("st-south", REGION, "남부 발진장", "South pad", CITY_HALL)
NORTH = Station("st-north", REGION, "북부 발진장", "North pad", JOCHIWON)
DRONE_S = Drone("dr-s1", REGION, SOUTH.id, "세종드론1", M350, 1.0)
DRONE_N = Drone("dr-n1", REGION, NORTH.id, "세종드론2", M350, 1.0)
AED_S = Kit("kit-s-aed", KitKind.AED, 1.5, date(2027, 1, 1), SOUTH.id, DRONE_S.id)
AED_N = Kit("kit-n-aed", KitKind.AED, 1.5, date(2027, 1, 1), NORTH.id)
BLEEDING_S = Kit("kit-s-bleed", KitKind.BLEEDING, 1.1, date(2027, 1, 1), SOUTH.id)
CALM = Weather(REGION, NOW, "story", 0.0, None, 0.0, 0.0, 10_000.0, 15.0)
SLOW_AMBULANCE = Travel(timedelta(minutes=15), timedelta(minutes=20), 9000.0)

PAPER = Authorisation("aut_1", "서울지방항공청-2026-17", NOW - timedelta(days=10), NOW + timedelta(days=100), 120.0)
P65B = Zone(
    "P65B",
    REGION,
    "P65B",
    Restriction.PROHIBITED,
    Circle(LatLon(36.4267, 127.3697), 18_520.0),
    0.0,
    None,
    "국토교통부",
    None,
    "AIP Korea ENR 5.1",
)


def squadron(
    *,
    drones: tuple[Drone, ...] = (DRONE_S, DRONE_N),
    kits: tuple[Kit, ...] = (AED_S, AED_N, BLEEDING_S),
    zones: tuple[Zone, ...] = (),
    weather: Weather | None = CALM,
) -> Squadron:
    return Squadron(drones, kits, (SOUTH, NORTH), zones, weather)


def windy(speed_mps: float, from_deg: float = 270.0) -> Weather:
    return replace(CALM, wind_mps=speed_mps, wind_from_deg=from_deg)
