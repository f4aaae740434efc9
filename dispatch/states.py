"""The state machines of an incident and of an assignment (unit × incident), as tables.

Two machines, never mixed: an incident is *assigned* or *active* only by derivation from its assignments, and a
second assignment of a unit queues behind the first instead of resetting it.
"""

from enum import StrEnum

from chassis.states import Transitions


class IncidentState(StrEnum):
    """Where an incident stands. `ASSIGNED` and `ACTIVE` are derived and never stored."""

    RINGING = "ringing"
    RECEIVED = "received"
    GATED = "gated"
    PENDING = "pending"
    ASSIGNED = "assigned"
    ACTIVE = "active"
    SERVED = "served"
    SCHEDULED = "scheduled"
    HELD = "held"
    REFERRED = "referred"
    REOPENED = "reopened"
    MERGED = "merged"
    CANCELLED = "cancelled"
    CLOSED = "closed"


class IncidentAction(StrEnum):
    """What can be done with an incident."""

    ANSWER = "answer"
    GATE = "gate"
    QUEUE = "queue"
    SCHEDULE = "schedule"
    HOLD = "hold"
    REFER = "refer"
    MERGE = "merge"
    UNMERGE = "unmerge"
    CANCEL = "cancel"
    CLOSE = "close"
    REOPEN = "reopen"


_I, _A = IncidentState, IncidentAction
_OPEN = (_I.RECEIVED, _I.GATED, _I.PENDING, _I.REOPENED)

INCIDENT = Transitions(
    "incident",
    _I.RINGING,
    {
        (_I.RINGING, _A.ANSWER): _I.RECEIVED,
        (_I.RINGING, _A.CANCEL): _I.CANCELLED,
        (_I.RECEIVED, _A.GATE): _I.GATED,
        (_I.RECEIVED, _A.QUEUE): _I.PENDING,
        (_I.GATED, _A.QUEUE): _I.PENDING,
        **{(state, _A.SCHEDULE): _I.SCHEDULED for state in _OPEN},
        **{(state, _A.HOLD): _I.HELD for state in _OPEN},
        **{(state, _A.REFER): _I.REFERRED for state in _OPEN},
        **{(state, _A.MERGE): _I.MERGED for state in _OPEN},
        **{(state, _A.CANCEL): _I.CANCELLED for state in (*_OPEN, _I.SCHEDULED, _I.HELD)},
        **{(state, _A.CLOSE): _I.CLOSED for state in (*_OPEN, _I.REFERRED)},
        (_I.SCHEDULED, _A.QUEUE): _I.PENDING,
        (_I.HELD, _A.QUEUE): _I.PENDING,
        (_I.MERGED, _A.UNMERGE): _I.PENDING,
        (_I.CLOSED, _A.REOPEN): _I.REOPENED,
        (_I.CANCELLED, _A.REOPEN): _I.REOPENED,
        (_I.REFERRED, _A.REOPEN): _I.REOPENED,
        (_I.REOPENED, _A.QUEUE): _I.PENDING,
    },
)
OPEN_INCIDENT = frozenset({_I.RINGING, *_OPEN})


class AssignmentState(StrEnum):
    """Where a unit stands on an incident. `PROPOSED` waits behind the unit's running assignment."""

    PROPOSED = "proposed"
    DISPATCHED = "dispatched"
    ACKED = "acked"
    EN_ROUTE = "en_route"
    STAGED = "staged"
    ON_SCENE = "on_scene"
    AT_PATIENT = "at_patient"
    DEPART_SCENE = "depart_scene"
    AT_HOSPITAL = "at_hospital"
    HANDED_OVER = "handed_over"
    CLEAR = "clear"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    DIVERTED = "diverted"
    NO_PATIENT = "no_patient"
    REFUSAL = "refusal"
    TREATED_NOT_TRANSPORTED = "treated_not_transported"
    TIMEOUT_NO_ACK = "timeout_no_ack"


