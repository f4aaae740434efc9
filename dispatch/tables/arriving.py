"""When a patient is at a hospital's door, from what the database knows of the unit that carries it."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dispatch.arriving import Arrival, arrival_at_door
from dispatch.states import BUSY, AssignmentAction, AssignmentState
from dispatch.tables.cases import AssignmentRow, StampRow, assignments_of
from hospitals.request import Request


def carrying_job(session: Session, incident_id: str) -> AssignmentRow | None:
    """The assignment of the unit that has the patient or goes there; None while nobody does."""
    jobs = assignments_of(session, [incident_id]).get(incident_id, [])
    return next((job for job in jobs if job.open and AssignmentState(job.state) in BUSY), None)


def read_arrival(session: Session, ask: Request, job: AssignmentRow, *, now: datetime) -> Arrival | None:
    """At the door of the hospital of `ask`; the drive is what it was asked with."""
    reached = select(func.min(StampRow.at)).where(
        StampRow.assignment_id == job.id, StampRow.name.in_((AssignmentAction.ON_SCENE, AssignmentAction.AT_PATIENT))
    )
    return arrival_at_door(
        AssignmentState(job.state),
        eta=job.eta,
        eta_p90=job.eta_p90,
        reached_at=session.scalar(reached),
        drive=ask.minimum.eta - ask.asked_at if ask.minimum.eta else None,
        now=now,
    )
