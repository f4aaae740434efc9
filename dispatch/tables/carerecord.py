"""The whole record of one patient out of the database."""

from dataclasses import fields
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch.care.entry import CareSource
from dispatch.care.record import Ahead, Assessed, CareRecord, Carrying, Named, Stamped, VitalSet
from dispatch.model import Vitals
from dispatch.scores.score import Scale
from dispatch.tables.assessments import assessments_of
from dispatch.tables.care import read_entries
from dispatch.tables.cases import (
    AssignmentRow,
    CallRow,
    IncidentRow,
    StampRow,
    assignments_of,
    gate_of,
    get_incident,
    location_of,
)
from dispatch.tables.family import family_of
from dispatch.tables.fleet import get_unit
from dispatch.tables.patients import VitalsRow, find_patient, read_patient
from dispatch.tables.prealerts import PreAlertRow
from hospitals.tables.facts import get_hospital_row
from hospitals.tables.requests import read_requests


def read_record(session: Session, incident_id: str, *, now: datetime) -> CareRecord:
    """The record as it stands; raises NotFoundError. Whoever shows it asks first who may read how much of it."""
    row = get_incident(session, incident_id)
    patient = find_patient(session, row.id)
    return CareRecord(
        as_of=now,
        incident_id=row.id,
        number=row.number,
        region=row.region,
        received_at=row.received_at,
        simulated=row.simulated,
        patient=read_patient(session, row.id),
        name=patient.name if patient else None,
        spo2_scale=patient.spo2_scale if patient else None,
        complaint=row.complaint,
        determinant=row.determinant,
        bundle=row.bundle,
        priority=row.priority,
        gate=gate_of(row.gate),
        said=_said(session, row.id),
        location=location_of(row),
        place_detail=dict(row.place_detail or {}),
        units=tuple(_carrying(session, job) for job in assignments_of(session, [row.id]).get(row.id, [])),
        hospital=_hospital(session, row),
        outside=row.outside,
        requests=read_requests(session, incident_ids=(row.id,), listed=False),
        ahead=_ahead(session, row.id),
        stamps=_stamps(session, row.id),
        sets=_sets(session, row.id),
        entries=read_entries(session, row.id),
        assessments=_assessments(session, row.id),
        disposition=row.disposition,
        closed_at=row.closed_at,
    )


def _said(session: Session, incident_id: str) -> tuple[str, ...]:
    calls = select(CallRow.text).where(CallRow.incident_id.in_(family_of(session, incident_id)))
    return tuple(session.scalars(calls.where(CallRow.text.is_not(None)).order_by(CallRow.received_at, CallRow.id)))


def _carrying(session: Session, job: AssignmentRow) -> Carrying:
    unit = get_unit(session, job.unit_id)
    named = Named(unit.id, unit.callsign, unit.callsign_en)
    return Carrying(job.id, named, job.state, job.open, job.eta, tuple(unit.skills))


def _hospital(session: Session, row: IncidentRow) -> Named | None:
    if row.hospital_id is None:
        return None
    house = get_hospital_row(session, row.hospital_id)
    return Named(house.id, house.name_ko, house.name_en)


def _ahead(session: Session, incident_id: str) -> tuple[Ahead, ...]:
    sent = select(PreAlertRow).where(PreAlertRow.incident_id == incident_id)
    rows = session.scalars(sent.order_by(PreAlertRow.sent_at, PreAlertRow.id))
    return tuple(Ahead(row.hospital_id, row.sent_at, tuple(row.card.get("teams") or ())) for row in rows)


def _stamps(session: Session, incident_id: str) -> tuple[Stamped, ...]:
    rows = session.scalars(select(StampRow).where(StampRow.incident_id == incident_id).order_by(StampRow.id))
    return tuple(
        Stamped(
            row.name,
            row.at,
            row.source,
            row.actor,
            assignment_id=row.assignment_id,
            device_at=row.device_at,
            entered_at=row.entered_at,
            skipped=tuple(row.skipped),
        )
        for row in rows
    )


def _sets(session: Session, incident_id: str) -> tuple[VitalSet, ...]:
    rows = session.scalars(select(VitalsRow).where(VitalsRow.incident_id == incident_id).order_by(VitalsRow.id))
    return tuple(
        VitalSet(
            row.id,
            row.at,
            row.actor,
            Vitals(**{one.name: getattr(row, one.name) for one in fields(Vitals)}),
            device_at=row.device_at,
            source=CareSource(row.source),
            device=row.device,
        )
        for row in rows
    )


def _assessments(session: Session, incident_id: str) -> tuple[Assessed, ...]:
    return tuple(
        Assessed(row.id, Scale(row.scale), row.at, row.actor_name, row.findings, row.result, device_at=row.device_at)
        for row in assessments_of(session, incident_id)
    )
