"""When a patient is at a hospital's door, from what the database knows of the unit that carries it."""

import math
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dispatch.arriving import Arrival, arrival_at_door
from dispatch.states import BEFORE_SCENE, BUSY, CHAIN, AssignmentAction, AssignmentState
from dispatch.tables.cases import AssignmentRow, StampRow, assignments_of
from hospitals.request import Request

ACTION_TO = dict(CHAIN)
PLACES = {state: place for place, (state, _) in enumerate(CHAIN)}


def carrying_job(session: Session, incident_id: str) -> AssignmentRow | None:
    """The assignment of the unit that has the patient or goes there; None while nobody does.

    Of several whoever came furthest, as in the record (`CareRecord.carrier`): of two who drove with the patient the
    later, of two at the scene or at their side the earlier; of those under way who is there first.
    """
    jobs = assignments_of(session, [incident_id]).get(incident_id, [])
    going = [job for job in jobs if job.open and AssignmentState(job.state) in BUSY]
    if len(going) < 2:
        return going[0] if going else None
    reached = _reached(session, going)
    return min(going, key=lambda job: _behind(AssignmentState(job.state), job.eta, reached.get(job.id)))


def _reached(session: Session, jobs: Sequence[AssignmentRow]) -> dict[str, datetime]:
    """When each came to the state it is in, by assignment; one whose stamp nobody set is missing."""
    stamps = session.scalars(select(StampRow).where(StampRow.assignment_id.in_([job.id for job in jobs])))
    names = {job.id: ACTION_TO[AssignmentState(job.state)] for job in jobs}
    found: dict[str, datetime] = {}
    for row in stamps:
        if row.assignment_id is not None and row.name == names[row.assignment_id]:
            found[row.assignment_id] = min(row.at, found.get(row.assignment_id, row.at))
    return found


def _behind(state: AssignmentState, eta: datetime | None, reached: datetime | None) -> tuple[int, float]:
    """How far behind: the less, the sooner it counts."""
    if state in BEFORE_SCENE:
        return len(PLACES), eta.timestamp() if eta is not None else math.inf
    at = reached.timestamp() if reached is not None else 0.0
    drove = PLACES[state] >= PLACES[AssignmentState.DEPART_SCENE]
    return len(PLACES) - PLACES[state], -at if drove else at


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
