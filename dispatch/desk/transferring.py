"""Onward transfer: begun with one key, while the patient is still on the way or once it is there.

A transfer is an incident of its own at the stabilising hospital's door, with the patient as known, its newest vital
signs and what it needs: found a hospital by the same ladder, sent a unit and stamped like any other. Both name each
other, and nothing is typed again.
"""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.errors import InvalidInputError
from chassis.identity import Actor
from chassis.work import Work, record_change, working
from dispatch.desk.alerting import clear_alert
from dispatch.desk.asking import ask_hospitals
from dispatch.desk.deciding import decide
from dispatch.desk.onward import ALERT
from dispatch.desk.stamping import stamp
from dispatch.desk.telling import tell_before, tell_incident
from dispatch.model import LocationSource, Verification
from dispatch.states import INCIDENT, IncidentAction
from dispatch.system import System
from dispatch.tables.areas import next_number
from dispatch.tables.cases import IncidentRow, get_incident
from dispatch.tables.patients import PatientRow, VitalsRow
from hospitals.request import Request
from hospitals.tables.facts import get_hospital_row
from hospitals.tables.requests import lock_patient, read_requests


@dataclass(frozen=True, slots=True)
class Transfer:
    """A transfer that has begun, and whom the ladder has asked for it."""

    incident_id: str
    number: str
    requests: tuple[Request, ...]


def begin_transfer(system: System, actor: Actor, incident_id: str) -> Transfer:
    """Look for the next hospital from where the patient is stabilised. Beginning twice is once.

    Raises NotFoundError for another region's incident, InvalidInputError when no hospital is chosen yet.
    """
    with working(system, actor) as work:
        lock_patient(work.session, incident_id)
        incident = get_incident(work.session, incident_id, region=actor.region)
        begun = incident.onward_id
        onward = get_incident(work.session, begun) if begun else _begin(work, system, incident)
        transfer_id, number = onward.id, onward.number
    if begun:
        with system.db.read() as session:
            return Transfer(transfer_id, number, read_requests(session, incident_ids=(transfer_id,)))
    decide(system, transfer_id, made_for=actor.id)
    return Transfer(transfer_id, number, ask_hospitals(system, actor, transfer_id))


def _begin(work: Work, system: System, incident: IncidentRow) -> IncidentRow:
    if incident.hospital_id is None:
        raise InvalidInputError("hospital", "no hospital is chosen yet")
    number = f"{work.now:%y}-{next_number(work.session, incident.region, 'incident'):06d}"
    onward = _at_the_door(work, system.ids.new("inc"), number, incident)
    work.session.add(onward)
    work.session.flush()
    _bring_patient(work.session, incident.id, onward.id)
    incident.onward_id = onward.id
    incident.onward_opened_at = incident.onward_opened_at or work.now
    clear_alert(work, ALERT, incident.id)
    stamp(work, onward, "call_received")
    stamp(work, onward, "gate_done")
    stamp(work, incident, "transfer_begun")
    record_change(work, "begin_transfer", incident.id, None, {"number": number, "from": incident.hospital_id})
    tell_incident(work, onward, kind="call_received", jobs=[])
    tell_before(work, incident)
    return onward


def _at_the_door(work: Work, ident: str, number: str, incident: IncidentRow) -> IncidentRow:
    """The same event, standing at the stabilising hospital."""
    hospital = get_hospital_row(work.session, str(incident.hospital_id))
    return IncidentRow(
        id=ident,
        region=incident.region,
        number=number,
        state=INCIDENT.after(INCIDENT.after(INCIDENT.start, IncidentAction.ANSWER), IncidentAction.GATE),
        received_at=work.now,
        complaint=incident.complaint,
        bundle=incident.bundle,
        gate=incident.gate,
        place_lat=hospital.lat,
        place_lon=hospital.lon,
        place_source=LocationSource.MAP,
        place_text=hospital.name_ko,
        verification=Verification.VERIFIED,
        simulated=incident.simulated,
        transfer_of=incident.id,
        transfer_from=hospital.id,
    )


def _bring_patient(session: Session, incident_id: str, onward_id: str) -> None:
    """The patient as known, and the newest set of vital signs with the time it was taken."""
    patient = session.scalar(select(PatientRow).where(PatientRow.incident_id == incident_id))
    if patient is not None:
        known = {
            name: getattr(patient, name) for name in ("region", "age_years", "sex", "acuity", "name", "spo2_scale")
        }
        session.add(PatientRow(id=onward_id, incident_id=onward_id, **known))
    newest = select(VitalsRow).where(VitalsRow.incident_id == incident_id).order_by(VitalsRow.id.desc()).limit(1)
    signs = session.scalar(newest)
    if signs is not None:
        copied = {column.key: getattr(signs, column.key) for column in VitalsRow.__table__.columns}
        session.add(VitalsRow(**copied | {"id": None, "incident_id": onward_id}))
