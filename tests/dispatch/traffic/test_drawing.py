"""A closure as it is pointed out: a street, a direction, a zone, and what is missing in it."""

from datetime import timedelta
from typing import Any

import pytest

from chassis.errors import InvalidInputError, InvalidInputsError
from chassis.geo import LatLon
from dispatch.closures import ClosureKind, ClosureShape
from dispatch.tables.traffic import read_closures
from dispatch.traffic.closing import close_road
from tests.dispatch.town import Town
from tests.dispatch.traffic.closures import WAY, block, draft
from tests.dispatch.traffic.conftest import ROWS, corner_of, streets


def test_a_slow_zone_slows_and_closes_nothing(town: Town) -> None:
    profile = town.system.roads.held().profile.travel_ms
    done = close_road(town.system, town.kim, draft(town, block(3), kind=ClosureKind.SLOW, share=0.25))
    now = town.system.roads.held().roads.metric.travel_ms
    edge = done.closure.edges[0]
    assert now[edge] == 4 * profile[edge]


def test_one_direction_leaves_the_other_open(town: Town) -> None:
    line = [corner_of(3, WAY), corner_of(5, WAY)]
    done = close_road(town.system, town.kim, draft(town, *line, both_ways=False))
    network = streets()
    ends = [(int(network.tail[e]), int(network.head[e])) for e in done.closure.edges]
    assert sorted(ends) == [(3 * ROWS + WAY, 4 * ROWS + WAY), (4 * ROWS + WAY, 5 * ROWS + WAY)]


def test_a_street_is_closed_by_its_name(town: Town) -> None:
    near = draft(town, corner_of(3, WAY), shape=ClosureShape.STREET, street=f"column {WAY}", near_m=100.0)
    done = close_road(town.system, town.kim, near)
    assert done.closure.street == f"Column {WAY}"
    assert len(done.closure.edges) == 4
    whole = draft(town, shape=ClosureShape.STREET, street=f"Column {WAY}")
    assert len(close_road(town.system, town.kim, whole).closure.edges) == 2 * (ROWS - 1)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"ends_at": timedelta(0)}, "ends_at"),
        ({"ends_at": timedelta(days=15)}, "ends_at"),
        ({"kind": ClosureKind.SLOW}, "share"),
        ({"shape": ClosureShape.STREET}, "street"),
        ({"shape": ClosureShape.AREA}, "points"),
    ],
)
def test_what_is_missing_is_named_beside_its_field(town: Town, change: dict[str, Any], field: str) -> None:
    if isinstance(change.get("ends_at"), timedelta):
        change = {"ends_at": town.clock.now() + change["ends_at"]}
    with pytest.raises(InvalidInputsError) as found:
        close_road(town.system, town.kim, draft(town, block(3), **change))
    assert [one["field"] for one in found.value.mistakes] == [field]


def test_where_there_is_no_road_nothing_is_closed(town: Town) -> None:
    with pytest.raises(InvalidInputError) as found:
        close_road(town.system, town.kim, draft(town, LatLon(35.0, 127.0)))
    assert (found.value.field, found.value.reason) == ("points", "no_road_there")
    with town.system.db.read() as session:
        assert read_closures(session, now=town.clock.now()) == ()
