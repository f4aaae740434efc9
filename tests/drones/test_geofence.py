"""Closed airspace and the way round it."""

import math
from dataclasses import replace
from datetime import timedelta
from itertools import combinations, pairwise

import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from chassis.geo import LatLon, distance_m
from drones.airspace.closing import closed_zones
from drones.airspace.outline import outline
from drones.geofence import Blocked, find_path
from drones.mission import Path
from drones.model import Circle, Restriction, Ring, Zone
from drones.windows import Window
from tests.drones.scene import CITY_HALL, HANSOL, JOCHIWON, NOW, P65B, PAPER

HOUR = timedelta(hours=1)
MARGIN_M = 56.0


def ring(name: str, *corners: tuple[float, float]) -> Zone:
    shape = Ring(tuple(LatLon(CITY_HALL.lat + n / 111_195.0, CITY_HALL.lon + e / 89_400.0) for e, n in corners))
    return replace(P65B, id=name, shape=shape)


def at(east_m: float, north_m: float) -> LatLon:
    return LatLon(CITY_HALL.lat + north_m / 111_195.0, CITY_HALL.lon + east_m / 89_400.0)


def find(start: LatLon, target: LatLon, *zones: Zone, work_cap: int = 4000) -> Path | Blocked:
    return find_path(start, target, zones, margin_m=MARGIN_M, work_cap=work_cap)


def closed(zone: Zone, altitude_m: float = 60.0) -> bool:
    return bool(closed_zones((zone,), start=NOW, end=NOW + HOUR, altitude_m=altitude_m))


@pytest.mark.parametrize(
    ("zone", "shut"),
    [
        (P65B, True),
        (replace(P65B, restriction=Restriction.CONDITIONAL), True),
        (replace(P65B, restriction=Restriction.NO_RESTRICTION), False),
        (replace(P65B, authorised=(PAPER,)), False),
        (replace(P65B, authorised=(replace(PAPER, valid_until=NOW + HOUR / 2),)), True),
        (replace(P65B, authorised=(replace(PAPER, valid_from=NOW + HOUR / 2),)), True),
        (replace(P65B, authorised=(replace(PAPER, max_altitude_m=50.0),)), True),
        (replace(P65B, authorised=(replace(PAPER, max_altitude_m=None),)), False),
        (replace(P65B, applies=(Window(begin=NOW + 2 * HOUR),)), False),
        (replace(P65B, applies=(Window(begin=NOW + HOUR / 2),)), True),
        (replace(P65B, applies=(Window(end=NOW - HOUR),)), False),
        (replace(P65B, floor_m=150.0), False),
        (replace(P65B, floor_m=65.0), True),
        (replace(P65B, ceiling_m=20.0), True),
    ],
)
def test_a_zone_is_closed_unless_a_paper_opens_it_for_the_whole_flight(zone: Zone, shut: bool) -> None:
    assert closed(zone) is shut


def test_sejong_city_hall_lies_in_p65b_and_jochiwon_outside() -> None:
    """Distances from the centre of P65: city hall 9.3 km, Jochiwon 20.4 km; its radius is 18.5 km."""
    assert find(CITY_HALL, HANSOL, P65B) == Blocked(start=("P65B",), target=("P65B",))
    assert find(JOCHIWON, LatLon(36.62, 127.30), P65B) == Path((JOCHIWON, LatLon(36.62, 127.30)))
    assert find(JOCHIWON, CITY_HALL, P65B) == Blocked(target=("P65B",))


def test_the_outline_of_a_circle_contains_it() -> None:
    assert isinstance(P65B.shape, Circle)
    corners = outline(P65B.shape)
    middles = [LatLon((a.lat + b.lat) / 2, (a.lon + b.lon) / 2) for a, b in pairwise((*corners, corners[0]))]
    reach = [distance_m(P65B.shape.centre, middle) for middle in middles]
    assert min(reach) >= 18_519.0 and max(reach) < 18_530.0


def test_a_wall_is_flown_round_by_its_nearer_end() -> None:
    wall = ring("wall", (-300, 1000), (2000, 1000), (2000, 1100), (-300, 1100))
    found = find(at(0, 0), at(0, 2100), wall)
    assert isinstance(found, Path)
    assert len(found.points) == 4
    assert all(point.lon < at(-300 - MARGIN_M + 1, 0).lon for point in found.points[1:-1])
    assert 2100 < found.length_m < 2400


