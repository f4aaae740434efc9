"""Recorded networks of five kinds: what is in them, checked against the files themselves."""

import csv
import gzip
import io
import zipfile
from collections import defaultdict
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from xml.etree.ElementTree import Element, parse

import numpy as np
import pytest

from chassis.geo import distance_m
from routing.kinds import Access, RoadClass
from routing.model import CLOSED_MS, RoadImportError, RoadNetwork
from routing.network import import_file
from routing.profiles import KOREA
from routing.speeds import metric
from tests.routing.conftest import Found, recorded
from tests.routing.test_speeds import PLAIN


def edges_of(network: RoadNetwork, way: int) -> set[tuple[int, int]]:
    """The source's node ids of every edge of a way."""
    edges = np.flatnonzero(network.way_id == way)
    ids = network.node_id
    return {(int(ids[network.tail[edge]]), int(ids[network.head[edge]])) for edge in edges}


def bans(network: RoadNetwork) -> set[tuple[int, ...]]:
    """Every banned sequence."""
    ends = network.ban_offset.tolist()
    return {tuple(network.ban_edge[a:b].tolist()) for a, b in pairwise(ends)}


def test_lower_saxony_is_whole_and_what_was_clipped_is_counted(lower_saxony: Found) -> None:
    network, report = lower_saxony
    assert (report.nodes, report.edges, report.signals) == (19_275, 32_016, 2_069)
    assert report.dropped == {
        "missing_node": 771,
        "not_a_road": 19,
        "outside_largest_part": 634,
        "unknown_direction": 1,
    }
    assert (report.rules, report.bans, report.extras) == ({}, 0, {})  # main roads only, and no relation in the file
    assert set(network.road_class.tolist()) <= {kind.value for kind in RoadClass if kind <= RoadClass.RAMP}
    assert np.isnan(network.max_height_m).sum() < network.edge_count
    assert network.max_weight_t[~np.isnan(network.max_weight_t)].min() >= 2.0


def test_a_motorway_of_lower_saxony_has_its_lanes_its_way_and_one_direction(lower_saxony: Found) -> None:
    network, _ = lower_saxony
    motorway = network.road_class == RoadClass.MOTORWAY
    assert np.median(network.lanes[motorway]) in {2, 3}
    ways = set(network.way_id[motorway].tolist())
    way = min(ways)
    assert not any((head, tail) in edges_of(network, way) for tail, head in edges_of(network, way))


def test_central_seoul_keeps_its_ways_lanes_and_names_and_tells_what_it_left_out(seoul: Found) -> None:
    network, report = seoul
    assert (report.nodes, report.edges, report.signals) == (3_307, 9_045, 34)
    assert report.dropped == {"loop": 2, "not_a_road": 4, "outside_largest_part": 153}
    assert report.extras == {"contraflow": 362}
    assert "세종대로" in network.names
    assert network.way_id.min() > 0
    assert (network.lanes > 0).sum() > 600  # Seoul's mappers tell few
    assert network.node_id.min() == 287_319_177  # the first node of the file


def test_against_a_one_way_street_of_seoul_the_line_is_the_same_and_only_blue_light_may_drive(seoul: Found) -> None:
    network, _ = seoul
    against = np.flatnonzero(network.access == Access.CONTRAFLOW)
    assert set(network.road_class[against].tolist()) <= {RoadClass.TERTIARY, *range(6, 9)}
    pairs = {(tail, head): edge for edge, (tail, head) in enumerate(zip(network.tail, network.head, strict=True))}
    for edge in against[:50].tolist():
        with_it = pairs[int(network.head[edge]), int(network.tail[edge])]
        assert network.edge_points(edge)[1:-1] in (
            network.edge_points(with_it)[-2:0:-1],
            network.edge_points(edge)[1:-1] if network.access[with_it] else [],
        )
    assert (metric(network, policy=KOREA).travel_ms[against] == CLOSED_MS).all()


@pytest.fixture(scope="module")
def doan(shared_data: Path) -> dict[str, list[Element]]:
    """ETRI's files as they are."""
    folder = recorded(shared_data, "daejeon_doan")
    return {name: list(parse(gzip.open(folder / f"{name}.xml.gz")).getroot()) for name in ("edge", "connection", "tss")}


