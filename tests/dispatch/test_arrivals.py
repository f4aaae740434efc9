"""Arrivals follow the units; who waits is told when one moves."""

from datetime import datetime, timedelta

from chassis import events, topics
from chassis.identity import Actor, Role
from chassis.travel import Travel
from dispatch.arrivals import reckon
from dispatch.crew.reporting import Fix, report_position
from dispatch.crew.stepping import step
from dispatch.desk.alerting import read_alerts
from dispatch.desk.asking import ask_hospitals, confirm_hospital
from dispatch.desk.sending import send_unit
from dispatch.desk.taking import take_call
from dispatch.simulation.day import switch
from dispatch.states import AssignmentAction
from dispatch.tables.cases import AssignmentRow, running_leg
from dispatch.tables.cases import IncidentRow as Incident
from hospitals.intake import answering
from tests.dispatch.town import CITY_HALL, Town, call, north_of

A = AssignmentAction
HOSPITAL = north_of(CITY_HALL, 9000)


def on_the_way(town: Town) -> str:
    """A patient rides with s1 from the city hall to h_far, 9 km to the north; the assignment."""
    taken = take_call(town.system, town.kim, call())
    job = send_unit(town.system, town.kim, taken.incident_id, "s1")
    crew = town.crew("s1")
    report_position(town.system, crew, "s1", Fix(CITY_HALL))
    step(town.system, crew, job, A.AT_PATIENT)
    (asked,) = ask_hospitals(town.system, crew, taken.incident_id, hospital_ids=("h_far",))
    answering.accept(town.system, town.nurse("h_far"), asked.id)
    confirm_hospital(town.system, crew, asked.id)
    step(town.system, crew, job, A.DEPART)
    return job


def drive(town: Town, metres_north: float, after: timedelta, crew: Actor | None = None) -> int:
    town.clock.advance(after)
    report_position(town.system, crew or town.crew("s1"), "s1", Fix(north_of(CITY_HALL, metres_north)))
    return reckon(town.system)


def times(town: Town, job: str) -> tuple[datetime | None, datetime | None]:
    with town.system.db.read() as session:
        row = session.get_one(AssignmentRow, job)
        return row.eta, row.eta_promised


def slips(town: Town) -> list[tuple[str, float]]:
    with town.system.db.read() as session:
        return [
            (a["kind"], a["data"]["gain_s"]) for a in read_alerts(session, "sejong") if a["kind"].startswith("eta_")
        ]


def heard(town: Town, topic: str) -> list[str]:
    with town.system.db.read() as session:
        return [one.kind for one in events.read(session, [topic], after=0)]


def left(town: Town, metres_north: float) -> Travel:
    found = town.system.roads.current().from_one(north_of(CITY_HALL, metres_north), [HOSPITAL])[0]
    assert found is not None
    return found


def test_who_drives_as_expected_changes_nothing(town: Town) -> None:
    job = on_the_way(town)
    before = times(town, job)
    whole = left(town, 0).p50
    for part in (1, 2):
        assert drive(town, 3000 * part, whole / 3) == 0
    assert times(town, job) == before
    assert slips(town) == []


def test_a_small_slip_moves_the_arrival_and_alarms_nobody(town: Town) -> None:
    job = on_the_way(town)
    _, promised = times(town, job)
    assert drive(town, 0, timedelta(minutes=2)) == 1
    eta, still = times(town, job)
    assert (eta, still) == (town.clock.now() + left(town, 0).p50, promised)
    assert slips(town) == []
    assert heard(town, topics.hospital("sejong", "h_far"))[-1] == "eta_changed"


def test_more_than_three_minutes_is_an_alert_that_grows_and_goes_again(town: Town) -> None:
    job = on_the_way(town)
    drive(town, 0, timedelta(minutes=4))
    assert slips(town) == [("eta_later", 240.0)]
    drive(town, 0, timedelta(minutes=2))
    assert slips(town) == [("eta_later", 240.0)]
    drive(town, 0, timedelta(minutes=2))
    assert slips(town) == [("eta_later", 480.0)]
    drive(town, 8000, timedelta(seconds=20))
    assert [kind for kind, _ in slips(town)] == ["eta_earlier"]
    step(town.system, town.crew("s1"), job, A.AT_HOSPITAL)
    assert slips(town) == []


def test_the_clock_of_the_leg_runs_against_the_promise_not_against_the_slip(town: Town) -> None:
    job = on_the_way(town)

    def late_at() -> datetime | None:
        with town.system.db.read() as session:
            row = session.get_one(AssignmentRow, job)
            leg = running_leg(session.get_one(Incident, row.incident_id), [row])
        assert leg is not None
        return leg.late_at

    before = late_at()
    drive(town, 0, timedelta(minutes=10))
    assert late_at() == before


def test_an_old_position_says_nothing_of_the_arrival(town: Town) -> None:
    on_the_way(town)
    town.clock.advance(timedelta(minutes=10))
    assert reckon(town.system) == 0


def test_a_unit_on_its_way_to_the_scene_is_followed_too_and_no_hospital_hears_of_it(town: Town) -> None:
    taken = take_call(town.system, town.kim, call())
    job = send_unit(town.system, town.kim, taken.incident_id, "s4")
    step(town.system, town.crew("s4"), job, A.EN_ROUTE)
    town.clock.advance(timedelta(minutes=9))
    report_position(town.system, town.crew("s4"), "s4", Fix(north_of(CITY_HALL, 6000)))
    assert reckon(town.system) == 1
    assert [kind for kind, _ in slips(town)] == ["eta_later"]
    assert "eta_changed" not in heard(town, topics.hospital("sejong", "h_far"))
    step(town.system, town.crew("s4"), job, A.ON_SCENE)
    assert slips(town) == []
    assert times(town, job) == (None, None)


def test_a_simulated_day_promises_by_its_own_clock(town: Town) -> None:
    job = on_the_way(town)
    switch(town.system, Actor("sys", "sys", Role.ADMIN, "sejong"), "sejong", on=True, speed=20.0)
    simulated = Actor("sim:s1", "s1", Role.PARAMEDIC, "sejong", "s1")
    assert drive(town, 100, timedelta(seconds=1), simulated) == 1
    eta, promised = times(town, job)
    assert eta == promised == town.clock.now() + left(town, 100).p50 / 20
    assert slips(town) == []
