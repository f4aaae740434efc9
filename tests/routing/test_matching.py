"""Map matching, on tracks made from ways that are known: noise, gaps, U-turns, and places off the road."""

import random
from functools import lru_cache
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.geo import LatLon
from routing.assemble import Segment, Survey, assemble
from routing.kinds import RoadClass
from routing.matching import Fix, Matcher, Pass
from routing.model import RoadNetwork
from routing.segments import Segments, Unplaced
from tests.routing.towns import EXAMPLE, corner, grid

MPS = 12.0
METRE = 1 / 111_195


@lru_cache
def town() -> tuple[RoadNetwork, Matcher]:
    network = grid(6)
    return network, Matcher(network)


def walk(seed: int, edges: int) -> list[int]:
    """A drive that never turns back."""
    network, _ = town()
    chance = random.Random(seed)
    driven = [chance.randrange(network.edge_count)]
    while len(driven) < edges:
        here = int(network.head[driven[-1]])
        back = int(network.tail[driven[-1]])
        ahead = [e for e in range(network.edge_count) if network.tail[e] == here and network.head[e] != back]
        driven.append(chance.choice(ahead))
    return driven


def track(edges: list[int], *, every_s: float = 5.0, noise_m: float = 0.0, seed: int = 0) -> list[Fix]:
    """Where a receiver says somebody is who drives these edges at a steady speed."""
    network, _ = town()
    chance = random.Random(seed)
    line: list[tuple[float, LatLon]] = []
    at_m = 0.0
    for edge in edges:
        line.append((at_m, network.place(int(network.tail[edge]))))
        at_m += float(network.length_m[edge])
    line.append((at_m, network.place(int(network.head[edges[-1]]))))
    fixes, step = [], 0
    while step * every_s * MPS < at_m:
        metres = step * every_s * MPS
        (m0, a), (m1, b) = next(pair for pair in pairwise(line) if pair[0][0] <= metres < pair[1][0])
        share = (metres - m0) / (m1 - m0)
        lat = a.lat + share * (b.lat - a.lat) + chance.gauss(0, noise_m) * METRE
        lon = a.lon + share * (b.lon - a.lon) + chance.gauss(0, noise_m) * METRE
        fixes.append(Fix(step * every_s, LatLon(lat, lon)))
        step += 1
    return fixes


def driven(passes: tuple[Pass, ...]) -> list[int]:
    return [one.edge for one in passes if one.metres > 25]


@given(st.integers(0, 10_000), st.integers(2, 8))
def test_without_noise_the_way_that_was_driven_is_found_edge_by_edge(seed: int, edges: int) -> None:
    way = walk(seed, edges)
    found = driven(town()[1].match(track(way)))
    assert found == way or found == way[: len(found)]
    assert len(found) >= len(way) - 1  # the last edge may have been left too early for a fix


def test_with_noise_almost_every_metre_is_put_on_the_right_edge() -> None:
    """Eight metres of error, a fix every five seconds: 30 drives, counted together."""
    right = wrong = 0.0
    for seed in range(30):
        way = walk(seed, 8)
        for one in town()[1].match(track(way, noise_m=8.0, seed=seed)):
            right, wrong = (right + one.metres, wrong) if one.edge in way else (right, wrong + one.metres)
    assert wrong < 0.03 * right


def test_the_speed_that_comes_out_is_the_speed_that_was_driven() -> None:
    passes = [one for seed in range(10) for one in town()[1].match(track(walk(seed, 8), noise_m=5.0, seed=seed))]
    metres, seconds = sum(one.metres for one in passes), sum(one.seconds for one in passes)
    assert metres / seconds == pytest.approx(MPS, rel=0.05)


def test_a_silence_breaks_the_chain_and_nothing_is_invented_for_it() -> None:
    way = walk(3, 10)
    whole = track(way)
    early, late = whole[:8], [Fix(fix.at_s + 300, fix.place) for fix in whole[-8:]]
    passes = town()[1].match([*early, *late])
    assert sum(one.seconds for one in passes) == pytest.approx(14 * 5.0)
    assert set(driven(passes)) <= set(way)


def test_who_turns_round_in_the_street_is_followed_back() -> None:
    """East along Row 2 for a block and a half, and back again."""
    a, b = corner(2, 1), corner(2, 3)
    out = [Fix(5.0 * i, LatLon(a.lat, a.lon + (b.lon - a.lon) * i / 8)) for i in range(7)]
    home = [Fix(35.0 + 5.0 * i, LatLon(a.lat, a.lon + (b.lon - a.lon) * (6 - i) / 8)) for i in range(1, 7)]
    network, matcher = town()
    found = driven(matcher.match([*out, *home]))
    there = [(int(network.tail[e]), int(network.head[e])) for e in found]
    assert there == [(13, 14), (14, 15), (15, 14), (14, 13)]


