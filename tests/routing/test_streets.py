"""Streets by name and where they cross, on a network made by hand and on the example town."""

import itertools

import numpy as np

from chassis.geo import LatLon, distance_m
from routing.model import RoadNetwork
from routing.streets import APART_M, Streets, plain


def test_names_are_compared_without_spaces_hyphens_and_case() -> None:
    assert plain("Hannuri-daero 5") == plain("hannuri daero5") == "hannuridaero5"


def meetings(network: RoadNetwork) -> dict[tuple[int, int], list[int]]:
    """The nodes where two streets meet, found the slow way."""
    at: dict[int, set[int]] = {}
    for edge, name in enumerate(network.name_index.tolist()):
        for node in (int(network.tail[edge]), int(network.head[edge])) if name >= 0 else ():
            at.setdefault(node, set()).add(name)
    found: dict[tuple[int, int], list[int]] = {}
    for node, names in at.items():
        for pair in itertools.permutations(sorted(names), 2):
            found.setdefault(pair, []).append(node)
    return found


def test_every_crossing_of_the_town_is_found_where_the_roads_meet(example: RoadNetwork) -> None:
    streets, names = Streets(example), example.names
    slow = meetings(example)
    assert len(slow) > 50
    for (a, b), nodes in list(slow.items())[::7]:
        met = streets.crossings(names[a], names[b], most=1000)
        own = [one.place for one in met if (one.first[0], one.second[0]) == (names[a], names[b])]
        assert own
        for node in nodes:
            assert min(distance_m(example.place(node), place) for place in own) < APART_M
        for one, other in itertools.combinations(own, 2):
            assert distance_m(one, other) > APART_M / 2


def test_streets_that_do_not_meet_have_no_crossing(example: RoadNetwork) -> None:
    slow, names = meetings(example), example.names
    named = np.unique(example.name_index[example.name_index >= 0]).tolist()
    apart = next((a, b) for a in named for b in named if a != b and (a, b) not in slow and names[a] != names[b])
    met = Streets(example).crossings(names[apart[0]], names[apart[1]])
    assert all((one.first[0], one.second[0]) != (names[apart[0]], names[apart[1]]) for one in met)


def test_a_lone_street_offers_whom_it_meets_and_its_own_middle(example: RoadNetwork) -> None:
    streets, slow = Streets(example), meetings(example)
    name = example.names[next(iter(slow))[0]]
    assert all(one.first[0] == name for one in streets.crossings(name, None))
    assert streets.crossings(name, None)
    first = streets.named(name)[0]
    on_it = [edge for edge in range(example.edge_count) if example.edge_name(edge) == name]
    ends = [example.place(int(node)) for edge in on_it for node in (example.tail[edge], example.head[edge])]
    assert first.name == name
    assert max(distance_m(first.place, end) for end in ends) <= first.radius_m + 1


def test_what_is_too_short_or_unknown_finds_nothing(example: RoadNetwork) -> None:
    streets = Streets(example)
    assert (streets.named("로"), streets.named("없는거리"), streets.crossings("없는거리", None)) == ((), (), ())
    assert isinstance(streets.named(example.names[0])[0].place, LatLon)
