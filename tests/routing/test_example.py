"""The example roads: one sound region, the same every time, in which real hospitals lie at plausible distances."""

import numpy as np
import pytest
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from chassis.geo import LatLon, distance_m
from routing.example import generate, river_outlines
from routing.example.region import BOX, NEW_TOWN, TOWNS
from routing.kinds import RoadClass
from routing.model import RoadNetwork
from routing.profiles import KOREA
from routing.roads import Roads, build_roads
from routing.speeds import metric

CITY_HALL = LatLon(36.4800, 127.2890)
HOSPITALS = {  # minutes an ambulance may plausibly need, from the road map and the law's speeds: own estimate
    "Sejong, north bank": (LatLon(36.5195, 127.2579), 5, 15),
    "Yuseong": (LatLon(36.3754, 127.3249), 12, 25),
    "Daejeon, centre": (LatLon(36.3170, 127.4155), 20, 40),
    "Cheongju, west": (LatLon(36.6235, 127.4308), 18, 35),
    "Cheongju, north": (LatLon(36.6738, 127.4855), 25, 50),
    "Cheonan": (LatLon(36.8024, 127.1357), 28, 60),
    "Gongju": (LatLon(36.4591, 127.1092), 15, 35),
}


@pytest.fixture(scope="module")
def network(example: RoadNetwork) -> RoadNetwork:
    """The region everybody gets."""
    return example


@pytest.fixture(scope="module")
def roads(network: RoadNetwork) -> Roads:
    """The region with Korean speeds, at no particular hour."""
    return build_roads(network, metric(network, policy=KOREA))


def edges_of(network: RoadNetwork, *kinds: RoadClass) -> list[int]:
    """The edges of these classes."""
    return np.flatnonzero(np.isin(network.road_class, kinds)).tolist()


def lines_of(network: RoadNetwork, edges: list[int]) -> np.ndarray:
    """Edges as shapely lines of longitude and latitude."""
    return np.array([shapely.LineString([(p.lon, p.lat) for p in network.edge_points(edge)]) for edge in edges])


def test_the_same_seed_draws_the_same_roads_and_another_seed_others(network: RoadNetwork) -> None:
    assert generate().digest == network.digest
    assert generate(seed=7).digest != network.digest


def test_everybody_sees_that_the_roads_are_generated(network: RoadNetwork) -> None:
    assert network.label.generated
    assert "generated" in network.label.source
    assert "not real" in network.label.attribution


def test_every_place_of_the_region_reaches_every_other(network: RoadNetwork) -> None:
    ways = coo_array((np.ones(network.edge_count), (network.tail, network.head)), shape=(network.node_count,) * 2)
    assert connected_components(ways, directed=True, connection="strong")[0] == 1


def test_it_has_the_size_of_a_region_and_roads_of_every_kind(network: RoadNetwork) -> None:
    assert 8_000 <= network.node_count <= 15_000
    assert set(np.unique(network.road_class)) == set(RoadClass) - {RoadClass.SERVICE}
    assert BOX.south - 0.02 < network.node_lat.min() < 36.25
    assert 36.90 < network.node_lat.max() < BOX.north + 0.02
    degree = np.bincount(network.tail, minlength=network.node_count)
    assert 2.5 < degree.mean() < 3.5  # as OpenStreetMap's networks of Korean towns have: 2.6 in central Seoul


def test_every_road_bears_a_korean_name_by_its_kind(network: RoadNetwork) -> None:
    assert network.name_index.min() >= 0
    assert all(name.endswith(("로", "길")) for name in network.names)
    ends = {RoadClass.TRUNK: "대로", RoadClass.TERTIARY: "로", RoadClass.RESIDENTIAL: "길"}
    for kind, end in ends.items():
        assert all((network.edge_name(edge) or "").endswith(end) for edge in edges_of(network, kind))


def test_motorways_are_one_way_and_left_by_ramps_only(network: RoadNetwork) -> None:
    fast = edges_of(network, RoadClass.MOTORWAY)
    ways = {(int(network.tail[edge]), int(network.head[edge])) for edge in fast}
    assert not any((head, tail) in ways for tail, head in ways)
    on_it = {end for way in ways for end in way}
    ordinary = [kind for kind in RoadClass if kind not in (RoadClass.MOTORWAY, RoadClass.RAMP)]
    assert on_it.isdisjoint(network.tail[edges_of(network, *ordinary)].tolist())


def test_all_other_streets_are_driven_both_ways(network: RoadNetwork) -> None:
    ordinary = [kind for kind in RoadClass if kind not in (RoadClass.MOTORWAY, RoadClass.RAMP)]
    ways = {(int(network.tail[edge]), int(network.head[edge])) for edge in edges_of(network, *ordinary)}
    assert all((head, tail) in ways for tail, head in ways)


def test_signals_stand_in_towns_and_nowhere_else(network: RoadNetwork) -> None:
    signals = np.flatnonzero(network.node_signal).tolist()
    reach = [(town.centre, 1.4 * town.radius_m) for town in TOWNS]
    reach.append((NEW_TOWN.centre, 1.4 * NEW_TOWN.radius_m * NEW_TOWN.wide))
    lost = [
        node
        for node in signals
        if not any(distance_m(network.place(node), LatLon(*centre)) < radius for centre, radius in reach)
    ]
    assert lost == []
    assert 0.05 < len(signals) / network.node_count < 0.15


def test_few_bridges_cross_the_geum_and_all_are_main_roads(network: RoadNetwork) -> None:
    told = {
        "main": edges_of(network, RoadClass.MOTORWAY, RoadClass.TRUNK, RoadClass.PRIMARY, RoadClass.SECONDARY),
        "side": edges_of(network, RoadClass.TERTIARY, RoadClass.UNCLASSIFIED, RoadClass.RESIDENTIAL),
    }
    water = shapely.union_all([shapely.Polygon([(p.lon, p.lat) for p in ring]) for ring in river_outlines()])
    a_bridge = 0.0004  # degrees, some 40 m: a junction at the bank is none
    wet = {kind: shapely.length(shapely.intersection(lines_of(network, edges), water)) for kind, edges in told.items()}
    assert not np.any(wet["side"] > a_bridge)
    assert 30 < np.sum(wet["main"] > a_bridge) < 80  # each direction counts


def test_roads_bend_as_real_ones_do(network: RoadNetwork) -> None:
    country = edges_of(network, RoadClass.TRUNK, RoadClass.UNCLASSIFIED)
    straight_m = np.array([distance_m(network.edge_points(e)[0], network.edge_points(e)[-1]) for e in country])
    assert 1.01 < network.length_m[country].sum() / straight_m.sum() < 1.2


@pytest.mark.parametrize("name", HOSPITALS)
def test_a_hospital_is_as_far_by_road_as_such_hospitals_are(name: str, roads: Roads) -> None:
    place, least_min, most_min = HOSPITALS[name]
    (there,), (back,) = roads.from_one(CITY_HALL, [place]), roads.to_one([place], CITY_HALL)
    assert there is not None
    assert back is not None
    assert 1.1 < there.distance_m / distance_m(CITY_HALL, place) < 1.45
    assert least_min < there.p50.total_seconds() / 60 < most_min
    assert back.distance_m == pytest.approx(there.distance_m, rel=0.1)
    assert there.access_m < 500


def test_a_way_is_told_with_names_signals_and_the_word_generated(roads: Roads) -> None:
    route = roads.route(CITY_HALL, HOSPITALS["Yuseong"][0])
    assert route is not None
    assert route.generated
    assert {"한길대로"} <= {step.name for step in route.steps}
    assert len(route.signals) > 5
