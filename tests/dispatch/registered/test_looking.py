"""Who is shown a card, when, and what stays behind: only those addressed, and every look on record."""

import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from structlog.testing import capture_logs

from chassis import topics
from chassis.audit import AuditRow
from chassis.clock import StillClock
from chassis.errors import ForbiddenError, NotFoundError
from chassis.events import read
from chassis.identity import Actor, Role
from dispatch.boards.field import crew_board, receiving_board
from dispatch.boards.registered import odd_looks, registered_counts
from dispatch.deliver import deliver
from dispatch.desk.closing import close_incident
from dispatch.desk.distributing import Choice, assign_casualties
from dispatch.desk.sending import cancel_assignment, send_unit
from dispatch.desk.taking import take_call
from dispatch.registered.card import Reader
from dispatch.registered.policy import RegisteredPolicy
from dispatch.registered.showing import Held, IsPatient, card_view, may_break, may_read
from dispatch.registering import breaking, keeping, looking
from dispatch.watch import tick
from hospitals.request import CHOSEN
from hospitals.tables.requests import read_requests
from tests.dispatch.mass.test_story import RED, crash, post_surge, tagged
from tests.dispatch.registered.looks import asked, everything, notices, patient_on_the_way, read_kinds
from tests.dispatch.registered.people import CARD, EVERYBODY, NUMBER, OTHER, SECRETS, registered, visitor
from tests.dispatch.town import Town, call

MINUTE = timedelta(minutes=1)
NOW = StillClock().now()


@given(st.sampled_from(Reader), st.sets(st.sampled_from(EVERYBODY)), st.sampled_from(IsPatient), st.integers(-5, 5))
def test_beyond_the_desk_only_the_patients_card_and_only_to_whom_they_consented(
    reader: Reader, shared: set[Reader], patient: IsPatient, left_s: int
) -> None:
    now = NOW
    expires_at = now + timedelta(seconds=left_s)
    may = may_read(reader, shared, expires_at, patient=patient, now=now)
    assert not may or left_s > 0
    assert not may or reader is Reader.DESK or (patient is IsPatient.YES and reader in shared)
    assert may_read(Reader.DESK, shared, expires_at, patient=patient, now=now) == (left_s > 0)
    assert not may or may_break(reader, shared, expires_at, now=now)


@given(st.sampled_from(Reader))
def test_a_hospital_never_reads_the_place_and_unknown_stays_unknown(reader: Reader) -> None:
    held = Held("p", CARD, EVERYBODY, NOW - timedelta(days=200), NOW + timedelta(days=1))
    view = card_view(held, reader, now=NOW, policy=RegisteredPolicy())
    assert ("access" in view, "address" in view) == ((reader is not Reader.HOSPITAL,) * 2)
    assert (view["age_days"], view["is_old"], view["by_text"]) == (200, True, True)
    unknown = Held("p", type(CARD)("이름"), (), NOW, NOW)
    assert card_view(unknown, reader, now=NOW, policy=RegisteredPolicy())["allergies"] is None


def test_the_desk_reads_the_card_before_anybody_is_sent_and_the_crew_only_once_it_is_the_patients(town: Town) -> None:
    person = registered(town)
    incident = take_call(town.system, town.kim, call()).incident_id
    [shown] = looking.look_for_incident(town.system, town.kim, incident)
    assert (shown["conditions"][0]["text"], shown["is_patient"]) == ("확장성심근병증", "unknown")
    job, request = patient_on_the_way(town, incident)
    crew, nurse = town.crew("s1"), town.nurse("h_far")
    assert looking.look_for_crew(town.system, crew, job) == []
    assert looking.look_for_hospital(town.system, nurse, request) == []
    assert flags(town) == (False, False)
    looking.say_patient(town.system, town.kim, incident, person, IsPatient.YES)
    assert flags(town) == (True, True)
    assert looking.look_for_crew(town.system, crew, job)[0]["access"] == CARD.access
    [hospital] = looking.look_for_hospital(town.system, nurse, request)
    assert (hospital["drugs"][0]["text"], "access" in hospital) == ("와파린오밀리그램", False)
    looking.say_patient(town.system, town.kim, incident, person, IsPatient.NO)
    assert looking.look_for_crew(town.system, crew, job) == []
    assert flags(town) == (False, False)


