"""The simulated day: real commands only, marked as simulated, beside people without touching their work."""

from dataclasses import replace
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
from dispatch.crew.reporting import Fix, report_position
from dispatch.crew.stepping import step
from dispatch.desk.asking import ask_hospitals
from dispatch.desk.sending import send_unit
from dispatch.desk.taking import take_call
from dispatch.model import DemandZone
from dispatch.simulation.acting import act_for_hospitals
from dispatch.simulation.answers import KEYPAD, PHONES_BACK, REPLIES, Answer, answer_to
from dispatch.simulation.callers import next_call
from dispatch.simulation.crews import Deed, Standing, next_deed, place_on
from dispatch.simulation.day import switch, tick
from dispatch.simulation.hands import has_job, kept_hospitals
from dispatch.simulation.stage import Stage
from dispatch.states import BUSY, AssignmentAction, AssignmentState
from dispatch.tables.care import CareEntryRow
from dispatch.tables.cases import AssignmentRow, IncidentRow
from dispatch.tables.fleet import UnitRow
from dispatch.tables.patients import VitalsRow
from hospitals.intake import answering, posting
from hospitals.model import BedType, Source
from hospitals.request import Minimum, Request, RequestState, Via
from hospitals.tables.board import read_board
from hospitals.tables.requests import RequestRow, get_request
from tests.dispatch.town import CITY_HALL, Town, build_town, call

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


def unit_of(town: Town, unit_id: str) -> UnitRow:
    with town.system.db.read() as session:
        return session.get_one(UnitRow, unit_id)


def request_of(town: Town, request_id: str) -> Request:
    with town.system.db.read() as session:
        return get_request(session, request_id)


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
    with town.system.db.read() as session:
        written = session.scalars(select(CareEntryRow)).all()
    assert written
    assert {row.incident_id for row in written} <= {row.id for row in rows}


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


def simulated_job(town: Town) -> tuple[str, str]:
    """A call of the simulated day with s1, whose crew has an account, on it: (incident, assignment)."""
    with town.system.db.write() as session:
        who = {"login": "c", "name": "c", "password": "x", "role": Role.PARAMEDIC, "facility": "s1"}
        session.add(UserRow(id="usr_s1", region="sejong", created_at=town.clock.now(), **who))
    incident = take_call(town.system, town.kim, replace(call(), simulated=True)).incident_id
    return incident, send_unit(town.system, town.kim, incident, "s1")


def state_of(town: Town, job: str) -> str:
    with town.system.db.read() as session:
        return session.get_one(AssignmentRow, job).state


def test_a_job_a_crew_has_taken_a_step_on_is_theirs_and_only_driven_for_them(town: Town) -> None:
    incident, job = simulated_job(town)
    for action in (AssignmentAction.ACK, AssignmentAction.EN_ROUTE):
        step(town.system, town.crew("s1"), job, action)
    set_out = unit_of(town, "s1").lat
    switch(town.system, town.kim, "sejong", on=True, speed=20)
    live(town, 60)
    assert state_of(town, job) == AssignmentState.EN_ROUTE
    assert unit_of(town, "s1").lat != set_out
    with town.system.db.read() as session:
        assert session.scalars(select(VitalsRow).where(VitalsRow.incident_id == incident)).all() == []


def test_a_device_that_tells_where_it_is_is_believed(town: Town) -> None:
    _, job = simulated_job(town)
    for action in (AssignmentAction.ACK, AssignmentAction.EN_ROUTE):
        step(town.system, town.crew("s1"), job, action)
    report_position(town.system, town.crew("s1"), "s1", Fix(CITY_HALL))
    switch(town.system, town.kim, "sejong", on=True, speed=20)
    live(town, 10)
    assert unit_of(town, "s1").lat == CITY_HALL.lat


def test_a_job_nobody_has_touched_goes_on_by_itself(town: Town) -> None:
    _, job = simulated_job(town)
    switch(town.system, town.kim, "sejong", on=True, speed=20)
    live(town, 10)
    assert state_of(town, job) != AssignmentState.DISPATCHED


@given(st.integers(-7200, 0), st.integers(-7200, 0))
def test_a_job_is_theirs_from_the_first_touch_to_its_end_and_half_an_hour_beyond(made_s: int, touched_s: int) -> None:
    now = StillClock().now()
    made_at, touched = now + timedelta(seconds=made_s), now + timedelta(seconds=touched_s)
    assert not has_job(None, made_at=made_at, now=now)
    assert has_job(touched, made_at=made_at, now=now) == (touched_s >= made_s or touched_s >= -1800)


def asked_everywhere(town: Town) -> dict[str, str]:
    """Every hospital is asked for one patient: hospital to request."""
    case = take_call(town.system, town.kim, call()).incident_id
    asked = ask_hospitals(town.system, town.kim, case, hospital_ids=("h_near", "h_far", "h_silent"))
    return {request.hospital_id: request.id for request in asked}


