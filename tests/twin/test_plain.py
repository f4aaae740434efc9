"""A network of ours as SUMO reads it: edge by edge under the same name, with lanes, limits, lights and banned turns."""

import xml.etree.ElementTree as ET
from dataclasses import fields, replace

import numpy as np
import pytest

from benches.twin.grid import BLOCK_M, grid
from benches.twin.plain import Board, plain
from chassis.geo import LatLon
from routing.kinds import Access
from routing.model import RoadNetwork
from routing.profiles import KOREA

USUAL = KOREA.usual_kmh


def rows(text: str, tag: str) -> list[dict[str, str]]:
    return [row.attrib for row in ET.fromstring(text).iter(tag)]


def changed(**arrays: object) -> RoadNetwork:
    roads = grid()
    kept = {part.name: getattr(roads, part.name) for part in fields(roads) if part.init}
    return RoadNetwork(**kept | arrays)


def test_every_edge_keeps_its_number_ends_lanes_and_limit() -> None:
    roads = grid()
    edges = rows(plain(roads, USUAL).edges, "edge")
    assert [int(edge["id"]) for edge in edges] == list(range(roads.edge_count))
    for edge, told in enumerate(edges):
        assert (int(told["from"]), int(told["to"])) == (roads.tail[edge], roads.head[edge])
        assert int(told["numLanes"]) == roads.lanes[edge]
        assert float(told["speed"]) * 3.6 == pytest.approx(float(roads.maxspeed_kmh[edge]), abs=0.01)


def test_signalised_nodes_become_traffic_lights_and_no_others() -> None:
    roads = grid()
    nodes = rows(plain(roads, USUAL).nodes, "node")
    assert [node.get("type") == "traffic_light" for node in nodes] == roads.node_signal.tolist()


def test_blocks_are_as_long_as_they_are_on_earth() -> None:
    nodes = {row["id"]: (float(row["x"]), float(row["y"])) for row in rows(plain(grid(), USUAL).nodes, "node")}
    (east, north), (other_east, other_north) = nodes["0"], nodes["1"]
    assert np.hypot(east - other_east, north - other_north) == pytest.approx(BLOCK_M, rel=0.002)


def turns(roads: RoadNetwork) -> set[tuple[int, int]]:
    return {(int(row["from"]), int(row["to"])) for row in rows(plain(roads, USUAL).connections, "connection")}


def test_every_turn_is_told_but_straight_back() -> None:
    roads = grid()
    there = {(a, b) for a in range(roads.edge_count) for b in range(roads.edge_count) if roads.head[a] == roads.tail[b]}
    back = {(a, b) for a, b in there if roads.head[b] == roads.tail[a]}
    assert turns(roads) == there - back


def test_a_banned_turn_is_a_missing_connection_and_a_longer_ban_is_counted() -> None:
    roads = grid()
    first, second = min(turns(roads))
    third = min(onward for edge, onward in turns(roads) if edge == second)
    banned = changed(ban_offset=[0, 2, 5], ban_edge=[first, second, first, second, third])
    assert turns(roads) - turns(banned) == {(first, second)}
    assert plain(banned, USUAL).left_out == {"long_bans": 1}


def test_who_may_drive_an_edge_is_told_and_contraflow_is_left_out() -> None:
    access = np.array(grid().access)
    access[:3] = Access.BUS, Access.EMERGENCY, Access.CONTRAFLOW
    told = plain(changed(access=access), USUAL)
    edges = {row["id"]: row.get("allow") for row in rows(told.edges, "edge")}
    assert edges["0"] == "bus emergency authority"
    assert edges["1"] == "emergency authority"
    assert "2" not in edges and edges["3"] is None
    assert told.left_out == {"contraflow": 1}
    assert not any(2 in turn for turn in turns(changed(access=access)))


def test_where_no_limit_is_posted_the_usual_one_of_the_class_counts() -> None:
    roads = changed(maxspeed_kmh=np.full(grid().edge_count, np.nan))
    told = rows(plain(roads, USUAL).edges, "edge")
    speeds = {round(float(row["speed"]) * 3.6) for row in told}
    assert speeds == {50, 30}  # secondary and residential


def test_metres_on_the_board_lead_back_to_the_same_place() -> None:
    board = Board.under(grid())
    place = LatLon(36.4861, 127.2873)
    again = board.place(*board.metres(place))
    assert (again.lat, again.lon) == pytest.approx((place.lat, place.lon), abs=1e-9)
    assert replace(board, shrink=1.0).metres(place)[0] > board.metres(place)[0]
