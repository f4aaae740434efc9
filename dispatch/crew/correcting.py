"""A step taken by mistake: the assignment goes back by one, the wrong stamp stays, the correction stands beside it."""

from datetime import datetime
from enum import StrEnum

from chassis.errors import IllegalMoveError
from chassis.identity import Actor
from chassis.work import Work, record_change, working
from dispatch.crew.confining import confine_to_assignment
from dispatch.crew.stepping import put_timers_back
from dispatch.desk.carrying import unload
from dispatch.desk.stamping import stamp
from dispatch.desk.telling import tell_assignment, tell_incident
from dispatch.minutes.trips import take_back_arrival
from dispatch.states import CHAIN, AssignmentState
from dispatch.system import System
from dispatch.tables.attending import CORRECTED, steps_of
from dispatch.tables.cases import AssignmentRow, enter, get_assignment, get_incident

STATES = {action: state for state, action in CHAIN}
# The hospital is told of an arrival at once, and nobody can un-tell it: from there on the desk has to help.
CORRECTABLE = frozenset(
    {
        AssignmentState.EN_ROUTE,
        AssignmentState.STAGED,
        AssignmentState.ON_SCENE,
        AssignmentState.AT_PATIENT,
        AssignmentState.DEPART_SCENE,
    }
)


class Mistake(StrEnum):
    """Why a step is taken back."""

    SLIP = "slip"  # of the finger
    TOO_EARLY = "too_early"
    WRONG_PLACE = "wrong_place"


def correct_step(
    system: System, actor: Actor, assignment_id: str, mistake: Mistake, *, device_at: datetime | None = None
) -> str:
    """Take the newest step back; returns the state before it. The stamps of both stay.

    Raises IllegalMoveError where nothing can be taken back, ForbiddenError for another unit's crew.
    """
    with working(system, actor) as work:
        job = get_assignment(work.session, assignment_id)
        confine_to_assignment(actor, job)
        incident, old = get_incident(work.session, job.incident_id), AssignmentState(job.state)
        before = state_before(work, job)
        if old not in CORRECTABLE or before is None:
            raise IllegalMoveError("assignment", old, "correct", ())
        enter(job, before, at=work.now)
        stamp(work, incident, CORRECTED, assignment=job, device_at=device_at)
        record_change(work, "correct", job.id, {"state": old}, {"state": before}, region=job.region, reason=mistake)
        put_timers_back(work, system, job, incident, left=old)
        if old is AssignmentState.DEPART_SCENE:
            unload(work, job, incident)
        if old in {AssignmentState.ON_SCENE, AssignmentState.STAGED}:
            take_back_arrival(work, job)
        tell_assignment(work, job, incident, "correct")
        tell_incident(work, incident)
        return before


def state_before(work: Work, job: AssignmentRow) -> AssignmentState | None:
    """Where the assignment stood before its newest step; None when it had only one. Corrections take steps off."""
    steps = steps_of(work.session, [job.id]).get(job.id, [])
    return STATES[steps[-2]] if len(steps) > 1 else None
