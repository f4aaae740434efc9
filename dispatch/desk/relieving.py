"""When a unit clears: advice to let it take over from one that is further away. A person decides."""

from datetime import timedelta

from sqlalchemy.orm import Session

from chassis.work import Work
from dispatch.desk.alerting import ACT_SOON, clear_alert, raise_alert, standing_alerts
from dispatch.desk.telling import jobs_of
from dispatch.divert import UnderWay, suggest_reliefs
from dispatch.model import Unit
from dispatch.plan import RoadAnswers
from dispatch.policies.force import in_force
from dispatch.states import BEFORE_SCENE, AssignmentState
from dispatch.system import System
from dispatch.tables.areas import get_region
from dispatch.tables.cases import IncidentRow, get_incident, location_of
from dispatch.tables.fleet import read_unit, read_units


def advise_relief(work: Work, system: System, unit_id: str) -> bool:
    """Raise an alert for the patient who gains most from the unit that has just cleared; False when nobody does."""
    newcomer = read_unit(work.session, unit_id)
    if newcomer.commitments or newcomer.place is None or not newcomer.on_duty or newcomer.out_of_service:
        return False
    policy = in_force(work.session, system, newcomer.region).assign
    cases = _under_way(work.session, newcomer, system.roads.current(), policy.moving_turnout)
    reliefs = suggest_reliefs(newcomer, cases, now=work.now, policy=policy)
    if not reliefs:
        return False
    best = reliefs[0]
    gain = {"unit_id": best.unit_id, "relieves": best.relieved_unit_id, "gain_s": best.gain.total_seconds()}
    return raise_alert(
        work,
        system,
        "divert_advised",
        best.assignment_id,
        region=newcomer.region,
        level=ACT_SOON,
        incident_id=best.incident_id,
        data=gain,
    )


def withdraw_relief(work: Work, unit_id: str) -> None:
    """The unit that was to take over has been sent elsewhere: the advice has lost its ground."""
    for row in standing_alerts(work, "divert_advised"):
        if row.data.get("unit_id") == unit_id:
            clear_alert(work, row.kind, row.subject)


def ask_whether_needed(work: Work, system: System, incident: IncidentRow) -> None:
    """The patient has left: does the desk still want the units that are on their way to the scene? A person decides."""
    for job in jobs_of(work, incident):
        if job.open and AssignmentState(job.state) in BEFORE_SCENE:
            data = {"unit_id": job.unit_id, "assignment_id": job.id}
            raise_alert(
                work,
                system,
                "not_needed",
                job.id,
                region=incident.region,
                level=ACT_SOON,
                incident_id=incident.id,
                data=data,
            )


def _under_way(session: Session, newcomer: Unit, roads: RoadAnswers, turnout: timedelta) -> list[UnderWay]:
    area, found = get_region(session, newcomer.region), []
    for unit in read_units(session, (area.id, *area.neighbours)):
        for running in unit.commitments:
            location = location_of(get_incident(session, running.incident_id))
            if running.state not in BEFORE_SCENE or location is None or newcomer.place is None:
                continue
            way = roads.to_one([newcomer.place], location.place)[0]
            if way is not None:
                found.append(UnderWay(unit, running, turnout + way.p50))
    return found
