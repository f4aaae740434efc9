"""OpenStreetMap XML as it comes: clipped, mixed with buildings, packed, or no such thing at all."""

import bz2
import gzip
from itertools import pairwise
from pathlib import Path

import pytest

from chassis.geo import LatLon
from routing.kinds import Access
from routing.model import RoadImportError, RoadNetwork
from routing.osmxml import read_osm_xml
from routing.profiles import KOREA
from routing.roads import build_roads
from routing.speeds import metric
from routing.store import load_network, save_network

TAG = '<tag k="{}" v="{}"/>'


def node(number: int, lat: float, lon: float, **tags: str) -> str:
    """One node of an extract."""
    told = "".join(TAG.format(key, value) for key, value in tags.items())
    return f'<node id="{number}" lat="{lat}" lon="{lon}">{told}</node>'


def way(refs: list[int], way_id: int = 1, /, **tags: str) -> str:
    """One way of an extract."""
    told = "".join(TAG.format(key, value) for key, value in tags.items())
    nodes = "".join(f'<nd ref="{ref}"/>' for ref in refs)
    return f'<way id="{way_id}">{nodes}{told}</way>'


def turn(start: int, via: int, end: int, **tags: str) -> str:
    """A restriction from way to way over a node."""
    told = "".join(TAG.format(key.replace("__", ":"), value) for key, value in ({"type": "restriction"} | tags).items())
    return (
        f'<relation id="1"><member type="way" ref="{start}" role="from"/><member type="node" ref="{via}" role="via"/>'
        f'<member type="way" ref="{end}" role="to"/>{told}</relation>'
    )


def extract(*elements: str) -> bytes:
    """An extract with five nodes on a line eastwards, 1 to 5, the fourth a signal."""
    line = [node(number, 36.5, 127.0 + number / 1000) for number in (1, 2, 3, 5)]
    signal = node(4, 36.5, 127.004, highway="traffic_signals")
    return f"<?xml version='1.0'?><osm version='0.6'>{''.join([*line, signal, *elements])}</osm>".encode()


def read(tmp_path: Path, *elements: str) -> RoadNetwork:
    """The network of an extract."""
    (tmp_path / "town.osm").write_bytes(extract(*elements))
    return read_osm_xml(tmp_path / "town.osm")[0]


def test_ways_are_cut_at_signals_and_junctions_and_keep_their_bends(tmp_path: Path) -> None:
    network = read(tmp_path, way([1, 2, 3, 4, 5], highway="primary", name="Main"), way([3, 5], highway="residential"))
    assert network.node_count == 4
    drawn = {tuple(point.lon for point in network.edge_points(edge)) for edge in range(network.edge_count)}
    assert (127.001, 127.002, 127.003) in drawn
    assert (127.003, 127.002, 127.001) in drawn
    assert (127.003, 127.004) in drawn
    assert [network.place(int(signal)).lon for signal in network.node_signal.nonzero()[0]] == [127.004]
    assert network.edge_name(0) == "Main"


def test_the_way_back_is_drawn_backwards(tmp_path: Path) -> None:
    there, back = (read(tmp_path, way([1, 2, 3, 5], highway="primary")).edge_points(edge) for edge in (0, 1))
    assert [point.lon for point in there] == [127.001, 127.002, 127.003, 127.005]
    assert back == there[::-1]


def test_a_one_way_against_its_drawing_is_driven_against_it(tmp_path: Path) -> None:
    network = read(tmp_path, way([1, 5], highway="primary"), way([1, 3, 5], highway="secondary", oneway="-1"))
    assert network.edge_count == 3
    assert network.edge_points(2)[0] == LatLon(36.5, 127.005)


def test_speeds_may_differ_by_direction(tmp_path: Path) -> None:
    tags = {"highway": "primary", "maxspeed": "50", "maxspeed:backward": "30"}
    network = read(tmp_path, way([1, 2], **tags))
    assert network.maxspeed_kmh.tolist() == [50.0, 30.0]


def test_an_english_name_is_kept_beside_the_other_and_in_the_store(tmp_path: Path) -> None:
    signed = {"highway": "primary", "name": "세종로", "name:en": "King Sejong Road"}
    network = read(tmp_path, way([1, 2], **signed), way([2, 3], highway="primary", name="종로"))
    save_network(network, tmp_path / "roads.npz")
    for one in (network, load_network(tmp_path / "roads.npz")):
        told = {(one.edge_name(edge), one.edge_name_en(edge)) for edge in range(one.edge_count)}
        assert told == {("세종로", "King Sejong Road"), ("종로", None)}


