"""A place that was put right reaches those who are on their way to the old one: a new route, and word to the crew."""

from chassis.identity import Actor
from chassis.work import Work, record_change, working
from dispatch.desk.assigning import TURNOUT, Way, find_way, way_times
from dispatch.desk.telling import tell_assignment
from dispatch.record import route_json
from dispatch.states import BEFORE_SCENE, AssignmentState
from dispatch.system import System
from dispatch.tables.cases import AssignmentRow, assignments_of, expect, get_incident
from dispatch.tables.fleet import read_unit


def lead_on(system: System, actor: Actor, incident_id: str) -> None:
    """Give every unit that is not on scene yet its way to where the incident is now, and tell its crew."""
    with system.db.read() as session:
        incident = get_incident(session, incident_id)
        units = [read_unit(session, job.unit_id) for job in _bound(assignments_of(session, [incident_id]), incident_id)]
    if not units:
        return
    ways = {unit.id: find_way(system.roads.current(), unit, incident) for unit in units}
    with working(system, actor) as work:
        row = get_incident(work.session, incident_id)
        for job in _bound(assignments_of(work.session, [incident_id]), incident_id):
            if job.unit_id in ways:
                _lead(work, job, ways[job.unit_id])
                tell_assignment(work, job, row, "relocate")


def _bound(jobs: dict[str, list[AssignmentRow]], incident_id: str) -> list[AssignmentRow]:
    return [job for job in jobs.get(incident_id, []) if job.open and AssignmentState(job.state) in BEFORE_SCENE]


def _lead(work: Work, job: AssignmentRow, way: Way) -> None:
    old = {"eta": job.eta.isoformat() if job.eta else None}
    job.route = route_json(way.route) if way.route is not None else None
    rolling = AssignmentState(job.state) in {AssignmentState.EN_ROUTE, AssignmentState.STAGED}
    expect(job, *way_times(way, work.now if rolling else work.now + TURNOUT))
    new = {"eta": job.eta.isoformat() if job.eta else None}
    record_change(work, "relocate", job.id, old, new, region=job.region)
