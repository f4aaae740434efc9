"""Trips are written down as they are driven; minutes are learnt from them; an alarm tells when they are not kept."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from chassis import events, topics
from chassis.clock import StillClock
from chassis.errors import InvalidInputError
from chassis.identity import Actor, Role, system_actor
from dispatch.crew.correcting import Mistake, correct_step
from dispatch.crew.reporting import Fix, report_position
from dispatch.crew.stepping import step
from dispatch.desk.alerting import read_alerts
from dispatch.desk.asking import ask_hospitals, confirm_hospital
from dispatch.desk.sending import send_unit
from dispatch.desk.taking import take_call
from dispatch.minutes import calibrating
from dispatch.minutes.book import TripBook, models_of
from dispatch.minutes.drift import KIND, drift
from dispatch.roadfile import RoadFile
from dispatch.simulation.day import switch
from dispatch.states import AssignmentAction
from dispatch.tables.cases import IncidentRow
from dispatch.tables.trips import TripModelRow, TripRow, newest_model, newest_number
from hospitals.intake import answering
from routing.eta import PRIOR, TripModel, p50_ms, p90_ms
from routing.profiles import KOREA
from routing.store import save_network
from tests.dispatch.town import CITY_HALL, Town, call, north_of
from tests.routing.test_calibrate import SLOW, lived
from tests.routing.towns import corner, grid

A = AssignmentAction
CHIEF = Actor("usr_chief", "정팀장", Role.SUPERVISOR, "sejong")


def sent(town: Town) -> tuple[str, str]:
    """s1 has acknowledged a call from the city hall, 800 m from where it stands."""
    taken = take_call(town.system, town.kim, call())
    job = send_unit(town.system, town.kim, taken.incident_id, "s1")
    step(town.system, town.crew("s1"), job, A.ACK)
    return taken.incident_id, job


def drive(town: Town, job: str, seconds: int, *steps: AssignmentAction, late: int = 0) -> None:
    """The steps, the clock having moved on before each but the first."""
    for number, action in enumerate(steps):
        town.clock.advance(timedelta(seconds=seconds if number else 0))
        device_at = town.clock.now() - timedelta(seconds=late)
        step(town.system, town.crew("s1"), job, action, device_at=device_at)


def trips(town: Town) -> list[TripRow]:
    with town.system.db.read() as session:
        return list(session.scalars(select(TripRow).order_by(TripRow.departed_at, TripRow.id)))


def put(town: Town, model: TripModel, n: int, *, seed: int = 2, number: int = 0, ago: timedelta | None = None) -> None:
    """`n` trips of the past, promised by the prior, as long as `model` says."""
    with town.system.db.write() as session:
        for at, trip in enumerate(lived(model, n, seed)):
            arrived = town.clock.now() - (ago or timedelta(hours=1)) - timedelta(minutes=n - at)
            median = p50_ms(trip.driven_ms)
            session.add(
                TripRow(
                    id=town.system.ids.new("trp"),
                    region="sejong",
                    assignment_id="asg_past",
                    leg="scene",
                    departed_at=arrived - timedelta(milliseconds=trip.took_ms),
                    arrived_at=arrived,
                    distance_m=1000.0,
                    driven_s=trip.driven_ms / 1000,
                    p50_s=median / 1000,
                    p90_s=p90_ms(median) / 1000,
                    took_s=trip.took_ms / 1000,
                    model=number,
                    siren=True,
                    night=False,
                    simulated=False,
                )
            )


def alarms(town: Town) -> list[dict[str, object]]:
    with town.system.db.read() as session:
        return [one["data"] for one in read_alerts(session, "sejong") if one["kind"] == KIND]


def test_a_trip_is_from_wheels_rolling_to_the_scene_beside_what_was_promised(town: Town) -> None:
    _, job = sent(town)
    town.clock.advance(timedelta(seconds=70))  # turnout is none of the road's business
    drive(town, job, 95, A.EN_ROUTE, A.ON_SCENE)
    (trip,) = trips(town)
    assert (trip.leg, trip.took_s, trip.left_out, trip.simulated, trip.model) == ("scene", 95.0, None, False, 0)
    assert (trip.driven_s, trip.p50_s, trip.p90_s) == (87.0, 87.0, 130.5)
    assert (trip.target_lat, trip.night, trip.siren) == (None, False, True)


def test_the_way_to_the_hospital_is_a_trip_of_its_own(town: Town) -> None:
    incident, job = sent(town)
    report_position(town.system, town.crew("s1"), "s1", Fix(CITY_HALL))
    drive(town, job, 60, A.EN_ROUTE, A.ON_SCENE, A.AT_PATIENT)
    (asked,) = ask_hospitals(town.system, town.crew("s1"), incident, hospital_ids=("h_far",))
    answering.accept(town.system, town.nurse("h_far"), asked.id)
    confirm_hospital(town.system, town.crew("s1"), asked.id)
    drive(town, job, 1000, A.DEPART, A.AT_HOSPITAL)
    assert [(trip.leg, trip.took_s) for trip in trips(town)] == [("scene", 60.0), ("hospital", 1000.0)]


def test_what_something_else_than_the_road_made_long_is_no_test(town: Town) -> None:
    _, job = sent(town)
    drive(town, job, 60, A.EN_ROUTE, A.STAGE, A.ON_SCENE)
    assert [trip.left_out for trip in trips(town)] == ["staged"]


def test_a_stamp_that_came_late_from_its_device_is_no_test(town: Town) -> None:
    _, job = sent(town)
    drive(town, job, 60, A.EN_ROUTE, A.ON_SCENE, late=45)
    assert [trip.left_out for trip in trips(town)] == ["late_stamp"]


def test_a_trip_that_ended_elsewhere_is_no_test(town: Town) -> None:
    incident, job = sent(town)
    drive(town, job, 60, A.EN_ROUTE)
    with town.system.db.write() as session:
        session.get_one(IncidentRow, incident).place_lat = north_of(CITY_HALL, 400).lat
    drive(town, job, 0, A.ON_SCENE)
    assert [trip.left_out for trip in trips(town)] == ["elsewhere"]


def test_an_arrival_that_is_taken_back_is_no_test_and_a_start_pressed_twice_counts_once(town: Town) -> None:
    _, job = sent(town)
    drive(town, job, 60, A.EN_ROUTE)
    correct_step(town.system, town.crew("s1"), job, Mistake.SLIP)
    drive(town, job, 60, A.EN_ROUTE, A.ON_SCENE)
    assert [trip.left_out for trip in trips(town)] == ["again", None]
    correct_step(town.system, town.crew("s1"), job, Mistake.TOO_EARLY)
    assert [trip.left_out for trip in trips(town)] == ["again", "corrected"]


def test_nothing_is_promised_from_a_place_nobody_has_heard_of_for_minutes(town: Town) -> None:
    _, job = sent(town)
    report_position(town.system, town.crew("s1"), "s1", Fix(CITY_HALL))
    town.clock.advance(timedelta(minutes=3))
    drive(town, job, 60, A.EN_ROUTE, A.ON_SCENE)
    assert trips(town) == []


def test_a_simulated_trip_counts_by_its_own_clock_and_never_among_the_real_ones(town: Town) -> None:
    switch(town.system, CHIEF, "sejong", on=True, speed=20.0)
    incident, job = sent(town)
    with town.system.db.write() as session:
        session.get_one(IncidentRow, incident).simulated = True
    drive(town, job, 5, A.EN_ROUTE, A.ON_SCENE)
    assert [(trip.simulated, trip.took_s) for trip in trips(town)] == [(True, 100.0)]
    with town.system.db.read() as session:
        assert calibrating.fit_own(session, town.system, "sejong").models.overall == PRIOR
        assert calibrating.fit_own(session, town.system, "sejong", simulated=True).models.overall.trips == 1


def test_calibrating_puts_a_version_in_force_that_stays_for_good(town: Town) -> None:
    put(town, SLOW, 200)
    with town.system.db.read() as session:
        fitted = calibrating.fit_own(session, town.system, "sejong")
    assert fitted.models.overall.trips == 200
    assert fitted.after.n == fitted.before.n == 40
    assert fitted.after.error_s is not None
    assert fitted.before.error_s is not None
    assert fitted.after.error_s < fitted.before.error_s
    assert calibrating.put_in_force(town.system, CHIEF, fitted) == 1
    assert calibrating.put_in_force(town.system, CHIEF, fitted) == 2
    with town.system.db.read() as session:
        row = newest_model(session, "sejong")
        assert row is not None
        assert (row.number, row.trips, row.author_name) == (2, 200, CHIEF.name)
        assert models_of(row) == fitted.models
        assert newest_number(session, "elsewhere") == 0
    with pytest.raises(DBAPIError, match="never changed"), town.system.db.write() as session:
        session.get_one(TripModelRow, ("sejong", 1)).trips = 7
    assert "200 trips" in "\n".join(calibrating.lines(fitted))


def test_nothing_comes_in_force_where_nothing_was_learnt(town: Town) -> None:
    with town.system.db.read() as session:
        fitted = calibrating.fit_own(session, town.system, "sejong")
    with pytest.raises(InvalidInputError):
        calibrating.put_in_force(town.system, CHIEF, fitted)


def test_trips_older_than_a_season_are_forgotten_by_the_fit(town: Town) -> None:
    put(town, SLOW, 20, ago=timedelta(days=91))
    put(town, SLOW, 10)
    with town.system.db.read() as session:
        assert calibrating.fit_own(session, town.system, "sejong").models.overall.trips == 10


def test_the_running_roads_take_the_new_minutes_within_a_minute_and_say_so(town: Town, clock: StillClock) -> None:
    path = town.system.settings.instance / "sejong.npz"
    save_network(grid(4), path)
    roads = RoadFile(path, clock, KOREA, trips=TripBook(town.system.db, clock, "sejong"))
    before = roads.current()
    (prior,) = before.to_one([corner(0, 0)], corner(3, 3))
    put(town, SLOW, 200)
    with town.system.db.read() as session:
        calibrating.put_in_force(town.system, CHIEF, calibrating.fit_own(session, town.system, "sejong"))
    assert roads.refresh().roads is before
    clock.advance(timedelta(minutes=1))
    (learnt,) = roads.refresh().roads.to_one([corner(0, 0)], corner(3, 3))
    assert prior is not None
    assert learnt is not None
    assert (prior.trips, learnt.trips) == (0, 200)
    assert learnt.driven == prior.driven
    assert learnt.p50 > prior.p50
    assert roads.current().metric is before.metric


def test_an_alarm_is_raised_once_while_minutes_are_off_and_taken_off_when_they_are_kept(town: Town) -> None:
    put(town, SLOW, 60)
    one_more(town)
    (alarm,) = alarms(town)
    assert (alarm["over"], alarm["n"], alarm["share"], alarm["low"]) == ("rolling", 50, 90, 40)
    one_more(town)
    assert len(alarms(town)) == 1
    with town.system.db.read() as session:
        heard = [one.kind for one in events.read(session, [topics.supervisors("sejong")], after=0)]
    assert heard == ["alert_escalated"]
    with town.system.db.read() as session:
        fitted = calibrating.fit_own(session, town.system, "sejong")
    calibrating.put_in_force(town.system, system_actor("sejong", "cli"), fitted)
    assert alarms(town) == []


def test_minutes_that_are_kept_raise_no_alarm(town: Town) -> None:
    put(town, PRIOR, 300, seed=3)
    one_more(town)
    assert alarms(town) == []


@pytest.mark.parametrize(
    ("newest", "week", "over"),
    [
        ((49, 0, 0), (49, 0, 0), None),
        ((50, 25, 39), (50, 25, 39), "rolling"),
        ((50, 25, 45), (400, 200, 330), "week"),
        ((50, 25, 45), (400, 260, 360), "week"),
        ((50, 25, 45), (400, 200, 360), None),
        ((50, 25, 50), (50, 25, 50), "rolling"),
    ],
)
def test_too_wide_is_off_as_well_as_too_narrow(
    newest: tuple[int, int, int], week: tuple[int, int, int], over: str | None
) -> None:
    found = drift(newest, week)
    assert (found[0] if found else None) == over


def one_more(town: Town) -> datetime:
    """Another trip is driven, just as promised."""
    _, job = sent(town)
    drive(town, job, 87, A.EN_ROUTE, A.ON_SCENE)
    step(town.system, town.crew("s1"), job, A.CLEAR)
    town.clock.advance(timedelta(minutes=1))
    return town.clock.now()