def test_out_of_a_closed_courtyard_leads_no_way() -> None:
    sides = (
        ring("west", (-900, -900), (-700, -900), (-700, 900), (-900, 900)),
        ring("east", (700, -900), (900, -900), (900, 900), (700, 900)),
        ring("south", (-900, -900), (900, -900), (900, -700), (-900, -700)),
        ring("north", (-900, 700), (900, 700), (900, 900), (-900, 900)),
    )
    assert find(at(0, 0), at(0, 3000), *sides) == Blocked(between=("north",))


def test_a_drop_at_the_station_itself_is_flown() -> None:
    assert find(CITY_HALL, CITY_HALL, ring("far", (500, 0), (600, 0), (600, 99))) == Path((CITY_HALL, CITY_HALL))


def test_past_the_cap_on_work_there_is_no_offer() -> None:
    teeth = [
        ring(f"t{n}", (-2000, 300 * n), (2000, 300 * n), (2000, 300 * n + 20), (-2000, 300 * n + 20))
        for n in range(1, 9)
    ]
    capped = find(at(0, 0), at(0, 3000), *teeth, work_cap=5)
    assert isinstance(capped, Blocked) and capped.gave_up
    found = find(at(0, 0), at(0, 3000), *teeth)
    assert isinstance(found, Path) and found.edges > 5


corner = st.tuples(st.floats(-1500, 1500), st.floats(-1500, 1500))
boxes = st.builds(
    lambda x, y, w, h: ((x, y), (x + w, y), (x + w, y + h), (x, y + h)),
    st.floats(-1500, 1200),
    st.floats(-1500, 1200),
    st.floats(50, 900),
    st.floats(50, 900),
)


def shortest_by_brute_force(zones: tuple[Zone, ...], start: LatLon, target: LatLon) -> float | None:
    """All corners of the inflated union, every visible pair, Dijkstra by relaxation."""
    k = math.cos(math.radians(round(target.lat, 1))) * 111_195.08

    def xy(p: LatLon) -> tuple[float, float]:
        return p.lon * k, p.lat * 111_195.08

    walls = shapely.union_all(
        [shapely.Polygon([xy(c) for c in outline(z.shape)]).buffer(MARGIN_M, join_style="mitre") for z in zones]
    )
    assume(all(abs(walls.boundary.distance(shapely.Point(xy(place)))) > 0.1 for place in (start, target)))
    core = walls.buffer(-0.01)
    nodes = [xy(start), xy(target), *map(tuple, shapely.get_coordinates(walls.buffer(0.05, join_style="mitre")))]
    links = [
        (i, j, math.dist(nodes[i], nodes[j]))
        for i, j in combinations(range(len(nodes)), 2)
        if not core.intersects(shapely.LineString((nodes[i], nodes[j])))
    ]
    best = [0.0] + [math.inf] * (len(nodes) - 1)
    for _ in nodes:
        for i, j, length in links:
            best[j], best[i] = min(best[j], best[i] + length), min(best[i], best[j] + length)
    return best[1] if math.isfinite(best[1]) else None


@settings(max_examples=40)
@given(st.lists(boxes, min_size=1, max_size=3), corner, corner)
def test_the_way_is_as_short_as_brute_force_finds_it(
    rects: list[tuple[tuple[float, float], ...]], a: tuple[float, float], b: tuple[float, float]
) -> None:
    zones = tuple(ring(f"z{n}", *rect) for n, rect in enumerate(rects))
    start, target = at(*a), at(*b)
    found = find(start, target, *zones)
    assume(not isinstance(found, Blocked) or not (found.start or found.target))
    expected = shortest_by_brute_force(zones, start, target)
    if isinstance(found, Blocked):
        assert expected is None
    else:
        assert expected is not None
        assert found.length_m == pytest.approx(expected, rel=2e-3, abs=0.5)


@settings(max_examples=60)
@given(st.lists(boxes, min_size=1, max_size=4), corner, corner)
def test_no_way_enters_closed_ground(
    rects: list[tuple[tuple[float, float], ...]], a: tuple[float, float], b: tuple[float, float]
) -> None:
    zones = tuple(ring(f"z{n}", *rect) for n, rect in enumerate(rects))
    found = find(at(*a), at(*b), *zones)
    if isinstance(found, Path):
        way = shapely.LineString([(p.lon, p.lat) for p in found.points])
        assert not any(shapely.Polygon([(c.lon, c.lat) for c in outline(z.shape)]).intersects(way) for z in zones)
        assert find(at(*b), at(*a), *zones).length_m == pytest.approx(found.length_m, rel=1e-4)  # type: ignore[union-attr]
