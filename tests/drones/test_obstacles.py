"""What stands in a city: out of files, into the database, round the place where a kit comes down."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.geo import Box, LatLon
from drones.model import NEAR_M, Obstacle, Obstacles, Ring
from drones.obstacles import MAST_M, ObstacleFileError, city_of, digest_of, read_obstacles, top_of
from drones.tables.obstacles import put_obstacles, read_obstacle_sets
from drones.tables.obstacles import read_obstacles as stored
from drones.tables.squadron import read_squadron
from tests.drones.conftest import Yard
from tests.drones.scene import CITY_HALL, NOW, REGION
from tests.drones.test_way import at, box

SEJONG = Box(36.40, 127.12, 36.73, 127.40)


def corners(shape: Ring) -> list[list[float]]:
    return [[place.lon, place.lat] for place in (*shape.corners, shape.corners[0])]


def geojson(*features: tuple[str, Any, dict[str, Any]]) -> str:
    told = [
        {"type": "Feature", "id": n, "geometry": {"type": kind, "coordinates": where}, "properties": tags}
        for n, (kind, where, tags) in enumerate(features)
    ]
    return json.dumps({"type": "FeatureCollection", "features": told})


@pytest.mark.parametrize(
    ("tags", "top_m"),
    [
        ({"height": "45"}, 45.0),
        ({"height": "45.5 m"}, 45.5),
        ({"height": "100 ft"}, 30.48),
        ({"building:levels": "20"}, 72.0),
        ({"height": "12", "building:levels": "20"}, 12.0),
        ({"gro_flo_co": 10}, 39.0),
        ({"height": "tall", "building:levels": "2"}, 12.6),
        ({"height": "0"}, None),
        ({"building": "yes"}, None),
    ],
)
def test_a_height_is_told_or_reckoned_from_storeys_or_unknown(tags: dict[str, Any], top_m: float | None) -> None:
    assert top_of(tags) == (pytest.approx(top_m) if top_m is not None else None)


def test_areas_and_masts_are_read_from_geojson_and_lines_are_not() -> None:
    house, block = box(0, 0, 20, 30), box(100, 0, 160, 40)
    mast = [at(300, 0).lon, at(300, 0).lat]
    told = geojson(
        ("Polygon", [corners(house)], {"height": 9}),
        ("MultiPolygon", [[corners(block)], [corners(house)]], {"building:levels": 5}),
        ("Point", mast, {"height": "60", "man_made": "mast"}),
        ("LineString", corners(house), {"height": 9}),
    )
    found = read_obstacles(told, box=SEJONG)
    assert [(one.id, one.top_m) for one in found] == [("0", 9.0), ("1", 22.5), ("1.1", 22.5), ("2", 60.0)]
    assert found[0].outline == house
    assert len(found[3].outline.corners) == 4 and MAST_M == 5.0


def test_overpass_tells_the_same_of_ways_relations_and_masts() -> None:
    def geometry(shape: Ring) -> list[dict[str, float]]:
        return [{"lat": lat, "lon": lon} for lon, lat in corners(shape)]

    yard, house = box(0, 0, 20, 30), box(100, 0, 160, 40)
    told = {
        "elements": [
            {"type": "way", "id": 7, "tags": {"building:levels": "3"}, "geometry": geometry(yard)},
            {"type": "way", "id": 8, "tags": {"barrier": "wall"}, "geometry": geometry(yard)[:3]},
            {
                "type": "relation",
                "id": 9,
                "tags": {"height": "31"},
                "members": [
                    {"type": "way", "role": "outer", "geometry": geometry(house)},
                    {"type": "way", "role": "inner", "geometry": geometry(yard)},
                ],
            },
            {"type": "node", "id": 1, "lat": CITY_HALL.lat, "lon": CITY_HALL.lon, "tags": {"height": "40"}},
            {"type": "node", "id": 2, "lat": CITY_HALL.lat, "lon": CITY_HALL.lon},
        ]
    }
    found = read_obstacles(json.dumps(told), box=SEJONG)
    assert [(one.id, one.top_m) for one in found] == [
        ("node/1", 40.0),
        ("relation/9", 31.0),
        ("way/7", pytest.approx(15.9)),
    ]


def test_an_unknown_height_is_kept_unknown_unless_one_is_given() -> None:
    told = geojson(("Polygon", [corners(box(0, 0, 20, 30))], {"building": "yes"}))
    assert read_obstacles(told, box=SEJONG)[0].top_m is None
    assert read_obstacles(told, box=SEJONG, unmeasured_m=45.0)[0].top_m == 45.0


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ("no json", "neither GeoJSON"),
        ("[]", "neither GeoJSON"),
        ('{"type": "FeatureCollection"}', "neither GeoJSON"),
        (geojson(("Polygon", [[[0.0, 0.0], [0.0, 1.0], [1.0, 1.0], [0.0, 0.0]]], {})), "nothing lies here"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(told: str, why: str) -> None:
    with pytest.raises(ObstacleFileError, match=why):
        read_obstacles(told, box=SEJONG)


def test_latitude_before_longitude_is_told_where_both_could_be_latitudes() -> None:
    """At Coquimbo, 30° S 71° W, both orders are places on the globe."""
    ring = [[-29.95, -71.34], [-29.95, -71.33], [-29.94, -71.33], [-29.95, -71.34]]
    with pytest.raises(ObstacleFileError, match="wrong way round"):
        read_obstacles(geojson(("Polygon", [ring], {})), box=Box(-30.1, -71.5, -29.8, -71.1))
    turned = [[36.48, 127.28], [36.48, 127.29], [36.49, 127.29], [36.48, 127.28]]
    with pytest.raises(ObstacleFileError, match="127"):
        read_obstacles(geojson(("Polygon", [turned], {})), box=SEJONG)


@given(st.integers(-900, 900), st.integers(-900, 900))
def test_low_is_looked_at_only_near_the_drop_and_high_always(east: int, north: int) -> None:
    low = Obstacle("low", box(-200, -200, 200, 200), 30.0)
    high, unknown = Obstacle("high", box(5000, 0, 5050, 50), 31.0), Obstacle("unknown", box(6000, 0, 6050, 50), None)
    seen = city_of("d", (low, high, unknown)).round(at(east, north))
    assert seen.high == (high, unknown)
    beside_m = max(abs(east), abs(north)) - 200
    if abs(beside_m - NEAR_M) > 2.0:
        assert seen.low == ((low,) if beside_m < NEAR_M else ())


HOUSE = Obstacle("house", box(0, 0, 20, 30), 9.0)
TOWER = Obstacle("tower", box(900, 0, 940, 40), 99.0)
HUT = Obstacle("hut", box(0, 100, 20, 130), None)


def test_a_source_replaces_what_it_said_before_and_leaves_others_alone(yard: Yard) -> None:
    with yard.db.write() as session:
        put_obstacles(session, REGION, "survey", (HOUSE, TOWER), now=NOW)
        put_obstacles(session, REGION, "osm", (HOUSE,), now=NOW)
        put_obstacles(session, REGION, "osm", (HUT,), now=NOW)
        put_obstacles(session, "elsewhere", "osm", (TOWER,), now=NOW)
    with yard.db.read() as session:
        sets = read_obstacle_sets(session, (REGION,))
        seen = stored(session, (REGION,), near=CITY_HALL)
    assert [(one.source, one.count, one.unmeasured) for one in sets] == [("osm", 1, 1), ("survey", 2, 0)]
    assert seen is not None
    assert (seen.high, seen.low) == ((HUT, TOWER), (HOUSE,))
    assert seen.digest == f"{digest_of((HUT,))}-{digest_of((HOUSE, TOWER))}"


def test_where_nobody_has_told_it_is_unknown_and_where_nothing_stands_it_is_known(yard: Yard) -> None:
    def look() -> Obstacles | None:
        with yard.db.read() as session:
            return read_squadron(session, (REGION,), now=NOW, near=LatLon(36.6, 127.3)).obstacles

    assert look() is None
    with yard.db.write() as session:
        put_obstacles(session, REGION, "survey", (), now=NOW)
    assert look() == Obstacles(digest_of(()), (), ())
