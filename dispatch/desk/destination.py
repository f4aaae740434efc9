"""Where the patient goes: the hospital that agreed, the way there, the arrival and the handover."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from chassis.geo import LatLon
from chassis.work import Work
from dispatch.desk.alerting import ACT_SOON, clear_alert, raise_alert
from dispatch.desk.announcing import announce
from dispatch.desk.judging import judge
from dispatch.desk.ladders import end_climb, resume_climb
from dispatch.desk.onward import forget_onward, look_onward
from dispatch.desk.ordered import expire_orders
from dispatch.desk.stamping import stamp
from dispatch.desk.telling import jobs_of, tell_before, tell_incident
from dispatch.mass.model import BOUND_FOR
from dispatch.plan import needs_of
from dispatch.policies.force import in_force
from dispatch.record import route_json
from dispatch.states import AssignmentState
from dispatch.system import System
from dispatch.tables.cases import AssignmentRow, IncidentRow, expect, get_incident, scene_of
from dispatch.tables.fleet import UnitRow
from dispatch.tables.mass import carried_by, casualties_of
from dispatch.tables.patients import read_patient
from dispatch.triage import Triage
from hospitals.disclosure import may_read
from hospitals.intake import asking, choosing
from hospitals.ranking import Needs
from hospitals.request import CHOSEN, ReleaseReason, Request, RequestState, Sex, age_band
from hospitals.tables.facts import get_hospital_row
from hospitals.tables.requests import read_requests

ON_THE_WAY = frozenset({AssignmentState.AT_PATIENT, AssignmentState.DEPART_SCENE})


def destination_of(work: Work, incident: IncidentRow) -> tuple[str, str] | None:
    """The receiving hospital as (region, id), for as long as it reads of this patient; None while there is none."""
    if incident.hospital_id is None:
        return None
    asks = read_requests(work.session, incident_ids=(incident.id,), hospital_id=incident.hospital_id, states=CHOSEN)
    return next(((ask.hospital_region, ask.hospital_id) for ask in asks if may_read(ask, now=work.now)), None)


def set_destination(work: Work, system: System, incident: IncidentRow, chosen: Request) -> None:
    """The incident's patient goes to the hospital of `chosen`; a crew already on its way gets the new route."""
    incident.hospital_id, incident.outside = chosen.hospital_id, None
    expire_orders(work, incident, standing=(None, chosen.hospital_id))
    end_climb(work, incident)
    clear_alert(work, "hold_expired", incident.id)
    look_onward(work, system, incident, chosen)
    stamp(work, incident, "hospital_accepted")
    announce(work, system, incident, chosen)
    for job in jobs_of(work, incident):
        if job.open and AssignmentState(job.state) in ON_THE_WAY:
            for alert in ("eta_later", "eta_earlier"):
                clear_alert(work, alert, job.id)
            plan_transport(work.session, system, job, incident, work.now)
    tell_incident(work, incident)
    if incident.transfer_of is not None:
        tell_before(work, get_incident(work.session, incident.transfer_of))


def plan_transport(session: Session, system: System, job: AssignmentRow, incident: IncidentRow, now: datetime) -> None:
    """Route and expected arrival from where the unit is to the hospital; cleared where none is chosen or its place
    is not known."""
    expect(job, None, None)
    job.route = None
    unit, door = session.get(UnitRow, job.unit_id), door_of(session, incident, job)
    if door is None or unit is None:
        return
    lat, lon = (unit.lat, unit.lon) if unit.lat is not None else (incident.place_lat, incident.place_lon)
    if lat is None or lon is None:
        return
    route = system.roads.current().route(LatLon(lat, lon), door)
    if route is not None:
        job.route = route_json(route)
        expect(job, now + route.travel.p50, now + route.travel.p90)


def door_of(session: Session, incident: IncidentRow, job: AssignmentRow) -> LatLon | None:
    """Where the unit takes its patient, in the system or outside it: of many casualties, those it carries."""
    aboard = [row.hospital_id for row in carried_by(session, job.id) if row.state in BOUND_FOR]
    hospital_id = next((one for one in aboard if one is not None), incident.hospital_id)
    if hospital_id is not None:
        hospital = get_hospital_row(session, hospital_id)
        return LatLon(hospital.lat, hospital.lon)
    named = incident.outside or {}
    return LatLon(named["lat"], named["lon"]) if "lat" in named else None


