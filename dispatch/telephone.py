"""A line: one attempt of a person to reach us by voice, from the first ring on. Pure.

It never vanishes: a line ends as answered, or closed by a person who says why.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from chassis.states import Transitions


class LineState(StrEnum):
    """Where an attempt stands. Abandoned: hung up before anybody took it; silent: taken, and nobody spoke."""

    RINGING = "ringing"
    CLAIMED = "claimed"
    ANSWERED = "answered"
    ABANDONED = "abandoned"
    SILENT = "silent"
    CALLED_BACK = "called_back"
    CLOSED = "closed"


class LineAction(StrEnum):
    """What happens to a line. A claim after a call back means that the person was reached."""

    CLAIM = "claim"
    HANG_UP = "hang_up"
    ANSWER = "answer"
    SILENCE = "silence"
    CALL_BACK = "call_back"
    CLOSE = "close"


class CloseReason(StrEnum):
    """Why nobody has to be called back any more."""

    NO_HELP_NEEDED = "no_help_needed"
    RANG_AGAIN = "rang_again"
    NOT_REACHED = "not_reached"
    MISDIALLED = "misdialled"
    TEST_CALL = "test_call"


_S, _D = LineState, LineAction
LINE = Transitions(
    "line",
    _S.RINGING,
    {
        (_S.RINGING, _D.CLAIM): _S.CLAIMED,
        (_S.RINGING, _D.HANG_UP): _S.ABANDONED,
        (_S.CLAIMED, _D.ANSWER): _S.ANSWERED,
        (_S.CLAIMED, _D.SILENCE): _S.SILENT,
        (_S.ABANDONED, _D.CALL_BACK): _S.CALLED_BACK,
        (_S.ABANDONED, _D.CLOSE): _S.CLOSED,
        (_S.SILENT, _D.CLAIM): _S.CLAIMED,
        (_S.SILENT, _D.CALL_BACK): _S.CALLED_BACK,
        (_S.SILENT, _D.CLOSE): _S.CLOSED,
        (_S.CALLED_BACK, _D.CALL_BACK): _S.CALLED_BACK,
        (_S.CALLED_BACK, _D.CLAIM): _S.CLAIMED,
        (_S.CALLED_BACK, _D.CLOSE): _S.CLOSED,
    },
)
TO_CALL_BACK = frozenset({_S.ABANDONED, _S.SILENT, _S.CALLED_BACK})
HUNG_UP = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})  # the provider's words for an ended call


@dataclass(frozen=True, slots=True)
class LinePolicy:
    """What a city may tune. Answer within 10 s is common; the other figures are assumptions until a real room says
    better."""

    alarm_after: timedelta = timedelta(seconds=10)  # a ringing line nobody has taken sounds
    escalate_after: timedelta = timedelta(seconds=30)  # … and is told to the supervisors
    call_back_within: timedelta = timedelta(seconds=60)  # an abandoned or silent call nobody has looked after
    least_attempts: int = 2  # before a person counts as not reached
    text_after_attempts: int = 0  # calls back that reached nobody, until a text says that we saw the call; 0 is never
