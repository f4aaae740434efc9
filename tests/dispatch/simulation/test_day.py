"""The simulated day: real commands only, marked as simulated, beside people without touching their work."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from chassis import events, topics
from chassis.accounts import UserRow
from chassis.chance import seeded
from chassis.clock import StillClock
from chassis.db import Database
from chassis.geo import LatLon
from chassis.identity import Role
from chassis.ids import CountedIds
from dispatch import watch
from dispatch.desk.sending import send_unit
from dispatch.desk.taking import take_call
from dispatch.model import DemandZone
from dispatch.simulation.answers import REPLIES, answer_to, pilot_step
from dispatch.simulation.callers import next_call
from dispatch.simulation.crews import Deed, Standing, next_deed, place_on
from dispatch.simulation.day import switch, tick
from dispatch.states import BUSY, AssignmentState
from dispatch.tables.cases import AssignmentRow, IncidentRow
from drones.states import SortieState
from hospitals.ranking import Needs
from hospitals.request import Minimum, Request, RequestState
from tests.dispatch.town import Town, build_town, call

ZONES = (DemandZone("z1", LatLon(36.48, 127.29), 3.0), DemandZone("z2", LatLon(36.5, 127.26), 1.0))


@pytest.fixture
def town(database: Database, clock: StillClock, ids: CountedIds, tmp_path: Path) -> Town:
    return build_town(database, clock, ids, tmp_path)


def live(town: Town, seconds: int) -> None:
    """So many seconds of the day, with the worker's own ticks."""
    for _ in range(seconds):
        town.clock.advance(timedelta(seconds=1))
        tick(town.system)
        watch.tick(town.system, "w1")


def incidents(town: Town) -> list[IncidentRow]:
    with town.system.db.read() as session:
        return list(session.scalars(select(IncidentRow).order_by(IncidentRow.received_at)))


def test_a_day_at_twenty_times_takes_calls_and_brings_patients_to_hospitals(town: Town) -> None:
    switch(town.system, town.kim, "sejong", on=True, speed=20)
    live(town, 120)
    rows = incidents(town)
    assert len(rows) > 1
    assert all(row.simulated for row in rows)
    assert any(row.disposition for row in rows)


def test_switched_off_nothing_happens(town: Town) -> None:
    switch(town.system, town.kim, "sejong", on=True, speed=20)
    switch(town.system, town.kim, "sejong", on=False, speed=20)
    live(town, 30)
    assert incidents(town) == []


def test_everybody_who_looks_is_told_that_the_day_is_simulated(town: Town) -> None:
    with town.system.db.write() as session:
        who = {"login": "n", "name": "n", "password": "x", "role": Role.HOSPITAL, "facility": "h_far"}
        session.add(UserRow(id="u1", region="sejong", created_at=town.clock.now(), **who))
    switch(town.system, town.kim, "sejong", on=True, speed=5)
    with town.system.db.read() as session:
        for topic in (topics.desk("sejong"), topics.hospital("sejong", "h_far")):
            assert [e.kind for e in events.read(session, [topic], after=0)] == ["simulation_changed"]


def test_peoples_calls_wait_for_people(town: Town) -> None:
    mine = take_call(town.system, town.kim, call())
    switch(town.system, town.kim, "sejong", on=True, speed=20)
    live(town, 40)
    with town.system.db.read() as session:
        assert session.scalars(select(AssignmentRow).where(AssignmentRow.incident_id == mine.incident_id)).all() == []


def test_a_crew_people_sign_in_for_is_left_to_them_on_peoples_incidents(town: Town) -> None:
    with town.system.db.write() as session:
        who = {"login": "c", "name": "c", "password": "x", "role": Role.PARAMEDIC, "facility": "s1"}
        session.add(UserRow(id="u1", region="sejong", created_at=town.clock.now(), **who))
    mine = take_call(town.system, town.kim, call())
    job = send_unit(town.system, town.kim, mine.incident_id, "s1")
    other = take_call(town.system, town.kim, call())
    theirs = send_unit(town.system, town.kim, other.incident_id, "s2")
    switch(town.system, town.kim, "sejong", on=True, speed=20)
    live(town, 20)
    with town.system.db.read() as session:
        assert session.get_one(AssignmentRow, job).state == AssignmentState.DISPATCHED
        assert session.get_one(AssignmentRow, theirs).state != AssignmentState.DISPATCHED


@given(st.sampled_from(sorted(BUSY)), st.integers(0, 4000), st.booleans(), st.booleans(), st.booleans())
def test_a_crew_always_knows_what_to_do_and_the_same_again(
    state: AssignmentState, seconds: int, asked: bool, destination: bool, light: bool
) -> None:
    since, travel = timedelta(seconds=seconds), timedelta(minutes=7)
    crew = Standing("a1", state, since, travel, asked=asked, destination=destination, light=light)
    todo = next_deed(crew)
    assert todo == next_deed(crew)
    assert (todo.deed is Deed.STEP) == (todo.action is not None)
    assert 0 <= todo.share <= 1


@given(st.floats(0, 1))
def test_a_place_on_the_way_lies_on_the_way(share: float) -> None:
    place = place_on([[127.0, 36.0], [127.1, 36.0], [127.1, 36.2]], share)
    assert 36.0 <= place.lat <= 36.2
    assert 127.0 <= place.lon <= 127.1 + 1e-9


def test_calls_fall_where_people_live_and_are_always_marked() -> None:
    chance = seeded(7)
    calls = [next_call(chance, "sejong", ZONES, {"z1": "보람동"}) for _ in range(400)]
    near_first = sum(abs(c.hypotheses[0].place.lat - 36.48) < 0.006 for c in calls if c.hypotheses[0].place)
    assert 250 < near_first < 350
    assert all(c.simulated for c in calls)


def test_hospitals_answer_as_often_as_published() -> None:
    def request(number: int) -> Request:
        needs = Needs((), 2)
        minimum = Minimum(needs.acuity, None, None, None, None)
        now = StillClock().now()
        about = {"region": "r", "incident_id": "i", "patient_id": "p", "hospital_id": "h", "hospital_region": "r"}
        flags = {"expected": None, "p_accept": None, "phone_first": False, "designated": False, "alerts": 0}
        return Request(
            id=f"req_{number}",
            state=RequestState.SENT,
            version=0,
            minimum=minimum,
            capabilities=(),
            asked_by="x",
            asked_at=now,
            **about,
            **flags,
        )

    answered = sum(answer_to(request(number)) is not None for number in range(2000)) / 2000
    assert abs(answered - REPLIES) < 0.04


def test_pilots_do_nothing_while_the_drone_flies_itself() -> None:
    assert pilot_step(SortieState.AIRBORNE, timedelta(hours=1)) is None
    assert pilot_step(SortieState.ON_STATION, timedelta(seconds=11)) is not None
