"""Crews that stop at the back gate teach the next one to drive there; simulated ones teach nobody real."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from chassis.audit import AuditRow
from chassis.errors import NotFoundError
from chassis.geo import LatLon, distance_m
from chassis.identity import SIMULATED, Actor, Role
from dispatch.boards.field import crew_board
from dispatch.boards.incident import incident_view
from dispatch.crew.reporting import Fix, report_position
from dispatch.crew.stepping import step
from dispatch.desk.closing import close_incident
from dispatch.desk.dismissing import dismiss_pin
from dispatch.desk.sending import cancel_assignment, send_unit
from dispatch.desk.taking import take_call
from dispatch.entrances import PinWrong
from dispatch.states import AssignmentAction as A
from dispatch.tables.cases import AssignmentRow, get_assignment, get_incident
from dispatch.tables.stops import StopRow, purge_stops
from tests.dispatch.town import CITY_HALL, Town, call, north_of

GATE_M = 60.0


def visit(town: Town, *, simulated: bool = False, at_m: float = GATE_M) -> str:
    """A call at the city hall that a crew serves from where it stops; the assignment's id."""
    crew = town.crew("s1")
    driver = Actor(f"{SIMULATED}s1", "모의 대원", Role.PARAMEDIC, "sejong", "s1") if simulated else crew
    taken = take_call(town.system, town.kim, call())
    job = send_unit(town.system, town.kim, taken.incident_id, "s1")
    for action in (A.ACK, A.EN_ROUTE):
        step(town.system, crew, job, action)
    for away_m in (500.0, 200.0, at_m):
        report_position(town.system, driver, "s1", Fix(north_of(CITY_HALL, away_m)))
        town.clock.advance(timedelta(seconds=10))
    for action in (A.ON_SCENE, A.AT_PATIENT, A.CLEAR):
        step(town.system, crew, job, action)
        town.clock.advance(timedelta(minutes=5))
    close_incident(town.system, town.kim, taken.incident_id, "treated")
    return job


def end_of_route(town: Town, job_id: str) -> LatLon:
    with town.system.db.read() as session:
        route = get_assignment(session, job_id).route
    assert route is not None
    lon, lat = route["points"][-1]
    return LatLon(lat, lon)


def stops_of(town: Town) -> list[StopRow]:
    with town.system.db.read() as session:
        return list(session.scalars(select(StopRow)))


def sent_again(town: Town) -> tuple[str, str]:
    """A new call from there, with a unit on its way: (incident, assignment)."""
    incident = take_call(town.system, town.kim, call()).incident_id
    return incident, send_unit(town.system, town.kim, incident, "s2")


def test_where_crews_stopped_is_offered_from_the_third_on_and_driven_to_from_the_fifth(town: Town) -> None:
    gate, told = north_of(CITY_HALL, GATE_M), []
    for number in range(5):
        incident, job = sent_again(town)
        with town.system.db.read() as session:
            told.append(incident_view(session, town.system, get_incident(session, incident))["stops"])
        assert distance_m(end_of_route(town, job), CITY_HALL) < 1, number
        cancel_assignment(town.system, town.kim, job, "no_longer_needed")
        close_incident(town.system, town.kim, incident, "treated")
        visit(town)
    incident, job = sent_again(town)
    assert [(one["why"], one["pin"] and one["pin"]["count"]) for one in told] == [
        ("none", None),
        ("too_few", None),
        ("too_few", None),
        (None, 3),
        (None, 4),
    ]
    assert distance_m(end_of_route(town, job), gate) < 1
    with town.system.db.read() as session:
        (mine,) = crew_board(session, town.system, "s2")["jobs"]
        pin = mine["stops"]["pin"]
    assert (pin["count"], pin["of"], pin["used"], pin["away_m"]) == (5, 5, True, 60)


def test_a_person_dismisses_a_pin_and_who_is_under_way_is_led_to_the_place(town: Town) -> None:
    for _ in range(5):
        visit(town)
    incident, job = sent_again(town)
    dismiss_pin(town.system, town.lee, incident, PinWrong.BLOCKED)
    assert distance_m(end_of_route(town, job), CITY_HALL) < 1
    with town.system.db.read() as session:
        shown = incident_view(session, town.system, get_incident(session, incident))["stops"]
        line = session.scalars(select(AuditRow).where(AuditRow.action == "dismiss_pin")).one()
    assert shown == {"pin": None, "why": "none"}
    assert (line.actor, line.reason, (line.old or {})["count"]) == ("usr_lee", "blocked", 5)
    assert all(row.dismissed_at is not None for row in stops_of(town))
    with pytest.raises(NotFoundError):
        dismiss_pin(town.system, town.lee, incident, PinWrong.BLOCKED)


def test_simulated_units_teach_nothing_about_real_calls(town: Town) -> None:
    for _ in range(6):
        visit(town, simulated=True)
    incident, job = sent_again(town)
    assert [row.simulated for row in stops_of(town)] == [True] * 6
    assert distance_m(end_of_route(town, job), CITY_HALL) < 1
    with town.system.db.read() as session:
        assert incident_view(session, town.system, get_incident(session, incident))["stops"]["pin"] is None


def test_an_assignment_that_never_got_there_leaves_no_stop(town: Town) -> None:
    _, job = sent_again(town)
    cancel_assignment(town.system, town.kim, job, "no_longer_needed")
    visit(town, at_m=400.0)
    assert stops_of(town) == []


def test_stops_go_when_no_policy_may_count_them(town: Town) -> None:
    visit(town)
    with town.system.db.write() as session:
        assert purge_stops(session, now=town.clock.now() + timedelta(days=399)) == 0
        assert purge_stops(session, now=town.clock.now() + timedelta(days=401)) == 1
        assert session.scalars(select(AssignmentRow.id)).first() is not None
