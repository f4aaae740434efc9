"""Time stamps as they are shown, with what speaks against their time; and the steps that positions suggest."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from dispatch.stamps import Belief, believe
from dispatch.states import ASSIGNMENT, AssignmentAction, AssignmentState
from dispatch.tables.cases import AssignmentRow, StampRow
from dispatch.tables.fences import open_suggestions


def stamp_view(stamp: StampRow) -> dict[str, Any]:
    """A time stamp with where it comes from, how far it can be believed, and why not further."""
    found = belief_of(stamp)
    return {
        "name": stamp.name,
        "at": stamp.at.isoformat(),
        "device_at": stamp.device_at.isoformat() if stamp.device_at else None,
        "entered_at": stamp.entered_at.isoformat() if stamp.entered_at else None,
        "seems_at": stamp.seems_at.isoformat() if stamp.seems_at else None,
        "away_m": stamp.away_m,
        "source": stamp.source,
        "actor": stamp.actor,
        "assignment_id": stamp.assignment_id,
        "skipped": stamp.skipped,
        "confidence": found.confidence,
        "doubts": list(found.doubts),
    }


def belief_of(stamp: StampRow) -> Belief:
    """How far it can be believed."""
    return believe(
        stamp.at,
        source=stamp.source,
        device_at=stamp.device_at,
        seems_at=stamp.seems_at,
        away_m=stamp.away_m,
        skipped=bool(stamp.skipped),
    )


def seems_view(session: Session, jobs: Sequence[AssignmentRow]) -> dict[str, dict[str, Any]]:
    """By assignment the step its unit seems to have taken, and since when; where nobody has answered, and none where
    the unit has moved on."""
    found = open_suggestions(session, [job.id for job in jobs if job.open])
    still = {job.id: [one for one in found.get(job.id, ()) if _may_be_taken(job, one.step)] for job in jobs}
    return {
        ident: {"step": ones[0].step, "seems_at": ones[0].seems_at.isoformat(), "made_at": ones[0].made_at.isoformat()}
        for ident, ones in still.items()
        if ones
    }


def _may_be_taken(job: AssignmentRow, step: str) -> bool:
    """Whether the unit has neither taken it nor gone past it."""
    return AssignmentAction(step) in ASSIGNMENT.allowed(AssignmentState(job.state))