def test_a_reference_that_was_clipped_away_cuts_the_way_and_is_counted(tmp_path: Path) -> None:
    (tmp_path / "town.osm").write_bytes(extract(way([1, 2, 99, 3, 4, 5], highway="primary")))
    network, report = read_osm_xml(tmp_path / "town.osm")
    assert report.dropped["missing_node"] == 1
    assert network.node_count == 3  # the longer half


def test_buildings_and_footways_are_no_roads(tmp_path: Path) -> None:
    ways = [way([1, 2], highway="primary"), way([2, 3], building="yes"), way([3, 4], highway="footway")]
    (tmp_path / "town.osm").write_bytes(extract(*ways))
    _, report = read_osm_xml(tmp_path / "town.osm")
    assert (report.edges, report.dropped["not_a_road"]) == (2, 2)


def test_a_street_that_returns_to_where_it_began_stays_reachable(tmp_path: Path) -> None:
    network = read(tmp_path, way([1, 2], highway="primary"), way([2, 3, 4, 5, 2], highway="residential"))
    assert all(a != b for a, b in zip(network.tail.tolist(), network.head.tolist(), strict=True))
    assert {round(network.place(place).lon, 3) for place in range(network.node_count)} == {127.001, 127.002, 127.004}


TOWN = (
    way([1, 2], 7, highway="primary", maxspeed="50", lanes="2"),
    way([2, 3], 8, highway="primary"),
    way([2, 5], 9, highway="residential", oneway="yes", maxheight="11'6"),
    way([5, 3], 10, highway="residential"),
)


def banned(network: RoadNetwork) -> set[tuple[int, ...]]:
    """The banned drives by the extract's node ids."""
    ends, ids = network.ban_offset.tolist(), network.node_id.tolist()
    found = [network.ban_edge[a:b].tolist() for a, b in pairwise(ends)]
    return {(ids[network.tail[one[0]]], *(ids[network.head[edge]] for edge in one)) for one in found}


def test_turn_restrictions_are_read_from_relations_and_told(tmp_path: Path) -> None:
    rules = [
        turn(7, 2, 9, restriction="no_left_turn"),
        turn(8, 2, 7, restriction="only_straight_on"),
        turn(7, 2, 8, restriction="no_straight_on", **{"except": "psv"}),
        turn(7, 2, 8, restriction__conditional="no_straight_on @ (Mo-Fr 07:00-09:00)"),
        turn(7, 2, 8, restriction__hgv="no_straight_on"),
        turn(7, 2, 8, restriction="no_parking"),
        turn(7, 2, 4711, restriction="no_right_turn"),
        turn(9, 2, 7, restriction="no_left_turn"),
    ]
    (tmp_path / "town.osm").write_bytes(extract(*TOWN, way([2, 4], 15, highway="service"), *rules))
    network, report = read_osm_xml(tmp_path / "town.osm")
    assert banned(network) == {(1, 2, 5), (3, 2, 5), (3, 2, 3), (3, 2, 4)}
    assert report.bans == 4
    assert report.rules == {
        "restriction_kept": 2,
        "restriction_excepted": 1,
        "restriction_conditional": 1,
        "restriction_others": 1,
        "restriction_unclear": 1,
        "restriction_outside": 1,
        "restriction_needless": 1,
    }


def test_a_road_that_no_permitted_turn_leaves_is_dropped_and_counted(tmp_path: Path) -> None:
    trap = [way([2, 4], 11, highway="service"), turn(11, 2, 7, restriction="no_left_turn")]
    trap += [turn(11, 2, one, restriction="no_right_turn") for one in (8, 9)]
    trap += [turn(11, 2, 11, restriction="no_u_turn")]
    (tmp_path / "town.osm").write_bytes(extract(*TOWN, *trap))
    network, report = read_osm_xml(tmp_path / "town.osm")
    assert report.dropped["cut_off_by_restrictions"] == 2
    assert 11 not in network.way_id.tolist()
    assert banned(network) == set()


