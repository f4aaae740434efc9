"""A road is closed: who was to drive there is led round it, what is open is decided anew, nothing is forgotten."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from chassis import topics
from chassis.audit import AuditRow
from chassis.errors import IllegalMoveError, NotFoundError
from chassis.geo import LatLon
from chassis.identity import Actor, Role
from dispatch import watch
from dispatch.closures import ClosureShape
from dispatch.crew.reporting import Fix, report_position
from dispatch.crew.stepping import step
from dispatch.desk.sending import send_unit
from dispatch.desk.taking import take_call
from dispatch.states import AssignmentAction
from dispatch.tables.areas import RegionRow
from dispatch.tables.cases import AssignmentRow
from dispatch.tables.records import AlertRow
from dispatch.tables.traffic import read_closures, read_ended
from dispatch.traffic.closing import close_road, end_closure, extend_closure
from dispatch.traffic.following import lead_round
from routing.model import CLOSED_MS, Metric
from tests.dispatch.town import CITY_HALL, Town, call
from tests.dispatch.traffic.closures import HOUR, block, box, draft, events
from tests.dispatch.traffic.conftest import streets


def route_of(town: Town, job_id: str) -> dict[str, Any]:
    with town.system.db.read() as session:
        route = session.get_one(AssignmentRow, job_id).route
        assert route is not None
        return route


def under_way(town: Town) -> tuple[str, str, LatLon]:
    """An incident, a unit that drives to it, and the middle of a block on its way where nobody is yet."""
    taken = take_call(town.system, town.kim, call())
    job = send_unit(town.system, town.kim, taken.incident_id, "s2")
    for action in (AssignmentAction.ACK, AssignmentAction.EN_ROUTE):
        step(town.system, town.crew("s2"), job, action)
    network = streets()
    edges = route_of(town, job)["edges"]
    a, b = network.place(int(network.tail[edges[-3]])), network.place(int(network.head[edges[-3]]))
    return taken.incident_id, job, LatLon((a.lat + b.lat) / 2, (a.lon + b.lon) / 2)


def test_who_is_on_the_way_is_led_round_a_closed_road_and_hears_why(town: Town) -> None:
    _, job, ahead = under_way(town)
    before = route_of(town, job)
    done = close_road(town.system, town.kim, draft(town, ahead))
    after = route_of(town, job)
    assert done.followed.detours == ("s2",)
    assert not set(done.closure.edges) & set(after["edges"])
    assert set(done.closure.edges) & set(before["edges"])
    assert after["detour"]["reason"] == "closed"
    assert after["detour"]["street"]["ko"] == done.closure.street
    assert after["detour"]["later_s"] >= 0  # on a grid another way may be as long
    assert after["detour"]["closure_id"] == done.closure.id
    crew = [e for e in events(town, "assignment_changed") if e.topic == topics.unit("sejong", "s2")]
    assert crew[-1].data["action"] == "detour"
    told = {e.topic for e in events(town, "closure_changed")}
    assert told == {topics.desk("sejong"), topics.unit("sejong", "s2")}


def test_a_closed_road_behind_a_unit_changes_nothing_for_it(town: Town) -> None:
    _, job, _ = under_way(town)
    edges, network = route_of(town, job)["edges"], streets()
    behind, here = edges[0], network.place(int(network.head[edges[2]]))
    report_position(town.system, town.crew("s2"), "s2", Fix(here))
    a, b = network.place(int(network.tail[behind])), network.place(int(network.head[behind]))
    middle = LatLon((a.lat + b.lat) / 2, (a.lon + b.lon) / 2)
    done = close_road(town.system, town.kim, draft(town, middle))
    assert behind in done.closure.edges
    assert done.followed.detours == ()
    assert "detour" not in route_of(town, job)


def test_a_unit_is_led_round_also_when_its_own_street_and_that_of_the_scene_are_closed(town: Town) -> None:
    """Nobody drives through a closed street between; the first is left and the last entered however slowly."""
    _, job, ahead = under_way(town)
    edges, network = route_of(town, job)["edges"], streets()
    for edge in (edges[0], edges[-1]):
        a, b = network.place(int(network.tail[edge])), network.place(int(network.head[edge]))
        close_road(town.system, town.kim, draft(town, LatLon((a.lat + b.lat) / 2, (a.lon + b.lon) / 2)))
    done = close_road(town.system, town.kim, draft(town, ahead))
    after = route_of(town, job)
    assert done.followed.detours == ("s2",)
    assert not set(done.closure.edges) & set(after["edges"])
    assert after["detour"]["closure_id"] == done.closure.id


def test_a_unit_near_the_end_of_its_street_is_promised_nothing_it_has_driven_already(town: Town) -> None:
    """The same way from farther on is no faster way."""
    _, job, _ = under_way(town)
    route, network = route_of(town, job), streets()
    a, b = network.place(int(network.tail[route["edges"][2]])), network.place(int(network.head[route["edges"][2]]))
    near = LatLon(a.lat + 0.95 * (b.lat - a.lat), a.lon + 0.95 * (b.lon - a.lon))
    report_position(town.system, town.crew("s2"), "s2", Fix(near))
    held = town.system.roads.held()
    slowed = held.roads.metric.travel_ms.copy()
    slowed[route["edges"][2]] = 1_200_000  # 20 min for the whole street, one for the 11 m that are left of it
    roads = held.roads.reweighted(Metric(slowed))
    other = roads.route(near, CITY_HALL)
    assert other is not None
    assert other.edges[0] != route["edges"][2]  # turning back is 12 s sooner: not worth it
    assert lead_round(town.system, replace(held, roads=roads)) == ((), ())
    assert "detour" not in route_of(town, job)


def test_where_no_way_is_left_a_person_has_to_act_at_once(town: Town) -> None:
    _, job, _ = under_way(town)
    ring = [LatLon(CITY_HALL.lat + north, CITY_HALL.lon + east) for north, east in box(0.003)]
    done = close_road(town.system, town.kim, draft(town, *ring, shape=ClosureShape.AREA))
    assert done.followed.blocked == ("s2",)
    with town.system.db.read() as session:
        alert = session.scalars(select(AlertRow).where(AlertRow.kind == "road_blocked", AlertRow.open)).one()
    assert (alert.subject, alert.level) == (job, 1)
    end_closure(town.system, town.kim, done.closure.id)
    with town.system.db.read() as session:
        assert session.scalars(select(AlertRow).where(AlertRow.kind == "road_blocked", AlertRow.open)).all() == []


def test_a_closure_ends_by_itself_and_is_asked_about_before(town: Town) -> None:
    done = close_road(town.system, town.kim, draft(town, block(3)))
    edge = done.closure.edges[0]
    town.clock.advance(timedelta(minutes=51))
    watch.tick(town.system, "w")
    with town.system.db.read() as session:
        alert = session.scalars(select(AlertRow).where(AlertRow.kind == "closure_ending")).one()
    assert (alert.subject, alert.open, alert.data["street"]) == (done.closure.id, True, done.closure.street)
    town.clock.advance(timedelta(minutes=9))
    assert town.system.roads.refresh().roads.metric.travel_ms[edge] < CLOSED_MS
    watch.tick(town.system, "w")
    with town.system.db.read() as session:
        assert not session.scalars(select(AlertRow).where(AlertRow.kind == "closure_ending")).one().open
        assert read_closures(session, now=town.clock.now()) == ()
        assert [one.id for one in read_ended(session, "sejong", now=town.clock.now())] == [done.closure.id]
        assert "closure_expires" in set(session.scalars(select(AuditRow.action)))
    assert [e.data["open"] for e in events(town, "closure_changed")] == [True, False]


def test_it_can_be_extended_and_ended_and_both_are_on_record(town: Town) -> None:
    done = close_road(town.system, town.kim, draft(town, block(3)))
    later = extend_closure(town.system, town.lee, done.closure.id, town.clock.now() + 5 * HOUR)
    assert later.ends_at == town.clock.now() + 5 * HOUR
    town.clock.advance(2 * HOUR)
    watch.tick(town.system, "w")
    edge = done.closure.edges[0]
    assert town.system.roads.held().roads.metric.travel_ms[edge] == CLOSED_MS
    over = end_closure(town.system, town.lee, done.closure.id).closure
    assert over.ended_by == "이상황"
    assert town.system.roads.held().roads.metric.travel_ms[edge] < CLOSED_MS
    with pytest.raises(IllegalMoveError):
        end_closure(town.system, town.kim, done.closure.id)
    with pytest.raises(IllegalMoveError):
        extend_closure(town.system, town.kim, done.closure.id, town.clock.now() + HOUR)
    with town.system.db.read() as session:
        lines = select(AuditRow.action, AuditRow.actor).where(AuditRow.subject == done.closure.id)
        rows = session.execute(lines.order_by(AuditRow.id))
        assert [tuple(row) for row in rows] == [
            ("close_road", "usr_kim"),
            ("extend_closure", "usr_lee"),
            ("open_road", "usr_lee"),
        ]


def test_another_region_cannot_open_it(town: Town) -> None:
    done = close_road(town.system, town.kim, draft(town, block(3)))
    stranger = Actor("usr_far", "x", Role.DISPATCHER, "daejeon")
    with pytest.raises(NotFoundError):
        end_closure(town.system, stranger, done.closure.id)


def test_a_region_on_the_same_roads_hears_of_it_and_has_it_on_its_list(town: Town) -> None:
    with town.system.db.write() as session:
        ours = session.get_one(RegionRow, "sejong")
        same = {"box": ours.box, "centre": ours.centre}
        session.add(RegionRow(id="beside", name_ko="옆", name_en="Beside", roads=ours.roads, **same))
        session.add(RegionRow(id="away", name_ko="딴", name_en="Away", roads="other", **same))
    done = close_road(town.system, town.kim, draft(town, block(3)))
    told = {event.topic for event in events(town, "closure_changed")}
    assert told == {topics.desk("sejong"), topics.desk("beside")}
    with town.system.db.read() as session:
        now = town.clock.now()
        assert [one.id for one in read_closures(session, now=now, region="beside")] == [done.closure.id]
        assert read_closures(session, now=now, region="away") == ()


def test_one_way_that_cannot_be_read_leaves_the_others_led_round(town: Town) -> None:
    _, job, ahead = under_way(town)
    other = take_call(town.system, town.kim, call()).incident_id
    broken = send_unit(town.system, town.kim, other, "s1")
    for action in (AssignmentAction.ACK, AssignmentAction.EN_ROUTE):
        step(town.system, town.crew("s1"), broken, action)
    with town.system.db.write() as session:
        row = session.get_one(AssignmentRow, broken)
        row.route = {**(row.route or {}), "points": "?"}
    done = close_road(town.system, town.kim, draft(town, ahead))
    assert "s2" in done.followed.detours
    assert route_of(town, job)["detour"]["closure_id"] == done.closure.id


def test_what_followed_is_seen_to_by_the_worker_when_the_desk_could_not(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process that closed the road ends right after its transaction."""
    _, job, ahead = under_way(town)
    monkeypatch.setattr("dispatch.traffic.closing._followed", lambda *_: None)
    close_road(town.system, town.kim, draft(town, ahead))
    watch.tick(town.system, "w")
    assert "detour" not in route_of(town, job)
    town.clock.advance(timedelta(seconds=6))
    watch.tick(town.system, "w")
    assert route_of(town, job)["detour"]["reason"] == "closed"