def answered_by(town: Town) -> dict[str, str | None]:
    with town.system.db.read() as session:
        return {row.hospital_id: row.answered_by for row in session.scalars(select(RequestRow))}


def on_the_page(request: Request) -> bool:
    answer = answer_to(request)
    return answer is not None and answer.via is Via.PAGE


def test_a_request_somebody_has_opened_waits_for_them(town: Town) -> None:
    asked = asked_everywhere(town)
    opened = next(h for h, r in asked.items() if on_the_page(request_of(town, r)))
    answering.see(town.system, town.nurse(opened), asked[opened])
    stage = Stage("sejong", 20, 1, town.clock.now() + timedelta(seconds=60))
    act_for_hospitals(town.system, stage)
    told = answered_by(town)
    assert told[opened] is None
    assert all(told[h] for h in asked if h != opened and on_the_page(request_of(town, asked[h])))


def test_beds_people_posted_are_not_posted_over_for_half_an_hour(town: Town) -> None:
    for hospital in ("h_near", "h_far"):
        posting.post_capacity(town.system, town.nurse(hospital), hospital, beds={BedType.ER_GENERAL: (3, 20)})
    with town.system.db.read() as session:
        everybody, now = {"h_near", "h_far", "h_silent"}, town.clock.now()
        assert kept_hospitals(session, everybody, now=now) == {"h_near", "h_far"}
        assert kept_hospitals(session, everybody, now=now + timedelta(minutes=31)) == set()
    switch(town.system, town.kim, "sejong", on=True, speed=20)
    live(town, 90)
    with town.system.db.read() as session:
        told = {h.id: h.count(BedType.ER_GENERAL) for h in read_board(session, now=town.clock.now())}
    assert {told[h].source for h in ("h_near", "h_far")} == {Source.HOSPITAL}
    assert told["h_silent"].source is Source.SIMULATED


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


def a_request(number: int, *, phone_first: bool = False) -> Request:
    about = {"region": "r", "incident_id": "i", "patient_id": "p", "hospital_id": "h", "hospital_region": "r"}
    flags = {"expected": None, "p_accept": None, "phone_first": phone_first, "designated": False, "alerts": 0}
    return Request(
        id=f"req_{number}",
        state=RequestState.SENT,
        version=0,
        minimum=Minimum(2, None, None, None, None),
        capabilities=(),
        asked_by="x",
        asked_at=StillClock().now(),
        **about,
        **flags,
    )


def test_hospitals_answer_as_often_as_published_and_each_way_at_its_time() -> None:
    answers = [answer_to(a_request(number)) for number in range(2000)]
    by = {via: [one for one in answers if one is not None and one.via is via] for via in Via}
    in_time = len(by[Via.PAGE]) + len(by[Via.KEYPAD])
    assert abs(in_time / 2000 - REPLIES) < 0.04
    assert abs(len(by[Via.KEYPAD]) / in_time - KEYPAD) < 0.04
    assert abs(len(by[Via.PHONE]) / (2000 - in_time) - PHONES_BACK) < 0.06
    assert not by[Via.TEXT]
    minute = timedelta(minutes=1)
    assert all(one.after < minute for one in by[Via.PAGE])
    assert all(minute < one.after < 2 * minute for one in by[Via.KEYPAD])
    assert all(one.after > 1.5 * minute for one in by[Via.PHONE])
    assert answers == [answer_to(a_request(number)) for number in range(2000)]
    rung = [answer_to(a_request(number, phone_first=True)) for number in range(2000)]
    assert all(one.after < minute for one in rung if one is not None and one.via is Via.KEYPAD)


def test_only_a_page_is_answered_by_the_days_own_time() -> None:
    after = timedelta(seconds=100)
    assert Answer(after, None).due(20) == timedelta(seconds=5)
    assert Answer(after, None, Via.KEYPAD).due(20) == Answer(after, None, Via.PHONE).due(20) == after


def test_a_hospital_that_phones_back_late_is_written_down_by_the_desk_on_the_same_request(town: Town) -> None:
    wanted = Via.PHONE
    for _ in range(60):
        found = [
            r for r in asked_everywhere(town).values() if getattr(answer_to(request_of(town, r)), "via", None) is wanted
        ]
        if found:
            break
    request = request_of(town, found[0])
    answer = answer_to(request)
    assert answer is not None
    for seconds in (30, 30, 30, 30):
        town.clock.advance(timedelta(seconds=seconds))
        watch.tick(town.system, "w")
    assert request_of(town, request.id).state is RequestState.EXPIRED
    act_for_hospitals(town.system, Stage("sejong", 20, 1, request.asked_at + answer.after))
    told = request_of(town, request.id)
    assert (told.answered_via, told.answered_by, told.decline_code) == (Via.PHONE, "sim:desk", answer.declined)
