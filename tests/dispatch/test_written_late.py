"""What a crew's device could not send in time is kept when it comes, whatever has become of the run."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from chassis.errors import ForbiddenError, StaleError
from dispatch.boards.field import notes_view
from dispatch.crew.assessing import assess_patient
from dispatch.crew.caring import describe_patient, record_vitals
from dispatch.desk.closing import add_note, close_incident
from dispatch.desk.sending import cancel_assignment, send_unit
from dispatch.model import Vitals
from dispatch.scores.score import Scale
from dispatch.tables.advice import AdviceRow
from dispatch.tables.assessments import AssessmentRow, get_assessment
from dispatch.tables.patients import NoteRow, VitalsRow, find_patient
from tests.dispatch.test_assessing import FELL, OCCLUSION, at_patient
from tests.dispatch.test_outcomes import brought
from tests.dispatch.town import Town

GRAVE = Vitals(systolic_mmhg=62, heart_rate_bpm=142, spo2_percent=81, respiratory_rate_bpm=34)


def closed(town: Town) -> str:
    incident, _ = brought(town)
    close_incident(town.system, town.kim, incident, "handed_over")
    return incident


def test_signs_scores_notes_and_the_patient_are_kept_after_the_run_is_closed(town: Town) -> None:
    incident, crew = closed(town), town.crew("s1")
    taken_at = town.clock.now() - timedelta(minutes=20)
    record_vitals(town.system, crew, incident, GRAVE, device_at=taken_at)
    assess_patient(town.system, crew, incident, Scale.RACE, OCCLUSION, device_at=taken_at)
    describe_patient(town.system, crew, incident, age_years=71, acuity=2)
    add_note(town.system, crew, incident, "보호자 동승")
    with town.system.db.read() as session:
        counted = [session.scalar(select(func.count()).select_from(one)) for one in (VitalsRow, AssessmentRow, NoteRow)]
        patient = find_patient(session, incident)
        advised = session.scalars(select(AdviceRow.id).where(AdviceRow.shown.is_(True))).all()
    assert counted == [1, 1, 1]
    assert patient is not None and (patient.age_years, patient.acuity) == (71, 2)
    assert advised == [], "nobody is told to act on a case that is over"


def test_what_waited_on_a_device_does_not_write_over_what_was_written_since(town: Town) -> None:
    incident, _ = brought(town)
    crew, early = town.crew("s1"), town.clock.now()
    town.clock.advance(timedelta(minutes=10))
    describe_patient(town.system, town.kim, incident, age_years=71)
    with pytest.raises(StaleError) as refused:
        describe_patient(town.system, crew, incident, age_years=17, written_at=early)
    assert (refused.value.part, refused.value.by) == ("age_years", town.kim.name)
    describe_patient(town.system, crew, incident, sex="female", written_at=early)  # this nobody knew
    describe_patient(town.system, crew, incident, age_years=17)  # a person has looked at both
    with town.system.db.read() as session:
        patient = find_patient(session, incident)
    assert patient is not None and (patient.age_years, patient.sex) == (17, "female")


def test_a_note_tells_when_it_was_written_not_when_it_came(town: Town) -> None:
    incident, _ = brought(town)
    early = town.clock.now()
    town.clock.advance(timedelta(minutes=30))
    add_note(town.system, town.crew("s1"), incident, "보호자 동승", device_at=early)
    add_note(town.system, town.crew("s1"), incident, "시계가 빠름", device_at=early + timedelta(days=9))
    with town.system.db.read() as session:
        told = [note["at"] for note in notes_view(session, incident)]
    assert told == [early.isoformat(), town.clock.now().isoformat()]


def test_a_unit_that_never_came_writes_nothing_late(town: Town) -> None:
    incident, _ = brought(town)
    job = send_unit(town.system, town.kim, incident, "s2")
    cancel_assignment(town.system, town.kim, job, "필요 없음")
    with pytest.raises(ForbiddenError):
        record_vitals(town.system, town.crew("s2"), incident, GRAVE)
    with pytest.raises(ForbiddenError):
        describe_patient(town.system, town.crew("s2"), incident, age_years=71)


def test_a_score_that_comes_late_goes_with_the_signs_of_its_time(town: Town) -> None:
    incident, _ = at_patient(town, FELL)
    record_vitals(town.system, town.crew("s1"), incident, Vitals(systolic_mmhg=85))
    tapped_at = town.clock.now()
    town.clock.advance(timedelta(minutes=40))
    record_vitals(town.system, town.crew("s1"), incident, Vitals(systolic_mmhg=130))
    made = assess_patient(
        town.system, town.crew("s1"), incident, Scale.FIELD_TRIAGE, {"fall_low": True}, device_at=tapped_at
    )
    with town.system.db.read() as session:
        assert get_assessment(session, made).findings["signs"] == {"systolic_mmhg": 85}
