"""The state machine of a sortie, as a table. No answer means no drop: nothing here releases by itself."""

from enum import StrEnum

from chassis.states import Transitions


class SortieState(StrEnum):
    """Where a sortie stands. `LAUNCHING` is from the pilot's word until the drone is seen in the air; `ABORTED` and
    `DIVERTED` are still in the air, on their way to the ground."""

    REQUESTED = "requested"
    ACCEPTED = "accepted"
    PREFLIGHT_OK = "preflight_ok"
    LAUNCHING = "launching"
    AIRBORNE = "airborne"
    ON_STATION = "on_station"
    LOWERING = "lowering"
    RELEASED = "released"
    RETRACTING = "retracting"
    RETURNING = "returning"
    LANDED = "landed"
    CLOSED = "closed"
    ABORTED = "aborted"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    DIVERTED = "diverted"
    FAILED = "failed"


class SortieAction(StrEnum):
    """What an operator, the desk, the vehicle or time does with a sortie."""

    ACCEPT = "accept"
    DECLINE = "decline"
    TIME_OUT = "time_out"
    CANCEL = "cancel"
    PREFLIGHT_OK = "preflight_ok"
    LAUNCH = "launch"
    TAKE_OFF = "take_off"
    STAND_DOWN = "stand_down"
    ON_STATION = "on_station"
    LOWER = "lower"
    RELEASE = "release"
    RETRACT = "retract"
    CUT = "cut"
    RETURN = "return"
    LAND = "land"
    CLOSE = "close"
    ABORT = "abort"
    DIVERT = "divert"
    FAIL = "fail"


class SortieReason(StrEnum):
    """Why a sortie ended early. Coded, because the next flight is planned from the count of these."""

    WEATHER = "weather"
    AIRSPACE = "airspace"
    TECHNICAL = "technical"
    BATTERY = "battery"
    LOST_LINK = "lost_link"
    DRONE_BUSY = "drone_busy"
    KIT = "kit"
    SITE_UNSAFE = "site_unsafe"
    AMBULANCE_AHEAD = "ambulance_ahead"
    CALL_ENDED = "call_ended"
    NO_ANSWER = "no_answer"
    OTHER = "other"


_S, _A = SortieState, SortieAction
_ON_GROUND = (_S.REQUESTED, _S.ACCEPTED, _S.PREFLIGHT_OK)
_AT_TARGET = (_S.ON_STATION, _S.LOWERING, _S.RELEASED, _S.RETRACTING)
_LINE_OUT = (_S.LOWERING, _S.RELEASED, _S.RETRACTING)
_IN_AIR = (_S.AIRBORNE, *_AT_TARGET, _S.RETURNING, _S.ABORTED, _S.DIVERTED)

SORTIE = Transitions(
    "sortie",
    _S.REQUESTED,
    {
        (_S.REQUESTED, _A.ACCEPT): _S.ACCEPTED,
        (_S.REQUESTED, _A.DECLINE): _S.DECLINED,
        (_S.REQUESTED, _A.TIME_OUT): _S.DECLINED,
        (_S.ACCEPTED, _A.PREFLIGHT_OK): _S.PREFLIGHT_OK,
        (_S.PREFLIGHT_OK, _A.LAUNCH): _S.LAUNCHING,
        (_S.LAUNCHING, _A.TAKE_OFF): _S.AIRBORNE,
        (_S.LAUNCHING, _A.STAND_DOWN): _S.ACCEPTED,  # it did not take off: the checks begin again
        (_S.AIRBORNE, _A.ON_STATION): _S.ON_STATION,
        (_S.ON_STATION, _A.LOWER): _S.LOWERING,
        (_S.ON_STATION, _A.RETURN): _S.RETURNING,
        (_S.LOWERING, _A.RELEASE): _S.RELEASED,
        (_S.LOWERING, _A.RETRACT): _S.RETRACTING,  # stop: the kit comes up again and goes home
        (_S.RELEASED, _A.RETRACT): _S.RETRACTING,
        (_S.RETRACTING, _A.RETURN): _S.RETURNING,
        **{(state, _A.CUT): _S.RETURNING for state in _LINE_OUT},  # the line is caught: it is left behind
        **{(state, _A.LAND): _S.LANDED for state in (_S.RETURNING, _S.ABORTED, _S.DIVERTED)},
        (_S.LANDED, _A.CLOSE): _S.CLOSED,
        **{(state, _A.CANCEL): _S.CANCELLED for state in _ON_GROUND},
        **{(state, _A.ABORT): _S.ABORTED for state in (_S.LAUNCHING, _S.AIRBORNE, *_AT_TARGET)},
        **{(state, _A.DIVERT): _S.DIVERTED for state in (_S.LAUNCHING, *_IN_AIR) if state is not _S.DIVERTED},
        **{(state, _A.FAIL): _S.FAILED for state in (_S.ACCEPTED, _S.PREFLIGHT_OK, _S.LAUNCHING, *_IN_AIR)},
    },
)
FLYING = frozenset(_IN_AIR)
AT_TARGET = frozenset(_AT_TARGET)
OUTWARD = frozenset({_S.AIRBORNE, _S.ON_STATION, _S.LOWERING})  # with the kit still to bring
FOLLOWED = FLYING | {_S.ACCEPTED, _S.PREFLIGHT_OK, _S.LAUNCHING}  # somebody must ask the vehicle how it stands
PAUSABLE = frozenset({_S.AIRBORNE, _S.RETURNING})  # on a leg of the mission: there it can stop in the air
OPEN_SORTIE = frozenset(SortieState) - SORTIE.ends()
NEEDS_REASON = frozenset({_A.DECLINE, _A.CANCEL, _A.DIVERT, _A.FAIL, _A.CUT, _A.STAND_DOWN})
COMMANDED = frozenset({_A.PREFLIGHT_OK, _A.LAUNCH, _A.LOWER, _A.RELEASE, _A.CUT})  # by the pilot in command alone
REASON_LATER = frozenset({_A.ABORT})  # one press brings a drone home; why is asked while it flies