def flags(town: Town) -> tuple[bool, bool]:
    """Whether crew and hospital are told that there is a card to read."""
    with town.system.db.read() as session:
        [job] = crew_board(session, town.system, "s1")["jobs"]
        [inbound] = receiving_board(session, town.system, "h_far")["inbound"]
    return job["registered"], inbound["registered"]


def test_nobody_else_gets_it(town: Town) -> None:
    person = registered(town)
    incident = take_call(town.system, town.kim, call()).incident_id
    job, request = patient_on_the_way(town, incident)
    looking.say_patient(town.system, town.kim, incident, person, IsPatient.YES)
    elsewhere = Actor("usr_far", "먼상황", Role.DISPATCHER, "daejeon")
    with pytest.raises(ForbiddenError):
        looking.look_for_crew(town.system, town.crew("s2"), job)
    with pytest.raises(NotFoundError):
        looking.look_for_hospital(town.system, town.nurse("h_near"), request)
    with pytest.raises(NotFoundError):
        looking.look_for_incident(town.system, elsewhere, incident)
    assert looking.look_by_number(town.system, elsewhere, NUMBER) == []
    for actor in (town.crew("s1"), town.nurse("h_far"), Actor("a", "관리", Role.ADMIN, "sejong")):
        with pytest.raises(ForbiddenError):
            looking.look_by_number(town.system, actor, NUMBER)


def test_a_crew_reads_it_while_its_assignment_runs_and_the_desk_while_the_incident_is_open(town: Town) -> None:
    person = registered(town)
    incident = take_call(town.system, town.kim, call()).incident_id
    job = send_unit(town.system, town.kim, incident, "s1")
    looking.say_patient(town.system, town.kim, incident, person, IsPatient.YES)
    cancel_assignment(town.system, town.kim, job, reason="not_needed")
    with pytest.raises(ForbiddenError):
        looking.look_for_crew(town.system, town.crew("s1"), job)
    close_incident(town.system, town.kim, incident, "treated_on_scene")
    with pytest.raises(ForbiddenError):
        looking.look_for_incident(town.system, town.kim, incident)


def test_a_hospital_of_a_single_casualty_reads_no_card_of_the_incident(town: Town) -> None:
    """Of a list nobody has said whose card it is: each casualty is somebody else."""
    person = registered(town)
    incident, _ = crash(town, "s1")
    [casualty] = tagged(town, incident, RED)
    post_surge(town, "h_far", 1, 0, 0)
    assign_casualties(town.system, town.kim, incident, [Choice(casualty, "h_far", None)])
    looking.say_patient(town.system, town.kim, incident, person, IsPatient.YES)
    with town.system.db.read() as session:
        [request] = read_requests(session, incident_ids=(incident,), listed=True)
    assert request.state in CHOSEN
    with pytest.raises(NotFoundError):
        looking.look_for_hospital(town.system, town.nurse("h_far"), request.id)
    with pytest.raises(NotFoundError):
        breaking.break_glass(town.system, town.nurse("h_far"), asked(NUMBER, request_id=request.id))


def test_whom_the_person_has_not_consented_to_gets_nothing(town: Town) -> None:
    person = registered(town, shared=(Reader.CREW,))
    incident = take_call(town.system, town.kim, call()).incident_id
    job, request = patient_on_the_way(town, incident)
    looking.say_patient(town.system, town.kim, incident, person, IsPatient.YES)
    assert len(looking.look_for_crew(town.system, town.crew("s1"), job)) == 1
    assert looking.look_for_hospital(town.system, town.nurse("h_far"), request) == []
    assert breaking.break_glass(town.system, town.nurse("h_far"), asked(NUMBER, request_id=request)) == []


