"""A crew that pressed the wrong key: one step back, nothing wiped out."""

from datetime import timedelta

import pytest
from apiflask import APIFlask
from sqlalchemy import select

from chassis.audit import AuditRow
from chassis.deadlines import DeadlineRow
from dispatch.tables.cases import StampRow
from tests.dispatch.town import Town
from tests.web.browserless import Person, a_call
from tests.web.conftest import PersonMaker


@pytest.fixture
def crew(app: APIFlask, person: PersonMaker) -> Person:
    """The crew of s1, sent to a patient."""
    kim = person("kim")
    incident = kim.post("/api/v1/calls", a_call()).json["incident"]["id"]
    kim.post(f"/api/v1/incidents/{incident}/assignments", {"unit_id": "s1"})
    return person("crew")


def job_of(crew: Person) -> str:
    return str(crew.get("/api/v1/crew/me").json["jobs"][0]["id"])


def step(crew: Person, *actions: str) -> None:
    for action in actions:
        assert crew.post(f"/api/v1/assignments/{job_of(crew)}/steps", {"action": action}).status_code == 200


def correct(crew: Person, mistake: str = "slip") -> tuple[int, str]:
    answer = crew.post(f"/api/v1/assignments/{job_of(crew)}/correct", {"mistake": mistake})
    return answer.status_code, answer.json["state" if answer.status_code == 200 else "code"]


def test_a_wrong_step_goes_back_and_both_stamps_stay(crew: Person, town: Town) -> None:
    step(crew, "ack", "en_route", "on_scene")
    assert correct(crew) == (200, "en_route")
    step(crew, "on_scene")
    with town.system.db.read() as session:
        names = session.scalars(select(StampRow.name).where(StampRow.assignment_id.is_not(None)).order_by(StampRow.id))
        assert list(names) == ["dispatch", "ack", "en_route", "on_scene", "corrected", "on_scene"]
        line = session.scalars(select(AuditRow).where(AuditRow.action == "correct")).one()
    assert (line.old, line.new, line.reason) == ({"state": "on_scene"}, {"state": "en_route"}, "slip")


def test_steps_go_back_one_by_one_over_what_was_skipped_until_the_order_itself(crew: Person) -> None:
    step(crew, "ack", "on_scene", "at_patient")
    assert [correct(crew) for _ in range(3)] == [
        (200, "on_scene"),
        (200, "acked"),
        (409, "illegal_move"),
    ]


def test_an_arrival_at_the_hospital_cannot_be_taken_back(crew: Person) -> None:
    step(crew, "ack", "en_route", "on_scene", "at_patient", "depart", "at_hospital")
    assert crew.get("/api/v1/crew/me").json["jobs"][0]["correctable"] is False
    assert correct(crew) == (409, "illegal_move")


def test_the_alarms_follow_the_correction(crew: Person, town: Town) -> None:
    step(crew, "ack", "en_route", "on_scene", "at_patient")

    def scene_alarm() -> timedelta | None:
        with town.system.db.read() as session:
            due = session.scalar(select(DeadlineRow.due_at).where(DeadlineRow.kind == "scene_time"))
        return due - town.clock.now() if due else None

    town.clock.advance(timedelta(minutes=2))
    assert correct(crew) == (200, "on_scene")
    assert scene_alarm() == timedelta(minutes=18)  # it never stopped
    assert correct(crew, "too_early") == (200, "en_route")
    assert scene_alarm() is None
    step(crew, "on_scene", "at_patient", "depart")
    assert scene_alarm() is None
    assert correct(crew, "wrong_place") == (200, "at_patient")
    assert scene_alarm() == timedelta(minutes=20)


def test_another_crew_corrects_nothing(crew: Person, person: PersonMaker) -> None:
    step(crew, "ack", "en_route")
    answer = person("other-crew").post(f"/api/v1/assignments/{job_of(crew)}/correct", {"mistake": "slip"})
    assert answer.status_code == 403
