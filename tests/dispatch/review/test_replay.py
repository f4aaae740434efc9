"""One incident again: everything on record in its order, the ways, and who looked."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from chassis.audit import AuditRow
from chassis.errors import NotFoundError
from chassis.identity import Actor, Role
from dispatch.crew.correcting import Mistake, correct_step
from dispatch.crew.reporting import Fix, report_position
from dispatch.crew.stepping import step
from dispatch.desk.asking import ask_hospitals, confirm_hospital
from dispatch.desk.closing import add_note, close_incident
from dispatch.desk.sending import explain_override, send_unit
from dispatch.desk.taking import take_call
from dispatch.review.finding import ended_lately, find_numbered
from dispatch.review.replay import open_replay
from dispatch.states import AssignmentAction
from hospitals.intake import answering
from hospitals.request import DeclineCode
from tests.dispatch.town import CITY_HALL, Town, call, north_of

A = AssignmentAction
CHIEF = Actor("usr_chief", "박팀장", Role.SUPERVISOR, "sejong")


@pytest.fixture
def lived(town: Town) -> str:
    """An incident with a bit of everything, closed."""
    taken = take_call(town.system, town.kim, call())
    job = send_unit(town.system, town.kim, taken.incident_id, "s2")
    explain_override(town.system, town.kim, job, "local_knowledge")
    for north_m, action in ((0.0, A.ACK), (300.0, A.EN_ROUTE), (600.0, A.ON_SCENE)):
        town.clock.advance(timedelta(minutes=1))
        report_position(town.system, town.crew("s2"), "s2", Fix(north_of(CITY_HALL, north_m)))
        step(town.system, town.crew("s2"), job, action)
    correct_step(town.system, town.crew("s2"), job, Mistake.SLIP)
    for action in (A.ON_SCENE, A.AT_PATIENT):
        step(town.system, town.crew("s2"), job, action)
    _agreed(town, taken.incident_id)
    add_note(town.system, town.kim, taken.incident_id, "보호자 동행")
    for action in (A.DEPART, A.AT_HOSPITAL, A.HAND_OVER, A.CLEAR):
        town.clock.advance(timedelta(minutes=5))
        step(town.system, town.crew("s2"), job, action)
    close_incident(town.system, town.kim, taken.incident_id, "transported")
    return taken.incident_id


def _agreed(town: Town, incident_id: str) -> None:
    asked = ask_hospitals(town.system, town.crew("s2"), incident_id, hospital_ids=("h_far", "h_silent"))
    by = {one.hospital_id: one.id for one in asked}
    answering.decline(town.system, town.nurse("h_silent"), by["h_silent"], code=DeclineCode.NO_ICU_BED)
    answering.accept(town.system, town.nurse("h_far"), by["h_far"])
    confirm_hospital(town.system, town.crew("s2"), by["h_far"])


def replay(town: Town, incident_id: str) -> Any:
    return open_replay(town.system, CHIEF, incident_id)


def test_everything_on_record_stands_in_the_order_it_happened(town: Town, lived: str) -> None:
    shown = replay(town, lived)
    instants = [datetime.fromisoformat(entry["at"]) for entry in shown["entries"]]
    assert instants == sorted(instants)
    assert shown["begins"] == shown["entries"][0]["at"]
    assert datetime.fromisoformat(shown["ends"]) >= instants[-1]
    kinds = Counter(entry["kind"] for entry in shown["entries"])
    assert {"call", "stamp", "decision", "sent", "request", "note", "audit"} <= set(kinds)
    assert {"call": kinds["call"], "sent": kinds["sent"], "note": kinds["note"]} == {"call": 1, "sent": 1, "note": 1}


def test_a_choice_against_the_ranking_is_told_with_its_reason(town: Town, lived: str) -> None:
    entries = replay(town, lived)["entries"]
    [sent] = [entry for entry in entries if entry["kind"] == "sent"]
    decision = next(entry for entry in entries if entry["kind"] == "decision")
    assert (sent["about"], sent["more"]["rank"], sent["more"]["reason"]) == ("s2", 3, "local_knowledge")
    assert decision["more"]["chosen"] == ["s1"]
    assert "s1" in replay(town, lived)["units"]


def test_a_hospitals_reason_stands_at_its_answer(town: Town, lived: str) -> None:
    entries = [entry for entry in replay(town, lived)["entries"] if entry["kind"] == "request"]
    reasons = {entry["about"]: entry["more"]["decline"] for entry in entries if entry["more"]["decline"]}
    assert reasons == {"h_silent": "no_icu_bed"}
    assert [entry["more"]["state"] for entry in entries if entry["about"] == "h_far"][-1] == "offloaded"


def test_the_step_taken_back_is_still_there(town: Town, lived: str) -> None:
    names = [entry["code"] for entry in replay(town, lived)["entries"] if entry["kind"] == "stamp"]
    at = names.index("corrected")
    assert names[at - 1 : at + 2] == ["on_scene", "corrected", "on_scene"]


def test_the_way_of_the_unit_is_drawn_from_its_track(town: Town, lived: str) -> None:
    shown = replay(town, lived)
    [(errand, way)] = shown["ways"].items()
    assert shown["errands"][errand] == "s2"
    assert len(way) == 3
    assert [point[0] for point in way] == sorted(point[0] for point in way)


def test_looking_is_on_record_and_not_part_of_what_happened(town: Town, lived: str) -> None:
    before = len(replay(town, lived)["entries"])
    again = replay(town, lived)
    assert len(again["entries"]) == before
    with town.system.db.read() as session:
        looked = session.scalars(select(AuditRow).where(AuditRow.subject == lived, AuditRow.action == "replay")).all()
    assert [row.actor for row in looked] == [CHIEF.id, CHIEF.id]


def test_an_incident_of_another_region_does_not_exist(town: Town, lived: str) -> None:
    stranger = Actor("usr_x", "남", Role.SUPERVISOR, "daejeon")
    with pytest.raises(NotFoundError):
        open_replay(town.system, stranger, lived)
    with town.system.db.read() as session:
        assert session.scalars(select(AuditRow).where(AuditRow.action == "replay")).all() == []


def test_an_incident_is_found_by_its_number_or_its_end(town: Town, lived: str) -> None:
    with town.system.db.read() as session:
        [row] = ended_lately(session, "sejong")
        assert row.id == lived
        for asked in (row.number, row.number.split("-")[1], str(int(row.number.split("-")[1]))):
            found = find_numbered(session, "sejong", asked)
            assert found is not None
            assert found.id == lived
        assert find_numbered(session, "sejong", "999999") is None
        assert find_numbered(session, "sejong", "%") is None
