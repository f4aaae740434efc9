"""Who was with a patient reads and writes about it; who was only called is not."""

from datetime import timedelta

import pytest

from chassis.errors import ForbiddenError
from dispatch.boards.record import open_record
from dispatch.care.entry import CareKind
from dispatch.crew.correcting import Mistake, correct_step
from dispatch.crew.outcomes import crew_outcomes
from dispatch.crew.stepping import step
from dispatch.crew.treating import Said, add_entry
from dispatch.desk.sending import cancel_assignment, send_unit
from dispatch.guidance.who import must_be_crew
from dispatch.states import AssignmentAction as A
from dispatch.tables.attending import READ_FOR
from dispatch.tables.cases import get_incident
from tests.dispatch.test_assessing import at_patient
from tests.dispatch.test_outcomes import brought
from tests.dispatch.town import Town

IV = Said(CareKind.PROCEDURE, "iv_access")


def answers_orders(town: Town, unit: str, incident: str) -> None:
    with town.system.db.read() as session:
        must_be_crew(session, town.crew(unit), get_incident(session, incident))


def told_of(town: Town, unit: str) -> list[str]:
    with town.system.db.read() as session:
        return [one["incident_id"] for one in crew_outcomes(session, unit, now=town.clock.now())]


def test_a_unit_called_off_on_its_way_has_no_patient(town: Town) -> None:
    incident, _ = at_patient(town)
    job = send_unit(town.system, town.kim, incident, "s2")
    for action in (A.ACK, A.EN_ROUTE):
        step(town.system, town.crew("s2"), job, action)
    open_record(town.system, town.crew("s2"), incident)
    cancel_assignment(town.system, town.kim, job, "한 대로 충분")
    for refused in (open_record, lambda *them: add_entry(*them, IV)):
        with pytest.raises(ForbiddenError):
            refused(town.system, town.crew("s2"), incident)
    with pytest.raises(ForbiddenError):
        answers_orders(town, "s2", incident)


def test_a_unit_that_declined_is_told_nothing_of_the_patient_another_brought(town: Town) -> None:
    incident, first = at_patient(town)
    job = send_unit(town.system, town.kim, incident, "s2")
    step(town.system, town.crew("s2"), job, A.DECLINE, reason="고장")
    for action in (A.DEPART, A.AT_HOSPITAL, A.HAND_OVER, A.CLEAR):
        step(town.system, town.crew("s1"), first, action)
    assert (told_of(town, "s1"), told_of(town, "s2")) == ([incident], [])
    answers_orders(town, "s1", incident)
    with pytest.raises(ForbiddenError):
        answers_orders(town, "s2", incident)


def test_an_arrival_that_was_taken_back_is_no_arrival(town: Town) -> None:
    incident, _ = at_patient(town)
    job = send_unit(town.system, town.kim, incident, "s2")
    for action in (A.ACK, A.EN_ROUTE, A.ON_SCENE):
        step(town.system, town.crew("s2"), job, action)
    correct_step(town.system, town.crew("s2"), job, Mistake.SLIP)
    cancel_assignment(town.system, town.kim, job, "한 대로 충분")
    with pytest.raises(ForbiddenError):
        add_entry(town.system, town.crew("s2"), incident, IV)


def test_a_crew_reads_for_a_month_and_writes_however_late(town: Town) -> None:
    incident, _ = brought(town)
    town.clock.advance(READ_FOR)
    open_record(town.system, town.crew("s1"), incident)
    town.clock.advance(timedelta(seconds=1))
    with pytest.raises(ForbiddenError):
        open_record(town.system, town.crew("s1"), incident)
    add_entry(town.system, town.crew("s1"), incident, IV)
    assert told_of(town, "s1") == []
