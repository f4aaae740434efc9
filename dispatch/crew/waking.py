"""A new job wakes a crew: its device says that it has shown it, and a trial alarm shows that it would."""

from datetime import datetime

from chassis import topics
from chassis.events import Event
from chassis.identity import Actor
from chassis.work import Work, record_change, working
from dispatch.crew.confining import confine_to_assignment, confine_to_unit
from dispatch.desk.telling import tell_assignment
from dispatch.states import AssignmentState
from dispatch.system import System
from dispatch.tables.cases import AssignmentRow, get_assignment, get_incident
from dispatch.tables.fleet import get_unit
from dispatch.tables.waking import ShownRow


def report_shown(system: System, actor: Actor, assignment_id: str, *, device_at: datetime | None = None) -> None:
    """The device shows the job and rings. The first time counts; once it is acknowledged it says nothing new."""
    with working(system, actor) as work:
        job = get_assignment(work.session, assignment_id, lock=True)
        confine_to_assignment(actor, job)
        if job.state == AssignmentState.DISPATCHED and work.session.get(ShownRow, job.id) is None:
            _keep(work, job, device_at)


def try_alarm(system: System, actor: Actor, unit_id: str) -> None:
    """Ring the unit's devices as a new job would, over the same way. Nothing is stamped and nobody is paged."""
    with working(system, actor) as work:
        unit = get_unit(work.session, unit_id)
        confine_to_unit(actor, unit)
        record_change(work, "try_alarm", unit_id, None, None, region=unit.region)
        topic, told = topics.unit(unit.region, unit_id), {"at": work.now.isoformat()}
        work.told.append(Event(unit.region, topic, "alarm_trial", unit_id, told, work.now))


def _keep(work: Work, job: AssignmentRow, device_at: datetime | None) -> None:
    work.session.add(ShownRow(assignment_id=job.id, region=job.region, at=work.now, device_at=device_at))
    tell_assignment(work, job, get_incident(work.session, job.incident_id), "shown")
