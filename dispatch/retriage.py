"""How urgent the patient is, judged again and again: who says so, when, and why it changed. Pure.

Levels are 1 (most urgent) to 5, set by people; the content of KTAS and Pre-KTAS is not in here.
"""

from enum import StrEnum

from dispatch.states import AssignmentState


class Side(StrEnum):
    """Who judged."""

    DESK = "desk"
    CREW = "crew"
    HOSPITAL = "hospital"


class Stage(StrEnum):
    """When it was judged."""

    AT_PATIENT = "at_patient"
    IN_TRANSIT = "in_transit"
    HANDOVER = "handover"


class Change(StrEnum):
    """Why a level is another than before."""

    WORSE = "worse"
    BETTER = "better"
    TREATED = "treated"
    FOUND_MORE = "found_more"
    MISTAKE = "mistake"


HANDING_OVER = frozenset({AssignmentState.AT_HOSPITAL, AssignmentState.HANDED_OVER, AssignmentState.CLEAR})


def stage_of(state: AssignmentState | None) -> Stage:
    """The stage a crew judges at, by where its assignment stands; None is a crew that has not reached the hospital."""
    if state in HANDING_OVER:
        return Stage.HANDOVER
    return Stage.IN_TRANSIT if state is AssignmentState.DEPART_SCENE else Stage.AT_PATIENT


def needs_reason(before: int | None, after: int) -> bool:
    """Raising is free; a level less urgent than before says why."""
    return before is not None and after > before
