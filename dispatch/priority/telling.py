"""What desk and crew hear of a job's signals."""

from chassis import topics
from chassis.events import Event
from chassis.work import Work
from dispatch.boards.signals import signals_view
from dispatch.system import System
from dispatch.tables.cases import AssignmentRow


def tell_signals(work: Work, job: AssignmentRow, system: System) -> None:
    """The states of a job's signals have changed; for the desk and the crew."""
    work.session.flush()
    data = {"job_id": job.id, "incident_id": job.incident_id, "unit_id": job.unit_id} | signals_view(
        work.session, system, job
    )
    for region, topic in (
        (job.region, topics.desk(job.region)),
        (job.unit_region, topics.unit(job.unit_region, job.unit_id)),
    ):
        work.told.append(Event(region, topic, "signals_changed", job.id, data, work.now))
