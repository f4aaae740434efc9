"""The state machine of a priority request (a vehicle × a junction), as a table. Pure.

Nothing but `GRANTED` says green, and nothing makes it up: a request nobody answers is `UNKNOWN`, and a grant nobody
renews falls back to it.
"""

from enum import StrEnum

from chassis.states import Transitions


class RequestState(StrEnum):
    """Where a request stands, as whoever asked knows it."""

    PLANNED = "planned"
    REQUESTED = "requested"
    PROCESSING = "processing"
    GRANTED = "granted"
    PASSED = "passed"
    CLOSED = "closed"
    WATCH = "watch_other_traffic"
    UNKNOWN = "unknown"
    REJECTED = "rejected"
    MAX_PRESENCE = "max_presence"
    CANCELLED = "cancelled"
    STALE = "stale"


class RequestAction(StrEnum):
    """What the planner, the junction or time does with a request."""

    REQUEST = "request"
    PROCESS = "process"
    GRANT = "grant"
    WATCH = "watch"
    REJECT = "reject"
    EXCEED = "exceed"
    FALL_SILENT = "fall_silent"
    PASS = "pass"  # noqa: S105  a stop line, not a password
    CANCEL = "cancel"
    GO_STALE = "go_stale"
    CLOSE = "close"


_S, _A = RequestState, RequestAction
_ASKED = (_S.REQUESTED, _S.PROCESSING, _S.GRANTED, _S.WATCH, _S.UNKNOWN)

SIGNAL_REQUEST = Transitions(
    "signal request",
    _S.PLANNED,
    {
        (_S.PLANNED, _A.REQUEST): _S.REQUESTED,
        (_S.PLANNED, _A.CANCEL): _S.CANCELLED,
        **{(state, _A.PROCESS): _S.PROCESSING for state in _ASKED if state is not _S.PROCESSING},
        **{(state, _A.GRANT): _S.GRANTED for state in _ASKED if state is not _S.GRANTED},
        **{(state, _A.WATCH): _S.WATCH for state in _ASKED if state is not _S.WATCH},
        **{(state, _A.FALL_SILENT): _S.UNKNOWN for state in _ASKED if state is not _S.UNKNOWN},
        **{(state, _A.REJECT): _S.REJECTED for state in _ASKED},
        **{(state, _A.EXCEED): _S.MAX_PRESENCE for state in _ASKED},
        **{(state, _A.PASS): _S.PASSED for state in _ASKED},
        **{(state, _A.CANCEL): _S.CANCELLED for state in _ASKED},
        **{(state, _A.GO_STALE): _S.STALE for state in _ASKED},
        (_S.PASSED, _A.CLOSE): _S.CLOSED,
    },
)
ASKED = frozenset(_ASKED)  # a junction may be working for these
AGAIN = frozenset({_S.CANCELLED, _S.STALE})  # the same stop line may be asked for anew after these, and only these