def test_what_only_blue_light_may_drive_is_kept_apart_and_holds_nothing_together(tmp_path: Path) -> None:
    extras = [
        way([4, 1], 12, highway="service", access="private", emergency="yes"),  # a hospital's forecourt
        way([1, 3], 13, highway="residential", motor_vehicle="no", bus="yes"),
        way([4, 6], 14, highway="residential"),  # anybody's, but behind the gate
    ]
    (tmp_path / "town.osm").write_bytes(extract(*TOWN, *extras, node(6, 36.51, 127.0)))
    network, report = read_osm_xml(tmp_path / "town.osm")
    assert report.extras == {"emergency": 2, "bus": 2, "contraflow": 1}
    assert report.dropped["outside_largest_part"] == 2
    assert 14 not in network.way_id.tolist()
    by_way = dict(zip(network.way_id.tolist(), network.access.tolist(), strict=True))
    assert (by_way[12], by_way[13], by_way[7]) == (Access.EMERGENCY, Access.BUS, Access.ANYBODY)
    assert read_osm_xml(tmp_path / "town.osm", contraflow=False)[1].extras == {"emergency": 2, "bus": 2}


def test_a_piece_of_road_keeps_its_way_its_nodes_its_lanes_and_its_limits(tmp_path: Path) -> None:
    network = read(tmp_path, *TOWN)
    first = network.way_id.tolist().index(7)
    assert (network.lanes[first], network.maxspeed_kmh[first]) == (1, 50.0)
    low = network.way_id == 9
    assert network.max_height_m[low].tolist() == pytest.approx([3.5052, 3.5052])
    assert network.access[low].tolist() == [Access.ANYBODY, Access.CONTRAFLOW]
    assert network.node_id.tolist() == [1, 2, 3, 5]


def test_an_answer_that_was_broken_off_by_its_server_is_refused(tmp_path: Path) -> None:
    (tmp_path / "town.osm").write_bytes(extract(*TOWN, "<remark>runtime error: out of memory</remark>"))
    with pytest.raises(RoadImportError, match="out of memory"):
        read_osm_xml(tmp_path / "town.osm")


def test_packed_extracts_read_the_same(tmp_path: Path) -> None:
    plain = extract(way([1, 2, 3], highway="primary"))
    (tmp_path / "a.osm").write_bytes(plain)
    (tmp_path / "a.osm.gz").write_bytes(gzip.compress(plain))
    (tmp_path / "a.osm.bz2").write_bytes(bz2.compress(plain))
    networks = [read_osm_xml(tmp_path / name)[0] for name in ("a.osm", "a.osm.gz", "a.osm.bz2")]
    assert len({tuple(network.length_m.tolist()) for network in networks}) == 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><body>404</body></html>",
        b"<osm><node id='1' lat='36.5'/></osm>",
        b"<osm><node id='1' lat='236.5' lon='0'/></osm>",
        b"<osm><node id='1' lat='north' lon='0'/></osm>",
        b"<osm><node id='1' lat='36' lon='127'/>",
        b"<osm/>",
        extract(way([1, 2], building="yes")),
        extract(way([98, 99], highway="primary")),
        extract(way([1, 2], highway="primary", oneway="yes")),
    ],
)
def test_what_holds_no_roads_is_a_clear_error(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "town.osm").write_bytes(content)
    with pytest.raises(RoadImportError, match="town"):
        read_osm_xml(tmp_path / "town.osm")


def test_a_packed_file_cut_short_is_a_clear_error(tmp_path: Path) -> None:
    packed = gzip.compress(extract(way([1, 2], highway="primary")))
    for content in (packed[:-20], b"not packed at all"):
        (tmp_path / "town.osm.gz").write_bytes(content)
        with pytest.raises(RoadImportError, match="not readable"):
            read_osm_xml(tmp_path / "town.osm.gz")


def test_roads_for_blue_light_change_no_answer_while_they_are_closed(tmp_path: Path) -> None:
    minor = [way([1, 2, 3], 7, highway="residential"), way([1, 5, 3], 8, highway="residential", oneway="yes")]
    (tmp_path / "town.osm").write_bytes(extract(*minor))
    with_extras, without = (read_osm_xml(tmp_path / "town.osm", contraflow=choice)[0] for choice in (True, False))
    assert with_extras.edge_count == without.edge_count + 1
    roads = [build_roads(one, metric(one, policy=KOREA)) for one in (with_extras, without)]
    places = [without.place(node) for node in range(without.node_count)]
    first, second = ([one.from_one(place, places) for place in places] for one in roads)
    assert first == second
    assert all(travel is not None for row in first for travel in row)
