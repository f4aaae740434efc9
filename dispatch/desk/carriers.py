"""The units a distribution loads: who may still take somebody along, and how much room is left."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from chassis.errors import IllegalMoveError, InvalidInputError
from dispatch.mass.distribute import Carrier
from dispatch.mass.model import ENDS, Colour
from dispatch.mass.policy import MassPolicy
from dispatch.states import BEFORE_SCENE, AssignmentState
from dispatch.tables.cases import AssignmentRow, IncidentRow, assignments_of
from dispatch.tables.mass import CasualtyRow, casualties_of, colours_of

SCENE = frozenset({AssignmentState.ON_SCENE, AssignmentState.AT_PATIENT})
LEAVES = BEFORE_SCENE | SCENE  # a unit that may still take somebody along


def jobs_of(session: Session, incident: IncidentRow) -> list[AssignmentRow]:
    """Every unit's job on the incident, ended ones too."""
    return assignments_of(session, [incident.id]).get(incident.id, [])


def read_carriers(session: Session, incident: IncidentRow, policy: MassPolicy, now: datetime) -> list[Carrier]:
    """The units on it that have not left yet and whose arrival is known, with whom they are to take already."""
    aboard: dict[str, list[CasualtyRow]] = {}
    for row in casualties_of(session, incident.id):
        if row.assignment_id is not None and row.state not in ENDS:
            aboard.setdefault(row.assignment_id, []).append(row)
    carriers = []
    for job in jobs_of(session, incident):
        ready = now if job.state in SCENE else job.eta
        if job.open and job.state in LEAVES and ready is not None:
            carriers.append(carrier_of(job, aboard, max(ready, now), policy))
    return carriers


def carrier_of(
    job: AssignmentRow, by_job: Mapping[str, Sequence[CasualtyRow]], ready: datetime, policy: MassPolicy
) -> Carrier:
    """The unit with the room that is left beside those it is to take already."""
    aboard = by_job.get(job.id, ())
    colours = colours_of(aboard)
    sitting = min(colours[Colour.GREEN], policy.unit_sitting)
    return Carrier(
        job.unit_id,
        ready,
        max(0, policy.unit_lying - (len(aboard) - sitting)),
        policy.unit_sitting - sitting,
        hospital_id=aboard[0].hospital_id if aboard else None,
        has_red=colours[Colour.RED] > 0,
    )


def job_of(jobs: Mapping[str, AssignmentRow], unit_id: str) -> AssignmentRow:
    """The job of a unit that may still take somebody along; raises InvalidInputError, IllegalMoveError."""
    job = jobs.get(unit_id)
    if job is None:
        raise InvalidInputError("unit_id", "is not on this incident")
    if job.state not in LEAVES:
        raise IllegalMoveError("assignment", job.state, "take_along", ())
    return job