def test_a_receiver_that_stands_still_and_trembles_drives_nowhere() -> None:
    chance = random.Random(1)
    here = LatLon(corner(2, 2).lat, corner(2, 2).lon + 0.001)
    fixes = [
        Fix(5.0 * i, LatLon(here.lat + chance.gauss(0, 4) * METRE, here.lon + chance.gauss(0, 4) * METRE))
        for i in range(40)
    ]
    passes = town()[1].match(fixes)
    assert sum(one.metres for one in passes) / sum(one.seconds for one in passes) < 1.5
    assert len({one.edge for one in passes}) <= 2


def test_off_every_road_nothing_is_matched() -> None:
    away = [Fix(5.0 * i, LatLon(35.0, 127.0 + i * METRE * 50)) for i in range(10)]
    assert town()[1].match(away) == ()
    assert town()[1].match([]) == ()


def test_fixes_that_go_back_in_time_are_left_out() -> None:
    way = track(walk(5, 5))
    assert town()[1].match([way[0], *way, way[2]]) == town()[1].match(way)


def test_a_piece_of_road_is_found_by_every_name_it_has() -> None:
    network = grid(6)
    segments = Segments(network)
    east = segments.by_line([corner(2, 1), corner(2, 3)])
    assert not isinstance(east, Unplaced)
    assert [(int(network.tail[e]), int(network.head[e])) for e in east] == [(13, 14), (14, 15)]
    assert segments.by_edge(east[0], network.digest) == east[:1]
    assert segments.by_edge(east[0], "other") is Unplaced.OTHER_NETWORK
    assert segments.by_edge(network.edge_count, network.digest) is Unplaced.UNKNOWN_EDGE
    both = segments.both_ways(east)
    assert len(both) == 4
    assert set(east) < set(both)
    street = segments.by_name("row2")
    assert not isinstance(street, Unplaced)
    assert len(street) == 10
    part = segments.by_name("Row 2", corner(2, 0), 100.0)
    assert not isinstance(part, Unplaced)
    assert set(part) < set(street)
    assert segments.by_name("nowhere") is Unplaced.NO_ROAD_THERE
    assert segments.english_of(east[0]) is None
    assert segments.by_line([LatLon(35, 127), LatLon(35, 127.1)]) is Unplaced.NO_ROAD_THERE
    spot = segments.by_point(LatLon(corner(2, 1).lat + 10 * METRE, corner(2, 1).lon + 0.001))
    assert not isinstance(spot, Unplaced)
    assert spot[0] in both


def test_a_korean_street_is_found_by_its_romanised_name_too() -> None:
    survey = Survey(places={0: corner(0, 0), 1: corner(0, 1)})
    for ends in ((0, 1), (1, 0)):
        survey.segments.append(Segment(*ends, RoadClass.TERTIARY, name="한누리대로"))
    segments = Segments(assemble(survey, EXAMPLE)[0])
    assert segments.street_names() == (("한누리대로", "Hannuri-daero"),)
    assert segments.by_name("hannuri-daero") == (0, 1)
    assert segments.english_of(0) == "Hannuri-daero"


def test_an_area_takes_every_street_that_touches_it() -> None:
    network = grid(6)
    low, high = corner(1, 1), corner(2, 2)
    ring = [
        LatLon(low.lat - 1e-4, low.lon - 1e-4),
        LatLon(low.lat - 1e-4, high.lon + 1e-4),
        LatLon(high.lat + 1e-4, high.lon + 1e-4),
        LatLon(high.lat + 1e-4, low.lon - 1e-4),
    ]
    found = Segments(network).by_area(ring)
    assert not isinstance(found, Unplaced)
    inner = {7, 8, 13, 14}
    assert {
        e for e in range(network.edge_count) if int(network.tail[e]) in inner or int(network.head[e]) in inner
    } == set(found)
    assert Segments(network).by_area(ring[:2]) is Unplaced.NO_ROAD_THERE


def test_a_way_and_two_of_its_nodes_name_every_edge_between_them() -> None:
    survey = Survey()
    for node in range(4):
        survey.places[100 + node] = corner(0, node)
    for a, b in pairwise(range(100, 104)):
        for tail, head in ((a, b), (b, a)):
            survey.segments.append(Segment(tail, head, RoadClass.TERTIARY, name="Main", way=7))
    network = assemble(survey, EXAMPLE)[0]
    segments, name = Segments(network), network.node_id.tolist()
    found = segments.by_nodes(7, 100, 103)
    assert not isinstance(found, Unplaced)
    assert [(name[network.tail[e]], name[network.head[e]]) for e in found] == [(100, 101), (101, 102), (102, 103)]
    assert len(segments.by_nodes(None, 102, 101)) == 1
    assert segments.by_nodes(None, 100, 103) is Unplaced.UNKNOWN_NODES  # no edge leads there at once
    assert segments.by_nodes(999, 100, 103) is Unplaced.UNKNOWN_WAY
    assert segments.by_nodes(7, 100, 555) is Unplaced.UNKNOWN_NODES
