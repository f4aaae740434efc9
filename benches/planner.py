"""How much computing the quickest way takes: obstacles in 10 × 10 km, ways over 3 km, with and without wind.

Then whole questions, `plan_way` with six layers, a drop site and twenty other flights to keep away from.
"""

import math
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import shapely

from chassis.chance import Random, seeded
from chassis.geo import LatLon
from drones.airframes import M350
from drones.flight import Profile, plan_flight
from drones.model import Obstacle, Ring
from drones.obstacles import city_of, digest_of
from drones.plane import Plane, Point
from drones.planner import Airspace, Blocked, Track, Way, WayLimits, Wind, airspace_of, plan_way, track_of
from drones.planner.going import Going
from drones.planner.ground import Ground, ground
from drones.planner.search import Found, quickest

SIDE_M, LONG_M, QUERIES = 10_000.0, 3_000.0, 120
CALM, WINDY = Going(15.0, 20.0), Going(15.0, 20.0, 6.0, 3.0)
PLANE, NOW = Plane(36.5), datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
CORNER = PLANE.xy(LatLon(36.45, 127.2))
TOO_HIGH_M = 200.0
Row = tuple[str, ...]


def rows() -> Iterator[Row]:
    """Mean, p95 and the longest in milliseconds of one processor, and the lines checked; building is once a layer."""
    yield "question", "obstacles", "build ms", "mean ms", "p95 ms", "max ms", "lines mean", "lines max"
    for count in (50, 200, 500):
        chance = seeded(f"planner {count}")
        rings = [_ring(chance) for _ in range(count)]
        began = time.process_time()
        land = _ground(rings)
        build_ms = _since(began)
        for name, on in (("quickest way, calm", CALM), ("quickest way, wind", WINDY)):
            yield _measure(name, count, build_ms, [_search(chance, land, on) for _ in range(QUERIES)])
        yield _measure("whole question", count, math.nan, list(_questions(chance, rings)))


def _measure(name: str, count: int, build_ms: float, taken: list[tuple[float, int]]) -> Row:
    times, lines = sorted(ms for ms, _ in taken), [edges for _, edges in taken]
    figures = (sum(times) / len(times), times[int(len(times) * 0.95)], times[-1])
    build = "" if math.isnan(build_ms) else f"{build_ms:.0f}"
    return name, str(count), build, *(f"{ms:.2f}" for ms in figures), f"{sum(lines) / len(lines):.0f}", str(max(lines))


def _ring(chance: Random) -> list[Point]:
    """A polygon of three to eight corners, 25 to 300 m from its middle."""
    east, north = chance.uniform(0.0, SIDE_M), chance.uniform(0.0, SIDE_M)
    reach_m, turns = (
        chance.uniform(50.0, 300.0),
        sorted(chance.uniform(0.0, math.tau) for _ in range(chance.randint(3, 8))),
    )
    return [
        (
            east + reach_m * chance.uniform(0.5, 1.0) * math.sin(t),
            north + reach_m * chance.uniform(0.5, 1.0) * math.cos(t),
        )
        for t in turns
    ]


def _ground(rings: list[list[Point]]) -> Ground:
    shapes = [shapely.make_valid(shapely.Polygon(ring)) for ring in rings]
    return ground(tuple((str(n), shapely.buffer(shape, 20.0, join_style="mitre")) for n, shape in enumerate(shapes)))


def _search(chance: Random, land: Ground, on: Going) -> tuple[float, int]:
    """One question whose ends are in the open and not parted, and its time."""
    start, target = _spot(chance), _spot(chance)
    while math.dist(start, target) < LONG_M or land.at(start) or land.at(target) or land.parting(start, target):
        start, target = _spot(chance), _spot(chance)
    began = time.process_time()
    found = quickest(land, start, target, going=on, cap=100_000)
    taken_ms = _since(began)
    assert isinstance(found, Found)
    return taken_ms, found.edges


def _since(began: float) -> float:
    return (time.process_time() - began) * 1000


def _spot(chance: Random) -> Point:
    return chance.uniform(0.0, SIDE_M), chance.uniform(0.0, SIDE_M)


def _questions(chance: Random, rings: list[list[Point]]) -> Iterator[tuple[float, int]]:
    """Half of what stands is too high for every layer, the rest between 10 and 100 m."""
    tall = [TOO_HIGH_M if chance.random() < 0.5 else chance.uniform(10.0, 100.0) for _ in rings]
    stands = tuple(
        Obstacle(f"o{n}", Ring(tuple(map(_place, ring))), top)
        for n, (ring, top) in enumerate(zip(rings, tall, strict=True))
    )
    city = city_of(digest_of(stands), stands)
    others = tuple(_flight(chance, n) for n in range(20))
    for _ in range(QUERIES):
        start, target = (_place(_spot(chance)) for _ in range(2))
        air = airspace_of((), city.round(target))
        began = time.process_time()
        found = _plan(start, target, air, Wind(5.0, 240.0), others)
        yield _since(began), found.edges


def _plan(start: LatLon, target: LatLon, air: Airspace, wind: Wind, others: tuple[Track, ...] = ()) -> Way | Blocked:
    return plan_way(
        start,
        target,
        air,
        craft=M350,
        wind=wind,
        profile=Profile(),
        limits=WayLimits(),
        take_off=NOW,
        others=others,
    )


def _flight(chance: Random, number: int) -> Track:
    start, target = (_place(_spot(chance)) for _ in range(2))
    way = _plan(start, target, airspace_of(()), Wind())
    assert isinstance(way, Way)
    profile = replace(Profile(), cruise_m=way.height_m)
    flight = plan_flight(M350, way.path, kit_mass_kg=1.5, wind=Wind().air(way.height_m), profile=profile)
    assert flight is not None
    return track_of(f"f{number}", flight, NOW + timedelta(seconds=chance.randint(-300, 300)))


def _place(xy: Point) -> LatLon:
    return PLANE.place((CORNER[0] + xy[0], CORNER[1] + xy[1]))