class AssignmentAction(StrEnum):
    """What a crew, the desk or time does with an assignment."""

    DISPATCH = "dispatch"
    ACK = "ack"
    EN_ROUTE = "en_route"
    STAGE = "stage"
    ON_SCENE = "on_scene"
    AT_PATIENT = "at_patient"
    DEPART = "depart"
    AT_HOSPITAL = "at_hospital"
    HAND_OVER = "hand_over"
    CLEAR = "clear"
    DECLINE = "decline"
    CANCEL = "cancel"
    DIVERT = "divert"
    NO_PATIENT = "no_patient"
    REFUSAL = "refusal"
    TREAT_ONLY = "treat_only"
    TIME_OUT = "time_out"


_S, _D = AssignmentState, AssignmentAction
CHAIN: tuple[tuple[AssignmentState, AssignmentAction], ...] = (
    (_S.DISPATCHED, _D.DISPATCH),
    (_S.ACKED, _D.ACK),
    (_S.EN_ROUTE, _D.EN_ROUTE),
    (_S.STAGED, _D.STAGE),
    (_S.ON_SCENE, _D.ON_SCENE),
    (_S.AT_PATIENT, _D.AT_PATIENT),
    (_S.DEPART_SCENE, _D.DEPART),
    (_S.AT_HOSPITAL, _D.AT_HOSPITAL),
    (_S.HANDED_OVER, _D.HAND_OVER),
    (_S.CLEAR, _D.CLEAR),
)
_BEFORE_SCENE = (_S.DISPATCHED, _S.ACKED, _S.EN_ROUTE, _S.STAGED)
_AT_SCENE = (_S.ON_SCENE, _S.AT_PATIENT)


def _forward() -> dict[tuple[AssignmentState, AssignmentAction], AssignmentState]:
    """Only forward; skipping is allowed, and the skipped stamps stay empty."""
    return {(state, action): later for place, (state, _) in enumerate(CHAIN) for later, action in CHAIN[place + 1 :]}


ASSIGNMENT = Transitions(
    "assignment",
    _S.PROPOSED,
    {
        (_S.PROPOSED, _D.DISPATCH): _S.DISPATCHED,
        (_S.PROPOSED, _D.CANCEL): _S.CANCELLED,
        **_forward(),
        (_S.DISPATCHED, _D.DECLINE): _S.DECLINED,
        (_S.DISPATCHED, _D.TIME_OUT): _S.TIMEOUT_NO_ACK,
        **{(state, _D.CANCEL): _S.CANCELLED for state in (*_BEFORE_SCENE, *_AT_SCENE)},
        **{(state, _D.DIVERT): _S.DIVERTED for state in _BEFORE_SCENE},
        **{(state, _D.NO_PATIENT): _S.NO_PATIENT for state in _AT_SCENE},
        **{(state, _D.REFUSAL): _S.REFUSAL for state in _AT_SCENE},
        **{(state, _D.TREAT_ONLY): _S.TREATED_NOT_TRANSPORTED for state in _AT_SCENE},
    },
)
FINISHED = ASSIGNMENT.ends()
BUSY = frozenset(state for state, _ in CHAIN) - FINISHED
BEFORE_SCENE = frozenset(_BEFORE_SCENE)
ROLLING = frozenset({_S.EN_ROUTE, _S.STAGED, _S.DEPART_SCENE})  # on the road: nobody has to get in first
WITH_PATIENT = frozenset({_S.AT_PATIENT, _S.DEPART_SCENE, _S.AT_HOSPITAL})
SERVED = frozenset({_S.CLEAR, _S.NO_PATIENT, _S.REFUSAL, _S.TREATED_NOT_TRANSPORTED})  # a crew was there
MOVING = BUSY - {_S.DISPATCHED, _S.ACKED}

STAMP = {action: action.value for _, action in CHAIN}  # the stamp an action leaves; NEMSIS names in docs/states.md


def shown_state(stored: IncidentState, assignments: tuple[AssignmentState, ...]) -> IncidentState:
    """The state people see, from those of all assignments: assigned with one that runs, active once one is en route or
    later, served when a crew was there and none is left on it: nobody waits, and a person closes it.
    """
    if stored not in OPEN_INCIDENT:
        return stored
    if any(state in MOVING for state in assignments):
        return IncidentState.ACTIVE
    if any(state in BUSY or state is AssignmentState.PROPOSED for state in assignments):
        return IncidentState.ASSIGNED
    if stored is not IncidentState.REOPENED and any(state in SERVED for state in assignments):
        return IncidentState.SERVED
    return stored
