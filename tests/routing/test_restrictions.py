"""Turn restrictions: what they ban, checked walk by walk against their definition."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.assemble import Segment
from routing.kinds import Access, RoadClass
from routing.osmrules import Member, rule_of
from routing.restrictions import Restriction, Verdict, resolve

LONGEST = 5


def streets(*ways: tuple[int, Sequence[int]]) -> list[Segment]:
    """Two-way streets, one segment from each node to the next; a one-way one has a negative number."""
    return [
        Segment(*ends, RoadClass.RESIDENTIAL, way=abs(way))
        for way, nodes in ways
        for tail, head in pairwise(nodes)
        for ends in ((tail, head), (head, tail))[: 1 if way < 0 else 2]
    ]


def banned(segments: Sequence[Segment], rule: Restriction) -> set[tuple[int, ...]]:
    """The banned walks as nodes."""
    found, _ = resolve(segments, [rule])
    return {(segments[walk[0]].tail, *(segments[edge].head for edge in walk)) for walk in found}


CROSS = streets((1, [1, 0]), (2, [2, 0]), (3, [3, 0]), (4, [4, 0]))  # four arms meet in 0


def test_a_prohibition_bans_the_turn_it_names_and_no_other() -> None:
    assert banned(CROSS, Restriction((1,), (2,), via=0)) == {(1, 0, 2)}


def test_a_command_bans_every_other_exit_and_the_way_back() -> None:
    assert banned(CROSS, Restriction((1,), (2,), via=0, command=True)) == {(1, 0, 3), (1, 0, 4), (1, 0, 1)}


def test_no_u_turn_on_a_road_that_leads_on_bans_both_ways_back_and_not_the_way_on() -> None:
    road = streets((1, [1, 0, 2]), (3, [3, 0]))
    assert banned(road, Restriction((1,), (1,), via=0, turns_back=True)) == {(1, 0, 1), (2, 0, 2)}


def test_a_restriction_over_a_road_is_one_sequence_through_all_its_pieces() -> None:
    divided = streets((1, [1, 2]), (5, [2, 8, 3]), (-6, [3, 4]), (7, [2, 9]), (8, [8, 10]))
    rule = Restriction((1,), (6,), over=(5,))
    assert banned(divided, rule) == {(1, 2, 8, 3, 4)}


def test_a_command_over_a_road_bans_each_way_off_it() -> None:
    divided = streets((1, [1, 2]), (5, [2, 8, 3]), (-6, [3, 4]), (-7, [2, 9]), (-8, [8, 10]), (-9, [3, 11]))
    told = banned(divided, Restriction((1,), (6,), over=(5,), command=True))
    off = {(1, 2, 9), (1, 2, 1), (1, 2, 8, 10), (1, 2, 8, 2), (1, 2, 8, 3, 11), (1, 2, 8, 3, 8)}
    assert told == off


def test_several_entries_and_exits_are_each_banned() -> None:
    assert banned(CROSS, Restriction((1, 2), (3,), via=0)) == {(1, 0, 3), (2, 0, 3)}


def test_roads_for_blue_light_against_a_one_way_street_take_no_part() -> None:
    against = [*CROSS, Segment(0, 2, RoadClass.RESIDENTIAL, way=2, access=Access.CONTRAFLOW)]
    assert banned(against, Restriction((1,), (2,), via=0)) == {(1, 0, 2)}
    assert len(resolve(against, [Restriction((1,), (2,), via=0)])[0]) == 1
    emergency = [*CROSS, Segment(0, 9, RoadClass.SERVICE, way=9, access=Access.EMERGENCY)]
    assert (1, 0, 9) not in banned(emergency, Restriction((1,), (2,), via=0, command=True))


@pytest.mark.parametrize(
    ("rule", "verdict"),
    [
        (Restriction((1,), (2,), via=0), Verdict.KEPT),
        (Restriction((1,), (77,), via=0), Verdict.OUTSIDE),
        (Restriction((1,), (2,), via=77), Verdict.OUTSIDE),
        (Restriction((1,), (2,), over=(77,)), Verdict.OUTSIDE),
        (Restriction((1,), (9,), via=0), Verdict.UNCLEAR),  # which does not touch the junction
        (Restriction((1,), (6,), via=0), Verdict.NEEDLESS),  # which leads into the junction only
        (Restriction((8,), (2,), via=0), Verdict.UNCLEAR),  # which passes it: from which side?
    ],
)
def test_what_became_of_a_restriction_is_told(rule: Restriction, verdict: Verdict) -> None:
    town = [*CROSS, *streets((-6, [6, 0]), (9, [1, 9]), (8, [18, 0, 28]))]
    assert resolve(town, [rule])[1] == {verdict.value: 1}


FROM_TO = (Member("way", 1, "from"), Member("way", 2, "to"))
VIA = Member("node", 0, "via")


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"restriction": "no_left_turn"}, Restriction((1,), (2,), via=0)),
        ({"restriction": "only_straight_on"}, Restriction((1,), (2,), via=0, command=True)),
        ({"restriction:motorcar": "no_entry"}, Restriction((1,), (2,), via=0)),
        ({"restriction": "no_left_turn", "except": "bicycle;psv"}, Verdict.EXCEPTED),
        ({"restriction": "no_left_turn", "except": "emergency"}, Verdict.EXCEPTED),
        ({"restriction": "no_left_turn", "except": "bicycle"}, Restriction((1,), (2,), via=0)),
        ({"restriction:conditional": "no_left_turn @ (Mo-Fr 07:00-09:00)"}, Verdict.CONDITIONAL),
        ({"restriction": "no_left_turn", "hour_on": "7:00", "hour_off": "9:00"}, Verdict.CONDITIONAL),
        ({"restriction:hgv": "no_left_turn"}, Verdict.OTHERS),
        ({"restriction": "no_right_turn_on_red"}, Verdict.UNCLEAR),
        ({}, Verdict.UNCLEAR),
    ],
)
def test_a_relation_binds_an_ambulance_with_blue_light_or_is_told_why_not(
    tags: dict[str, str], expected: Restriction | Verdict
) -> None:
    assert rule_of(tags, (*FROM_TO, VIA)) == expected


@pytest.mark.parametrize(
    "members", [(), FROM_TO, (VIA,), (*FROM_TO, VIA, VIA), (*FROM_TO, VIA, Member("way", 3, "via")),
                (*FROM_TO, Member("way", 3, "to"), VIA)]
)  # fmt: skip
def test_a_relation_without_its_parts_is_not_understood(members: tuple[Member, ...]) -> None:
    assert rule_of({"restriction": "no_left_turn"}, members) is Verdict.UNCLEAR


def test_a_u_turn_is_one_only_back_into_the_same_road() -> None:
    back = rule_of({"restriction": "no_u_turn"}, (Member("way", 1, "from"), Member("way", 1, "to"), VIA))
    assert back == Restriction((1,), (1,), via=0, turns_back=True)
    assert rule_of({"restriction": "no_u_turn"}, (*FROM_TO, VIA)) == Restriction((1,), (2,), via=0)


way_nodes = st.lists(st.integers(0, 5), min_size=2, max_size=4, unique=True)


@st.composite
def towns(draw: st.DrawFn) -> tuple[list[Segment], Restriction]:
    """A few streets over six nodes and a rule over them, which often makes no sense."""
    drawn = draw(st.lists(st.tuples(st.booleans(), way_nodes), min_size=2, max_size=5))
    segments = streets(*((-way if one_way else way, nodes) for way, (one_way, nodes) in enumerate(drawn, 1)))
    way = st.integers(1, len(drawn))
    over = tuple(draw(st.lists(way, max_size=2, unique=True)))
    via = None if over else draw(st.integers(0, 5))
    start, end = (draw(way),), (draw(way),)
    back = start == end and not over and draw(st.booleans())
    return segments, Restriction(start, end, via, over, draw(st.booleans()), back)


def names(segments: Sequence[Segment], walk: tuple[int, ...], rule: Restriction) -> bool:
    """Whether the walk is exactly the one the rule speaks of, by its definition."""
    edges = [segments[index] for index in walk]
    if len(walk) < 2 or edges[0].way not in rule.start or edges[-1].way not in rule.end:
        return False
    if rule.via is not None:
        back = not rule.turns_back or edges[0].tail == edges[1].head
        return len(walk) == 2 and edges[0].head == rule.via and back
    passed = [edges[0].tail, *(edge.head for edge in edges[:-1])]
    return len(set(passed)) == len(passed) and in_order([edge.way for edge in edges[1:-1]], rule.over)


def in_order(ways: list[int], wanted: Sequence[int]) -> bool:
    """Whether `ways` is each of the wanted once or more, one after the other."""
    if not wanted:
        return not ways
    return any(set(ways[:cut]) == {wanted[0]} and in_order(ways[cut:], wanted[1:]) for cut in range(1, len(ways) + 1))


def walks(segments: Sequence[Segment]) -> Iterator[tuple[int, ...]]:
    """Every drive of up to LONGEST edges."""
    begun: list[tuple[int, ...]] = [(index,) for index in range(len(segments))]
    for _ in range(LONGEST):
        yield from begun
        begun = [
            (*walk, index)
            for walk in begun
            for index, segment in enumerate(segments)
            if segment.tail == segments[walk[-1]].head
        ]


def windows(walk: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    yield from (walk[a:b] for a in range(len(walk)) for b in range(a + 2, len(walk) + 1))


@settings(max_examples=60)
@given(towns())
def test_a_drive_is_banned_exactly_when_the_rule_forbids_it(town: tuple[list[Segment], Restriction]) -> None:
    segments, rule = town
    found, verdicts = resolve(segments, [rule])
    if set(verdicts) & {Verdict.UNCLEAR.value, Verdict.OUTSIDE.value}:
        assert found == []
        return
    everything = [*walks(segments)]
    named = {walk for walk in everything if names(segments, walk, rule)}
    begun = {walk[:length] for walk in named for length in range(1, len(walk))}
    whole = begun | named
    for walk in everything:
        if rule.command:
            forbidden = any(part[:-1] in begun and part not in whole for part in windows(walk))
        else:
            forbidden = any(part in named for part in windows(walk))
        assert forbidden == any(part in found for part in windows(walk)), (walk, rule)
