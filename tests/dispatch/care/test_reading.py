"""The record of a patient is the whole of it, read at one instant."""

from datetime import timedelta

import pytest

from chassis.errors import NotFoundError
from dispatch.care.entry import CareKind, CareSource
from dispatch.crew.caring import describe_patient, record_vitals
from dispatch.crew.stepping import step
from dispatch.desk.sending import send_unit
from dispatch.desk.taking import take_call
from dispatch.model import Vitals
from dispatch.states import AssignmentAction
from dispatch.tables.care import CareEntryRow
from dispatch.tables.carerecord import read_record
from tests.dispatch.town import Town, call


def test_the_record_holds_patient_signs_treatment_and_stamps(town: Town) -> None:
    taken = take_call(town.system, town.kim, call())
    job = send_unit(town.system, town.kim, taken.incident_id, "s1")
    crew = town.crew("s1")
    early = town.clock.now()
    town.clock.advance(timedelta(minutes=3))
    step(town.system, crew, job, AssignmentAction.ACK, device_at=early)
    describe_patient(town.system, crew, taken.incident_id, age_years=63, sex="male", acuity=2)
    record_vitals(town.system, crew, taken.incident_id, Vitals(spo2_percent=91), device_at=early)
    with town.system.db.write() as session:
        about = {"region": town.kim.region, "incident_id": taken.incident_id, "actor": crew.id, "actor_name": "Lee"}
        session.add(
            CareEntryRow(id="c1", kind="drug", code="oxygen", dose=4.0, unit="L/min", at=early, source="human", **about)
        )
    with town.system.db.read() as session:
        record = read_record(session, taken.incident_id, now=town.clock.now())
    assert record.patient is not None
    assert (record.patient.age_years, record.patient.sex, record.patient.acuity) == (63, "male", 2)
    assert [unit.unit.id for unit in record.units] == ["s1"]
    assert record.sets[0].signs == Vitals(spo2_percent=91)
    assert record.sets[0].source is CareSource.HUMAN
    assert record.taken[0].at == early
    assert [entry.code for entry in record.of(CareKind.DRUG)] == ["oxygen"]
    assert record.stamped("ack") == town.clock.now()
    assert record.hospital is None


def test_a_record_of_nobody_is_not_found(town: Town) -> None:
    with town.system.db.read() as session, pytest.raises(NotFoundError):
        read_record(session, "nobody", now=town.clock.now())