def heading_for(session: Session, job: AssignmentRow, incident: IncidentRow) -> LatLon | None:
    """Where a unit drives to by the state it is in, scene or door; None where nobody knows."""
    if job.state == AssignmentState.DEPART_SCENE:
        return door_of(session, incident, job)
    return scene_of(incident)


def close_window(work: Work, system: System, patient_id: str) -> None:
    """The offer window is over: the best yes is held and becomes the destination."""
    held = choosing.settle(work, patient_id, policy=in_force(work.session, system, work.actor.region).ladder)
    if held is not None:
        set_destination(work, system, get_incident(work.session, held.incident_id), held)


def confirm_destination(work: Work, incident: IncidentRow) -> None:
    """The crew has left for its hospital: a bed that was only held is held no longer by the clock."""
    choosing.confirm_held(work, incident.id)


def forget_destination(work: Work, system: System, request: Request) -> None:
    """A hold ran out unconfirmed: the patient has no destination again, and the desk is told which one is gone."""
    incident = get_incident(work.session, request.incident_id)
    if request.state is RequestState.RELEASED and incident.hospital_id == request.hospital_id:
        incident.hospital_id = None
        expire_orders(work, incident, standing=(None,))
        forget_onward(work, incident)
        resume_climb(work, incident)
        raise_alert(
            work,
            system,
            "hold_expired",
            incident.id,
            region=incident.region,
            level=ACT_SOON,
            incident_id=incident.id,
            data={"hospital_id": request.hospital_id},
        )
        tell_incident(work, incident)


def arrived_at_hospital(work: Work, system: System, incident: IncidentRow) -> None:
    """The crew stands at the door, whatever the hospital's request says."""
    if incident.hospital_id is not None:
        case = case_of(work.session, incident, needs_now(work.session, system, incident))
        asking.arrive(work, case, hospital_id=incident.hospital_id, ids=system.ids)


def handed_over(work: Work, system: System, incident: IncidentRow) -> None:
    """The hospital has taken the patient over: no order to the crew counts any more."""
    expire_orders(work, incident)
    choosing.offload(work, incident.id, read_for=read_for(work, system, incident.region))


def read_for(work: Work, system: System, region: str) -> timedelta:
    """How long after a handover the receiving hospital still reads, by the policy in force in the patient's region."""
    return in_force(work.session, system, region).disclosure.after_handover


def release_hospitals(work: Work, system: System, incident: IncidentRow) -> None:
    """Nobody will come after all: every hospital still asked or held is let go and told; the one that has the patient
    reads on for a while."""
    for patient_id in (incident.id, *(one.id for one in casualties_of(work.session, incident.id))):
        choosing.end_reading(work, patient_id, read_for=read_for(work, system, incident.region))
    choosing.release_all(work, incident.id, reason=ReleaseReason.CANCELLED)
    expire_orders(work, incident)
    end_climb(work, incident)


def triage_now(session: Session, system: System, incident: IncidentRow) -> Triage:
    """What the rules make of everybody's answers, and what people have accepted since."""
    return judge(session, incident, system.rules).triage


def needs_now(session: Session, system: System, incident: IncidentRow) -> Needs:
    """What the patient needs, by triage and by what the crew has found out."""
    patient = read_patient(session, incident.id)
    return needs_of(
        triage_now(session, system, incident),
        acuity=patient.acuity if patient else None,
        age_years=patient.age_years if patient else None,
        sent_on_by=incident.transfer_from,
    )


def case_of(session: Session, incident: IncidentRow, needs: Needs) -> asking.Case:
    """The patient as hospitals are asked for: the first one bears the incident's id."""
    patient = read_patient(session, incident.id)
    return asking.Case(
        incident_id=incident.id,
        patient_id=incident.id,
        region=incident.region,
        needs=needs,
        age_band=age_band(patient.age_years) if patient else None,
        sex=Sex(patient.sex) if patient and patient.sex else None,
    )
