"""A crew that drives its own way is led from where it is, and told what that costs."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from chassis.audit import AuditRow
from chassis.errors import ForbiddenError, IllegalMoveError
from chassis.geo import LatLon, distance_m
from dispatch.boards.field import crew_board, receiving_board
from dispatch.crew.reporting import Fix, report_position
from dispatch.crew.rerouting import find_way_anew, other_ways
from dispatch.crew.stepping import step
from dispatch.desk.asking import ask_hospitals, confirm_hospital
from dispatch.desk.sending import send_unit
from dispatch.desk.taking import take_call
from dispatch.states import AssignmentAction
from dispatch.tables.cases import get_assignment
from hospitals.intake import answering
from tests.dispatch.town import Town, call
from tests.dispatch.traffic.conftest import corner_of

A = AssignmentAction
SCENE = corner_of(30, 20)


def under_way(town: Town) -> str:
    """The crew of s1 drives from the corner of row 10 to row 30; its job."""
    report_position(town.system, town.crew("s1"), "s1", Fix(corner_of(10, 20)))
    incident = take_call(town.system, town.kim, call(SCENE)).incident_id
    job = send_unit(town.system, town.kim, incident, "s1")
    for action in (A.ACK, A.EN_ROUTE):
        step(town.system, town.crew("s1"), job, action)
    return job


def test_off_its_way_a_crew_is_told_so_and_led_anew_from_where_it_is(town: Town) -> None:
    job = under_way(town)
    crew = town.crew("s1")
    with town.system.db.read() as session:
        [before] = crew_board(session, town.system, "s1")["jobs"]
    assert before["guidance"]["on_way"]
    assert before["guidance"]["next"]["turn"] == "arrive"
    assert all(one["name_en"] for one in before["route"]["steps"] if one["name"])
    assert before["guidance"]["next"]["in_m"] == pytest.approx(distance_m(corner_of(10, 20), SCENE), rel=0.01)
    town.clock.advance(timedelta(minutes=1))
    astray = corner_of(12, 26)
    report_position(town.system, crew, "s1", Fix(astray))
    with town.system.db.read() as session:
        [lost] = crew_board(session, town.system, "s1")["jobs"]
    assert not lost["guidance"]["on_way"]
    assert lost["guidance"]["next"] is None
    route = find_way_anew(town.system, crew, job)
    assert distance_m(LatLon(*reversed(route["points"][0])), astray) < 1
    with town.system.db.read() as session:
        [after] = crew_board(session, town.system, "s1")["jobs"]
        line = session.scalars(select(AuditRow).where(AuditRow.action == "reroute")).one()
    assert after["guidance"]["on_way"]
    assert after["route"]["detour"]["reason"] == "left"
    assert after["route"]["detour"]["later_s"] > 30
    assert after["eta"] > before["eta"]
    assert (line.old, line.new) == ({"eta": before["eta"]}, {"eta": after["eta"]})


def test_only_its_own_crew_and_only_under_way(town: Town) -> None:
    job = under_way(town)
    with pytest.raises(ForbiddenError):
        find_way_anew(town.system, town.crew("s2"), job)
    step(town.system, town.crew("s1"), job, A.ON_SCENE)
    with pytest.raises(IllegalMoveError):
        find_way_anew(town.system, town.crew("s1"), job)


def test_other_ways_are_told_with_what_they_cost_and_how_much_of_them_is_another_road(town: Town) -> None:
    job = under_way(town)
    report_position(town.system, town.crew("s1"), "s1", Fix(corner_of(10, 8)))
    ways = other_ways(town.system, town.kim, job)
    assert ways
    assert all(way["later_s"] >= 0 and way["shared"] <= 0.75 for way in ways)
    assert all(distance_m(LatLon(*reversed(way["points"][-1])), SCENE) < 1 for way in ways)
    assert [way["p50_s"] for way in ways] == sorted(way["p50_s"] for way in ways)
    with pytest.raises(ForbiddenError):
        other_ways(town.system, town.crew("s2"), job)


def test_a_hospital_reads_why_its_patient_comes_later(town: Town) -> None:
    job = under_way(town)
    for action in (A.ON_SCENE, A.AT_PATIENT):
        step(town.system, town.crew("s1"), job, action)
    asked = ask_hospitals(town.system, town.crew("s1"), incident_of(town, job), hospital_ids=("h_far",))
    answering.accept(town.system, town.nurse("h_far"), asked[0].id)
    confirm_hospital(town.system, town.crew("s1"), asked[0].id)
    assert inbound(town)["detour"] is None
    step(town.system, town.crew("s1"), job, A.DEPART)
    report_position(town.system, town.crew("s1"), "s1", Fix(corner_of(30, 30)))
    find_way_anew(town.system, town.crew("s1"), job)
    assert inbound(town)["detour"]["reason"] == "left"


def incident_of(town: Town, job: str) -> str:
    with town.system.db.read() as session:
        return get_assignment(session, job).incident_id


def inbound(town: Town) -> dict[str, Any]:
    with town.system.db.read() as session:
        [patient] = receiving_board(session, town.system, "h_far")["inbound"]
    return dict(patient)
