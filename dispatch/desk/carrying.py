"""A unit's steps, told of the casualties it carries: loaded, at the door, handed over, or left behind after all."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chassis.work import Work, record_change
from dispatch.desk.declaring import tell_mass
from dispatch.desk.destination import read_for
from dispatch.mass.model import ACUITY, CASUALTY, HERE, CasualtyAction, CasualtyState, Colour
from dispatch.states import AssignmentAction
from dispatch.system import System
from dispatch.tables.cases import AssignmentRow, IncidentRow
from dispatch.tables.mass import CasualtyRow, CasualtyStepRow, carried_by
from hospitals.intake import asking, choosing
from hospitals.ranking import Needs
from hospitals.request import AgeBand, ReleaseReason, Sex
from hospitals.tables.requests import lock_patient

MEANS = {
    AssignmentAction.DEPART: CasualtyAction.LOAD,
    AssignmentAction.AT_HOSPITAL: CasualtyAction.ARRIVE,
    AssignmentAction.HAND_OVER: CasualtyAction.HAND_OVER,
    AssignmentAction.CLEAR: CasualtyAction.HAND_OVER,
}


def lock_carried(work: Work, assignment_id: str) -> None:
    """The requests of everybody aboard, before the assignment, as whoever chooses a hospital does."""
    for row in carried_by(work.session, assignment_id):
        lock_patient(work.session, row.id)


def carry_on(work: Work, system: System, job: AssignmentRow, incident: IncidentRow, action: AssignmentAction) -> None:
    """What the step means for those aboard. A unit that ends without having left leaves them at the scene."""
    moved = [row for row in carried_by(work.session, job.id) if _step(work, system, job, row, action)]
    if moved:
        tell_mass(work, incident, hospital_ids={row.hospital_id for row in moved if row.hospital_id})


def unload(work: Work, job: AssignmentRow, incident: IncidentRow) -> None:
    """Its departure is taken back: whom it had loaded waits again for it, at the scene."""
    moved = [row for row in carried_by(work.session, job.id) if row.state == CasualtyState.LOADED]
    for row in moved:
        row.state, row.loaded_at = CASUALTY.after(CasualtyState.LOADED, CasualtyAction.UNLOAD), None
        keep_step(work, row, CasualtyAction.UNLOAD, {"unit_id": row.unit_id, "hospital_id": row.hospital_id})
        told = ({"state": CasualtyState.LOADED}, {"state": row.state})
        record_change(work, "carry_casualty", row.id, *told, region=row.region)
    if moved:
        tell_mass(work, incident, hospital_ids={row.hospital_id for row in moved if row.hospital_id})


def _step(work: Work, system: System, job: AssignmentRow, row: CasualtyRow, action: AssignmentAction) -> bool:
    state, means = CasualtyState(row.state), MEANS.get(action)
    if means is None:
        return not job.open and state in HERE and _leave(work, row, action)
    if action is AssignmentAction.CLEAR and state in HERE:
        return _leave(work, row, action)
    if means not in CASUALTY.allowed(state):
        return False
    row.state = CASUALTY.after(state, means)
    if means is CasualtyAction.LOAD:
        row.loaded_at, row.eta = work.now, job.eta or row.eta
    elif means is CasualtyAction.ARRIVE:
        _arrive(work, system, row)
    else:
        row.ended_at = work.now
        _arrive(work, system, row)
        choosing.offload(work, row.id, read_for=read_for(work, system, row.region))
    keep_step(work, row, means, {"unit_id": job.unit_id, "hospital_id": row.hospital_id})
    record_change(work, "carry_casualty", row.id, {"state": state}, {"state": row.state}, region=row.region)
    return True


def _arrive(work: Work, system: System, row: CasualtyRow) -> None:
    row.arrived_at = row.arrived_at or work.now
    if row.hospital_id is not None:
        asking.arrive(work, case_of_casualty(row), hospital_id=row.hospital_id, ids=system.ids)


def _leave(work: Work, row: CasualtyRow, action: AssignmentAction) -> bool:
    """The unit goes without this one: the hospital stays chosen, the place is open again."""
    keep_step(work, row, "left_behind", {"unit_id": row.unit_id, "step": action})
    row.assignment_id = row.unit_id = row.eta = None
    return True


def case_of_casualty(row: CasualtyRow) -> asking.Case:
    """The casualty as hospitals are asked for it: no text of its own, the list tells of all at once."""
    return asking.Case(
        incident_id=row.incident_id,
        patient_id=row.id,
        region=row.region,
        needs=needs_of_casualty(row),
        age_band=AgeBand(row.age_band) if row.age_band else None,
        sex=Sex(row.sex) if row.sex else None,
        listed=True,
    )


def needs_of_casualty(row: CasualtyRow) -> Needs:
    """Colour and special needs as a hospital request says them."""
    child = row.age_band in (AgeBand.NEWBORN, AgeBand.INFANT, AgeBand.CHILD)
    return Needs(tuple(sorted(row.wants())), ACUITY[Colour(row.colour)], paediatric=child)


def free(work: Work, row: CasualtyRow, reason: ReleaseReason) -> None:
    """Nobody waits for the casualty any more: hospital and unit are let go."""
    if row.hospital_id is not None and choosing.divert(work, row.id) is None:
        choosing.release_all(work, row.id, reason=reason)
    row.hospital_id = row.request_id = row.assignment_id = row.unit_id = row.eta = None


def keep_step(
    work: Work,
    row: CasualtyRow,
    kind: str,
    detail: Mapping[str, Any],
    *,
    reason: str | None = None,
    device_at: datetime | None = None,
) -> None:
    """One line of the casualty's history."""
    work.session.add(
        CasualtyStepRow(
            region=row.region,
            casualty_id=row.id,
            incident_id=row.incident_id,
            at=work.now,
            device_at=device_at,
            actor=work.actor.id,
            actor_name=work.actor.name,
            kind=kind,
            colour=row.colour,
            detail=dict(detail),
            reason=reason,
        )
    )
