"""An invented sky over a road network to decide in: stations with drones, buildings, closed zones, other flights."""

import math
from datetime import date, datetime, timedelta

from chassis.chance import Random
from chassis.geo import LatLon
from drones.airframes import M350
from drones.flight import Profile, air, plan_flight
from drones.mission import Path
from drones.model import (
    Circle,
    Drone,
    Kit,
    KitKind,
    Obstacle,
    Obstacles,
    Restriction,
    Ring,
    Squadron,
    Station,
    Weather,
    Zone,
)
from drones.planner import Track, track_of
from routing.model import RoadNetwork

STATIONS, BUILDINGS, ZONES, FLIGHTS = 10, 500, 12, 12
HIGHEST_M, WIDEST_M, ZONE_M = 110.0, 60.0, 900.0


def squadron(chance: Random, network: RoadNetwork, *, now: datetime) -> Squadron:
    """Ten stations with a drone and an AED each, a breeze, buildings up to 110 m, zones of 0.9 km."""
    stations = tuple(Station(f"p{n}", "r", f"p{n}", f"p{n}", _place(chance, network)) for n in range(STATIONS))
    return Squadron(
        drones=tuple(Drone(f"d{n}", "r", f"p{n}", f"D{n}", M350, 0.95) for n in range(STATIONS)),
        kits=tuple(Kit(f"k{n}", KitKind.AED, 1.5, date(2030, 1, 1), f"p{n}") for n in range(STATIONS)),
        stations=stations,
        zones=tuple(_zone(n, _place(chance, network)) for n in range(ZONES)),
        weather=Weather("r", now - timedelta(minutes=5), "bench", 3.0, 270, 5.0, 0.0, 12000, 14.0),
        obstacles=Obstacles("bench", tuple(_building(chance, n, _place(chance, network)) for n in range(BUILDINGS))),
    )


def flights(chance: Random, network: RoadNetwork, *, now: datetime) -> tuple[Track, ...]:
    """A dozen drones that are under way already."""
    found = []
    for number in range(FLIGHTS):
        way = Path((_place(chance, network), _place(chance, network)))
        calm = air(wind_mps=0.0, wind_from_deg=0.0)
        flight = plan_flight(M350, way, kit_mass_kg=1.5, wind=calm, profile=Profile(60.0))
        if flight is not None:
            found.append(track_of(f"s{number}", flight, now - timedelta(seconds=chance.randint(0, 300))))
    return tuple(found)


def _place(chance: Random, network: RoadNetwork) -> LatLon:
    return network.place(chance.randrange(network.node_count))


def _zone(number: int, centre: LatLon) -> Zone:
    shape = Circle(centre, ZONE_M)
    return Zone(f"z{number}", "r", f"Z{number}", Restriction.PROHIBITED, shape, 0.0, None, "bench", None, "bench")


def _building(chance: Random, number: int, at: LatLon) -> Obstacle:
    """A rectangle beside the junction, turned anyhow."""
    east, north = chance.uniform(30.0, 90.0), chance.uniform(30.0, 90.0)
    half, turn = chance.uniform(8.0, WIDEST_M / 2), chance.uniform(0.0, math.pi)
    corners = [_moved(at, east, north, half * math.sqrt(2), turn + quarter * math.pi / 2) for quarter in range(4)]
    return Obstacle(f"b{number}", Ring(tuple(corners)), chance.uniform(10.0, HIGHEST_M))


def _moved(at: LatLon, east: float, north: float, reach: float, angle: float) -> LatLon:
    a_degree = 111_195.0
    lat = at.lat + (north + reach * math.sin(angle)) / a_degree
    return LatLon(lat, at.lon + (east + reach * math.cos(angle)) / (a_degree * math.cos(math.radians(at.lat))))
