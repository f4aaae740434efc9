"""A network is checked once, when it is made; afterwards nobody can change it."""

from dataclasses import fields
from typing import Any

import numpy as np
import pytest

from routing.arrays import ARRAYS
from routing.model import CLOSED_MS, Metric, RoadNetwork
from tests.routing.towns import EXAMPLE, arrows, grid


def parts(**changed: Any) -> dict[str, Any]:
    """What a sound three-node network is made of, with some parts changed."""
    network, _ = arrows(3, [(0, 1, 5), (1, 2, 5), (2, 0, 5)])
    made_of = {part.name: getattr(network, part.name) for part in fields(RoadNetwork) if part.init}
    return made_of | changed


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ({"tail": [0, 1]}, "head has 3 values, not 2"),
        ({"head": [1, 2, 3]}, "head must lie from 0 to 2"),
        ({"tail": [0, -1, 2]}, "tail must lie from 0 to 2"),
        ({"head": [0, 2, 0]}, "an edge leads from a node to itself"),
        ({"length_m": [1, 0, 1]}, "length_m must be positive"),
        ({"length_m": [1, np.nan, 1]}, "length_m must be positive"),
        ({"maxspeed_kmh": [50, -1, np.nan]}, "maxspeed_kmh must be positive"),
        ({"road_class": [0, 1, 99]}, "road_class must lie from 0 to 8"),
        ({"name_index": [0, -1, -1]}, "name_index must lie from -1 to -1"),
        ({"node_lat": [36, 37, 91]}, "node_lat leaves the globe"),
        ({"node_lon": [127, np.nan, 127]}, "node_lon leaves the globe"),
        ({"shape_offset": [0, 1, 1, 1]}, "shape_offset must rise"),
        ({"access": [0, 4, 0]}, "access must lie from 0 to 3"),
        ({"max_height_m": [3.2, 0, np.nan]}, "max_height_m must be positive"),
        ({"way_id": [7]}, "way_id has 1 values, not 3"),
        ({"ban_offset": [0, 1], "ban_edge": [0]}, "ban_offset must rise by two edges"),
        ({"ban_offset": [0, 2], "ban_edge": [0, 3]}, "ban_edge must lie from 0 to 2"),
        ({"ban_offset": [0, 2], "ban_edge": [0, 2]}, "banned edges must follow one another"),
        ({"tail": [0.5, 1, 2]}, "tail does not fit int32"),
        ({"tail": [[0, 1, 2]]}, "tail must have one dimension"),
    ],
)
def test_a_network_that_cannot_be_true_is_refused_with_the_fault_named(changed: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        RoadNetwork(**parts(**changed))


def test_a_network_without_roads_is_none() -> None:
    empty = {name: np.empty(0, dtype=dtype) for name, dtype in ARRAYS.items()} | {"shape_offset": np.zeros(1, np.int32)}
    with pytest.raises(ValueError, match="no roads in it"):
        RoadNetwork(label=EXAMPLE, names=(), **empty)


def test_nobody_can_change_a_network_neither_in_place_nor_through_the_arrays_it_was_made_from() -> None:
    mine = np.array([10, 20, 30], dtype=np.float32)
    network = RoadNetwork(**parts(length_m=mine))
    mine[0] = 99
    assert network.length_m.tolist() == [10, 20, 30]
    with pytest.raises(ValueError, match="read-only"):
        network.length_m[0] = 99


@pytest.mark.parametrize(
    "changed",
    [
        {"length_m": [100, 100, 100.5]},
        {"tail": [0, 1, 2], "head": [2, 2, 0]},
        {"node_signal": [True, False, False]},
        {"access": [0, 1, 0]},
        {"ban_offset": [0, 2, 4], "ban_edge": [0, 1, 1, 2]},
        {"names": ("Main Street",)},
        {"names": ("Main Street",), "names_en": ("High Street",)},
    ],
)
def test_any_difference_changes_the_digest(changed: dict[str, Any]) -> None:
    assert RoadNetwork(**parts()).digest == RoadNetwork(**parts()).digest
    assert RoadNetwork(**parts(**changed)).digest != RoadNetwork(**parts()).digest


def test_an_edge_is_drawn_from_its_tail_over_its_bends_to_its_head() -> None:
    offsets, lats, lons = [0, 0, 2, 2], [36.2, 36.3], [127.2, 127.3]
    network = RoadNetwork(**parts(shape_offset=offsets, shape_lat=lats, shape_lon=lons))
    assert [point.lat for point in network.edge_points(1)] == [36.5, 36.2, 36.3, 37.0]
    assert [point.lat for point in network.edge_points(2)] == [37.0, 36.0]


def test_streets_keep_their_names_and_nameless_ones_have_none() -> None:
    names = {grid().edge_name(edge) for edge in range(grid().edge_count)}
    assert names == {f"{kind} {number}" for kind in ("Row", "Column") for number in range(4)}
    network, _ = arrows(2, [(0, 1, 5), (1, 0, 5)])
    assert network.edge_name(0) is None


@pytest.mark.parametrize("travel_ms", [[0], [-5], [86_400_001], [2_147_483_646]])
def test_a_travel_time_is_between_a_millisecond_and_a_day_or_the_edge_is_closed(travel_ms: list[int]) -> None:
    with pytest.raises(ValueError, match="or is closed"):
        Metric(np.array(travel_ms))
    assert Metric(np.array([1, 86_400_000, CLOSED_MS])).digest != Metric(np.array([1, 86_400_000, 1])).digest