def test_of_several_on_one_number_only_one_is_the_patient(town: Town) -> None:
    first, second = registered(town), registered(town, name="둘째특이")
    incident = take_call(town.system, town.kim, call()).incident_id
    for person in (first, second):
        looking.say_patient(town.system, town.kim, incident, person, IsPatient.YES)
    said = {one["id"]: one["is_patient"] for one in looking.look_for_incident(town.system, town.kim, incident)}
    assert said == {first: "no", second: "yes"}


def test_every_look_is_in_the_audit_and_its_owner_reads_of_it(town: Town) -> None:
    person = registered(town)
    incident = take_call(town.system, town.kim, call()).incident_id
    for _ in range(3):
        looking.look_for_incident(town.system, town.kim, incident)
    looking.look_for_incident(town.system, town.lee, incident)
    [kept] = keeping.cards_of(town.system, visitor(town))
    assert [(look.actor, look.times) for look in reversed(kept.looks)] == [("usr_kim", 3), ("usr_lee", 1)]
    with town.system.db.read() as session:
        looks = select(AuditRow.actor).where(AuditRow.subject == person, AuditRow.action == "look_at_card")
        assert session.scalars(looks.order_by(AuditRow.id)).all() == ["usr_kim", "usr_lee"]


def test_a_look_from_the_call_form_needs_its_call(town: Town) -> None:
    registered(town)
    looking.look_by_number(town.system, town.kim, NUMBER)
    take_call(town.system, town.kim, call())
    looking.look_by_number(town.system, town.lee, NUMBER)
    town.clock.advance(10 * MINUTE)
    tick(town.system, "worker")
    with town.system.db.read() as session:
        assert read_kinds(town) == []
    town.clock.advance(timedelta(hours=1))
    looking.look_by_number(town.system, town.lee, NUMBER)
    town.clock.advance(10 * MINUTE)
    tick(town.system, "worker")
    assert read_kinds(town) == ["look_unmatched"]
    assert len(notices(town)) == 1
    with town.system.db.read() as session:
        assert registered_counts(session, town.system, "sejong")["unmatched"] == 1
        assert [(one["by"], one["unmatched"]) for one in odd_looks(session, town.system, "sejong")] == [
            ("이상황", True)
        ]


def test_no_word_of_a_card_lies_readable_anywhere_or_is_told_to_anybody(town: Town) -> None:
    """The whole course of a card, and then every row of every table, every event and every line of the log."""
    with capture_logs() as logs:
        person = registered(town, number=NUMBER)
        registered(town, number=OTHER)
        looking.look_by_number(town.system, town.kim, NUMBER)
        incident = take_call(town.system, town.kim, call()).incident_id
        looking.look_for_incident(town.system, town.kim, incident)
        job, request = patient_on_the_way(town, incident)
        looking.say_patient(town.system, town.kim, incident, person, IsPatient.YES)
        looking.look_for_crew(town.system, town.crew("s1"), job)
        looking.look_for_hospital(town.system, town.nurse("h_far"), request)
        breaking.break_glass(town.system, town.kim, asked(incident_id=incident))
        keeping.renew_card(town.system, visitor(town), person)
        deliver(town.system, "worker")
        for _ in range(3):
            town.clock.advance(timedelta(days=2))
            tick(town.system, "worker")
    lying = everything(town) + str(logs)
    secrets = (*SECRETS, "33334444", "3333-4444")
    escaped = [json.dumps(word).strip('"') for word in secrets]  # as JSON lies in SQLite
    assert [word for word in (*secrets, *escaped) if word in lying] == []
    assert [json.dumps("세종시청").strip('"') in lying, "세종시청" in lying].count(True) > 0  # this would have found it
    assert person in lying  # the look is on record, under an id that says nothing
    heard = (topics.unit("sejong", "s1"), topics.hospital("sejong", "h_far"), topics.desk("sejong"))
    with town.system.db.read() as session:
        told = [e for e in read(session, heard, after=0) if e.kind == "registered_settled"]
    assert {e.topic for e in told} == set(heard)
    assert all(dict(e.data) == {"incident_id": incident} for e in told)