def test_daejeon_tells_lanes_speeds_in_kmh_and_signals(daejeon: Found, doan: dict[str, list[Element]]) -> None:
    network, report = daejeon
    assert (report.nodes, report.edges, report.signals) == (2_078, 5_136, 107)
    assert report.dropped == {"cut_off_by_restrictions": 88, "outside_largest_part": 221}
    assert (report.rules, report.bans) == ({"turn_without_connection": 4_638}, 4_469)
    assert sorted(set(network.maxspeed_kmh.tolist())) == [10, 20, 30, 40, 50, 60, 70]  # the motorway is an island there
    assert network.lanes.min() >= 1
    assert network.lanes.max() == 5
    signals = {number(one.attrib["nodeID"]) for one in doan["tss"]}
    assert len(doan["tss"]) == 115
    assert set(network.node_id[network.node_signal].tolist()) <= signals
    middle = network.place(0)
    assert (36.3 < middle.lat < 36.4) and (127.3 < middle.lon < 127.4)


def number(node: str) -> int:
    """As the network tells a node's id: junctions that ETRI has joined have words for it."""
    return int(node) if node.isdecimal() else -1


def test_in_daejeon_exactly_the_turns_without_a_connection_are_banned(
    daejeon: Found, doan: dict[str, list[Element]]
) -> None:
    network, _ = daejeon
    exits: dict[str, set[str]] = defaultdict(set)
    for one in doan["connection"]:
        exits[one.attrib["from"]].add(one.attrib["to"])
    links = {
        (abs(int(one.attrib["id"])), number(one.attrib["from"]), number(one.attrib["to"])): one.attrib["id"]
        for one in doan["edge"]
    }
    assert len(links) == len(doan["edge"])
    ids, ways = network.node_id.tolist(), network.way_id.tolist()
    found = zip(ways, network.tail.tolist(), network.head.tolist(), strict=True)
    names = [links[way, ids[tail], ids[head]] for way, tail, head in found]
    leaving: dict[int, list[int]] = defaultdict(list)
    for edge, tail in enumerate(network.tail.tolist()):
        leaving[tail].append(edge)
    follow = [(edge, after) for edge, head in enumerate(network.head.tolist()) for after in leaving[head]]
    missing = {(a, b) for a, b in follow if exits[names[a]] and names[b] not in exits[names[a]]}
    assert bans(network) == missing
    assert len(follow) - len(missing) > 10_000


def test_auckland_gives_its_travel_times_back_with_and_without_lights_and_siren(
    auckland: Found, shared_data: Path
) -> None:
    network, report = auckland
    assert (report.nodes, report.edges, report.dropped) == (54_370, 90_638, {})
    with zipfile.ZipFile(recorded(shared_data, "jemss_auckland/roads.zip")) as packed:
        lines = io.TextIOWrapper(packed.open("arcs.csv"), "utf-8")
        rows = [row for row in list(csv.reader(lines))[6:] if row[0]]
    days = np.array([[float(row[4]), float(row[5])] for row in rows])
    siren = replace(PLAIN, class_factor=dict.fromkeys(RoadClass, 47 / 33) | {RoadClass.MOTORWAY: 91 / 64})
    for policy, told in ((siren, days[:, 0]), (PLAIN, days[:, 1])):
        off_ms = np.abs(metric(network, policy=policy).travel_ms - told * 86_400_000)
        assert off_ms.max() < 2.0
    assert set(network.road_class.tolist()) == {RoadClass.MOTORWAY, RoadClass.UNCLASSIFIED}


def test_san_francisco_is_one_city_and_every_street_runs_both_ways(san_francisco: Found) -> None:
    network, report = san_francisco
    assert (report.nodes, report.edges, report.signals) == (9_336, 30_810, 0)
    assert report.dropped == {"loop": 24, "not_a_road": 164, "outside_largest_part": 42}
    assert {"Market St", "Mission St"} <= set(network.names)
    forth = sorted(zip(network.tail.tolist(), network.head.tolist(), strict=True))
    assert forth == sorted((head, tail) for tail, head in forth)
    assert network.way_id.min() > 0


@pytest.mark.parametrize("name", ["lower_saxony", "seoul", "daejeon", "san_francisco"])
def test_no_edge_is_shorter_than_the_line_between_its_ends(name: str, request: pytest.FixtureRequest) -> None:
    network, _ = request.getfixturevalue(name)
    for edge in range(0, network.edge_count, 97):
        line = distance_m(network.place(int(network.tail[edge])), network.place(int(network.head[edge])))
        assert network.length_m[edge] >= 0.97 * line - 3.0  # some sources round to metres


@pytest.mark.parametrize(
    "name",
    ["osm/lower_saxony_main_roads.osm.xml.gz", "osm/seoul_centre.graphml.gz", "jemss_auckland/roads.zip"],
)
def test_a_real_file_cut_in_half_is_a_clear_error(name: str, shared_data: Path, tmp_path: Path) -> None:
    whole = recorded(shared_data, name)
    (tmp_path / whole.name).write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    with pytest.raises(RoadImportError, match=whole.name.split(".")[0]):
        import_file(tmp_path / whole.name)
