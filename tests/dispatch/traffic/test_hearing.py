"""Speeds from outside: taken once, the newest counts, what fits nowhere is answered and loses nothing of the rest."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from chassis.geo import LatLon
from chassis.identity import Actor, Role
from dispatch.tables.traffic import SpeedRow, traffic_version
from dispatch.traffic.hearing import SpeedSaid, hear_speeds
from routing.traffic import Heard
from tests.dispatch.town import Town
from tests.dispatch.traffic.conftest import ROWS, corner_of, streets

CENTRE = Actor("token:its", "ITS", Role.TRAFFIC, "sejong")
EDGE = 100


def said(town: Town, **more: object) -> SpeedSaid:
    plain = SpeedSaid(town.clock.now(), edge=EDGE, speed_kmh=8.0)
    return replace(plain, **more)  # type: ignore[arg-type]


def hear(town: Town, *segments: SpeedSaid) -> list[tuple[int, str]]:
    taken = hear_speeds(town.system, CENTRE, "its", segments, network=streets().digest)
    assert taken.taken + len(taken.refused) == len(segments)
    return [(one.index, one.reason) for one in taken.refused]


def rows(town: Town) -> int:
    with town.system.db.read() as session:
        return session.scalar(select(func.count()).select_from(SpeedRow)) or 0


def weight(town: Town, edge: int = EDGE) -> int:
    return int(town.system.roads.refresh().roads.metric.travel_ms[edge])


def test_a_slow_street_is_slow_in_the_roads_in_force_and_flows_again_by_itself(town: Town) -> None:
    profile = weight(town)
    assert hear(town, said(town)) == []
    slow = weight(town)
    assert slow > 1.5 * profile
    assert town.system.roads.held().weighed.heard[EDGE] == Heard.CENTRE
    town.clock.advance(timedelta(minutes=10))
    half = weight(town)
    assert profile < half < slow
    town.clock.advance(timedelta(hours=2))
    assert weight(town) == int(town.system.roads.held().profile.travel_ms[EDGE])


def test_the_same_report_twice_changes_nothing_and_an_older_one_after_it_neither(town: Town) -> None:
    newest = said(town)
    hear(town, newest)
    once = weight(town)
    hear(town, newest)
    assert (weight(town), rows(town)) == (once, 1)
    hear(town, said(town, speed_kmh=50.0, observed_at=town.clock.now() - timedelta(minutes=5)))
    assert (weight(town), rows(town)) == (once, 1)
    town.clock.advance(timedelta(seconds=30))
    hear(town, said(town, speed_kmh=45.0))
    assert weight(town) < once


def test_within_one_report_the_newest_word_on_an_edge_counts_wherever_it_stands(town: Town) -> None:
    old = said(town, speed_kmh=50.0, observed_at=town.clock.now() - timedelta(minutes=9))
    hear(town, said(town), old)
    slow = weight(town)
    assert slow > int(town.system.roads.held().profile.travel_ms[EDGE])
    assert rows(town) == 1


def test_what_cannot_be_taken_is_answered_one_by_one_and_the_rest_is_taken(town: Town) -> None:
    now = town.clock.now()
    assert hear(
        town,
        said(town),
        said(town, edge=10**6),
        said(town, observed_at=now - timedelta(hours=1)),
        said(town, observed_at=now + timedelta(minutes=2)),
        said(town, speed_kmh=None),
        said(town, speed_kmh=900.0),
        said(town, edge=None, nodes=(-7, -8)),
        said(town, edge=None, line=(LatLon(35.0, 127.0), LatLon(35.0, 127.1))),
        said(town, edge=EDGE + 1),
    ) == [
        (1, "unknown_edge"),
        (2, "too_old"),
        (3, "not_yet"),
        (4, "no_speed"),
        (5, "unbelievable"),
        (6, "unknown_nodes"),
        (7, "no_road_there"),
    ]
    assert rows(town) == 2


def test_an_edge_number_without_the_right_network_is_nobodys(town: Town) -> None:
    taken = hear_speeds(town.system, CENTRE, "its", [said(town)], network="another")
    assert [one.reason for one in taken.refused] == ["other_network"]
    assert taken.network == streets().digest
    assert rows(town) == 0


def test_a_line_and_a_pair_of_nodes_name_the_same_road(town: Town) -> None:
    line = (corner_of(3, 4), corner_of(4, 4))
    names = streets().node_id
    nodes = (int(names[3 * ROWS + 4]), int(names[4 * ROWS + 4]))
    hear(town, said(town, edge=None, line=line, speed_kmh=None, travel_s=90.0))
    hear(town, said(town, edge=None, nodes=nodes, speed_kmh=5.0))
    assert rows(town) == 1


def test_cars_are_counted_one_by_one(town: Town) -> None:
    hear(town, said(town, vehicle="a"))
    one = weight(town)
    hear(town, *(said(town, vehicle=name) for name in "abcd"))
    assert rows(town) == 4
    assert weight(town) > one  # four slow cars are believed more than one
    assert town.system.roads.held().weighed.heard[EDGE] == Heard.CARS


def test_nothing_taken_changes_no_version(town: Town) -> None:
    with town.system.db.read() as session:
        before = traffic_version(session)
    hear(town, said(town, edge=10**6))
    with town.system.db.read() as session:
        assert traffic_version(session) == before
    hear(town, said(town))
    with town.system.db.read() as session:
        assert traffic_version(session) == (before[0], before[1] + 1)


@pytest.mark.parametrize("count", [1200])
def test_a_report_of_the_whole_city_is_taken_in_pieces(town: Town, count: int) -> None:
    assert hear(town, *(said(town, edge=edge) for edge in range(count))) == []
    assert rows(town) == count
