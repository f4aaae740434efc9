"""Which units are or were with a patient: by the stamps of their assignments, without a step that was taken back."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch.states import CHAIN, AssignmentAction, AssignmentState
from dispatch.tables.cases import AssignmentRow, StampRow

CORRECTED = "corrected"  # the stamp that takes the newest step back
READ_FOR = timedelta(days=30)  # how long a crew reads about a patient it was with
BROUGHT = frozenset({AssignmentAction.DEPART, AssignmentAction.AT_HOSPITAL, AssignmentAction.HAND_OVER})
THERE = BROUGHT | {AssignmentAction.ON_SCENE, AssignmentAction.AT_PATIENT}
STEPS = {action.value: action for _, action in CHAIN}


def attended(session: Session, unit_id: str, incident_id: str, *, since: datetime | None = None) -> bool:
    """Whether the unit is on the incident, or was there; `since` leaves out what ended before."""
    wanted = select(AssignmentRow).where(AssignmentRow.unit_id == unit_id, AssignmentRow.incident_id == incident_id)
    jobs = [one for one in session.scalars(wanted) if one.state != AssignmentState.PROPOSED]
    if any(job.open for job in jobs):
        return True
    steps = steps_of(session, [job.id for job in jobs if since is None or (job.closed_at or since) >= since])
    return any(THERE & set(taken) for taken in steps.values())


def steps_of(session: Session, assignment_ids: Iterable[str]) -> dict[str, list[AssignmentAction]]:
    """The steps of each assignment in their order, as they stand after corrections."""
    wanted = select(StampRow.assignment_id, StampRow.name).where(StampRow.assignment_id.in_(list(assignment_ids)))
    found: dict[str, list[AssignmentAction]] = {}
    for job, name in session.execute(wanted.order_by(StampRow.id)):
        steps = found.setdefault(str(job), [])
        if name in STEPS:
            steps.append(STEPS[name])
        elif name == CORRECTED and steps:
            steps.pop()
    return found
