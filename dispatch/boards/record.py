"""The record's own page: everything on record of one patient, for its crew, its hospital and the supervisors."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from chassis.errors import ForbiddenError
from chassis.identity import Actor, Role
from chassis.work import record_change, working
from dispatch.boards.desk import region_view
from dispatch.care.completeness import CORE_SIGNS
from dispatch.care.record import Assessed, CareRecord, Stamped, VitalSet, as_hospital_reads
from dispatch.care.view import entries_view, missing_view
from dispatch.crew.outcomes import returned_view
from dispatch.crew.treating import confine_to_case
from dispatch.record import plain
from dispatch.system import System
from dispatch.tables.areas import get_region
from dispatch.tables.carerecord import read_record
from dispatch.tables.cases import IncidentRow, get_incident
from dispatch.tables.outcomes import read_outcomes
from dispatch.tables.reading import get_reading

Json = dict[str, Any]


def open_record(system: System, actor: Actor, incident_id: str) -> Json:
    """The record of a patient, and on the audit who opened it. Raises NotFoundError, ForbiddenError."""
    with working(system, actor) as work:
        row = get_incident(work.session, incident_id)
        confine_to_record(work.session, actor, row, now=work.now)
        record_change(work, "open_record", row.id, None, None, region=row.region)
    with system.db.read() as session:
        return record_view(session, incident_id, actor, now=system.clock.now())


def confine_to_record(session: Session, actor: Actor, row: IncidentRow, *, now: datetime) -> None:
    """The crews of the case, the supervisors of its region, and the hospital that may read it by now.

    Raises ForbiddenError; NotFoundError for another hospital.
    """
    if actor.role is Role.HOSPITAL:
        get_reading(session, actor, row.id, now=now)
        return
    if actor.role not in {Role.PARAMEDIC, Role.SUPERVISOR}:
        raise ForbiddenError("a record is read by those who care for the patient, and by supervisors")
    confine_to_case(session, actor, row, reading=now)


def record_view(session: Session, incident_id: str, actor: Actor, *, now: datetime) -> Json:
    """As the page shows it; a hospital reads what `as_hospital_reads` leaves."""
    outside = actor.role is Role.HOSPITAL
    record = read_record(session, incident_id, now=now)
    record = as_hospital_reads(record) if outside else record
    returned = read_outcomes(session, [record.incident_id]).get(record.incident_id, [])
    return {
        "now": now.isoformat(),
        "region": region_view(get_region(session, record.region)),
        "may_amend": not outside,
        "incident": _incident(record) | ({} if outside else _scene(record)),
        "patient": plain(record.patient) if record.patient else None,
        "name": record.name,
        "units": [plain(one.unit) | {"state": one.state} for one in record.units],
        "hospital": plain(record.hospital) if record.hospital else None,
        "outside": record.outside,
        "stamps": [_stamp(one) for one in record.stamps],
        "sets": [_set(one) for one in record.sets],
        "signs": list(CORE_SIGNS),
        "entries": entries_view(record.entries),
        "assessments": [_assessed(one) for one in record.assessments],
        "missing": missing_view(record),
        "outcomes": [returned_view(one) for one in returned if not outside or one.hospital_id == actor.facility],
    }


def _incident(record: CareRecord) -> Json:
    return {
        "id": record.incident_id,
        "number": record.number,
        "received_at": record.received_at.isoformat(),
        "closed_at": record.closed_at.isoformat() if record.closed_at else None,
        "priority": record.priority,
        "complaint": record.complaint,
        "happened": record.gate.happened,
        "determinant": record.determinant,
        "bundle": record.bundle,
        "disposition": record.disposition,
        "simulated": record.simulated,
    }


def _scene(record: CareRecord) -> Json:
    return {"place": record.location.text if record.location else None}


def _stamp(one: Stamped) -> Json:
    device = one.device_at.isoformat() if one.device_at else None
    return {"name": one.name, "at": one.at.isoformat(), "device_at": device, "source": one.source}


def _set(one: VitalSet) -> Json:
    taken = {name: value for name, value in plain(one.signs).items() if value is not None}
    return {"at": one.measured_at.isoformat(), "source": one.source.value, **taken}


def _assessed(one: Assessed) -> Json:
    return {"scale": one.scale.value, "at": one.at.isoformat(), "by": one.by_name, "band": one.result.get("band")}
