"""The escape: a hospital that is not in the system, named by a person. Nothing holds a crew back from going there."""

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from chassis.errors import InvalidInputError
from chassis.geo import LatLon
from chassis.identity import Actor
from chassis.work import Work, record_change, working
from dispatch.desk.alerting import clear_alert
from dispatch.desk.asking import ask_hospitals, confine
from dispatch.desk.destination import ON_THE_WAY, plan_transport
from dispatch.desk.ladders import end_climb
from dispatch.desk.onward import forget_onward
from dispatch.desk.ordered import expire_orders
from dispatch.desk.stamping import stamp
from dispatch.desk.telling import jobs_of, tell_assignment, tell_incident
from dispatch.states import AssignmentState
from dispatch.system import System
from dispatch.tables.areas import LandmarkRow
from dispatch.tables.cases import IncidentRow, get_incident
from dispatch.tables.climbs import find_climb
from hospitals.intake import choosing
from hospitals.ladder import Rung
from hospitals.request import ReleaseReason
from hospitals.tables.facts import HospitalRow
from hospitals.tables.requests import lock_patient

LONGEST_NAME = 120


def name_hospital(system: System, actor: Actor, incident_id: str, name: str, place: LatLon | None = None) -> str | None:
    """A hospital is named in words. One of ours is asked like any other, and its id returned; to any other one goes."""
    with system.db.read() as session:
        known = session.scalar(
            select(HospitalRow.id).where(_is_called(" ".join(name.split()))).order_by(HospitalRow.id)
        )
    if known is None:
        go_outside(system, actor, incident_id, name, place)
        return None
    ask_hospitals(system, actor, incident_id, hospital_ids=(known,))
    return known


def _is_called(name: str) -> ColumnElement[bool]:
    return or_(HospitalRow.name_ko == name, func.lower(HospitalRow.name_en) == name.lower())


def go_outside(system: System, actor: Actor, incident_id: str, name: str, place: LatLon | None = None) -> None:
    """The patient goes to a hospital called `name`; every hospital asked or held is let go and told.

    Without a place that of a landmark of this name is taken; without either there is no expected arrival, and the
    stamps are taken all the same. Raises InvalidInputError, ForbiddenError.
    """
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise InvalidInputError("name", f"a hospital's name has 1 to {LONGEST_NAME} characters")
    with working(system, actor) as work:
        lock_patient(work.session, incident_id)
        incident = get_incident(work.session, incident_id)
        confine(work.session, actor, incident)
        choosing.divert(work, incident_id)
        choosing.release_all(work, incident_id, reason=ReleaseReason.DIVERTED)
        where = place or _landmark(work.session, incident.region, name)
        spot = {"lat": where.lat, "lon": where.lon} if where else {}
        old = {"hospital": incident.hospital_id}
        incident.hospital_id, incident.outside = None, {"name": name, "by": actor.name, **spot}
        expire_orders(work, incident, standing=(None,))
        forget_onward(work, incident)
        clear_alert(work, "hold_expired", incident.id)
        climb = find_climb(work.session, incident_id)
        if climb is not None:
            climb.rung = Rung.OUTSIDE.value
        end_climb(work, incident)
        stamp(work, incident, "hospital_chosen")
        record_change(work, "go_outside", incident.id, old, {"hospital": name}, region=incident.region)
        _lead_there(work, system, incident)
        tell_incident(work, incident)


def _lead_there(work: Work, system: System, incident: IncidentRow) -> None:
    """The units that have the patient aboard, or will, drive there."""
    for job in jobs_of(work, incident):
        if job.open and AssignmentState(job.state) in ON_THE_WAY:
            plan_transport(work.session, system, job, incident, work.now)
            tell_assignment(work, job, incident, "go_outside")


def _landmark(session: Session, region: str, name: str) -> LatLon | None:
    named = or_(LandmarkRow.name_ko == name, LandmarkRow.name_en == name)
    row = session.scalar(select(LandmarkRow).where(LandmarkRow.region == region, named).order_by(LandmarkRow.id))
    return LatLon(row.lat, row.lon) if row is not None else None
