"""A remote order and its path: ordered, read back, given, confirmed, and every way it can leave that path. Pure.

A crew may be out of reach of everybody: what it gave is a fact when it is told late. An order that was over by then is
never `given`; it becomes `given_despite`, which a physician has to see.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from chassis.states import Transitions


class OrderKind(StrEnum):
    """What is ordered. Only a drug has a dose and a route."""

    DRUG = "drug"
    PROCEDURE = "procedure"
    ADVICE = "advice"


class OrderState(StrEnum):
    """Where an order stands. `QUERIED`: the crew heard or doubts something; the physician answers."""

    ORDERED = "ordered"
    READ_BACK = "read_back"
    QUERIED = "queried"
    GIVEN = "given"
    GIVEN_DESPITE = "given_despite"
    CONFIRMED = "confirmed"
    UNABLE = "unable"
    CANCELLED = "cancelled"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"


class OrderAction(StrEnum):
    """What a physician, a crew or time does with an order."""

    READ_BACK = "read_back"
    QUERY = "query"
    UPHOLD = "uphold"
    GIVE = "give"
    CONFIRM = "confirm"
    DECLINE = "decline"
    CANCEL = "cancel"
    SUPERSEDE = "supersede"
    EXPIRE = "expire"


class OrderReason(StrEnum):
    """Why a crew asks back, or cannot carry an order out."""

    MISMATCH = "mismatch"  # what was read back is not what was ordered; the system says so
    DOSE = "dose"
    ALLERGY = "allergy"
    CONTRAINDICATED = "contraindicated"
    CONDITION_CHANGED = "condition_changed"
    NO_ACCESS = "no_access"
    NOT_STOCKED = "not_stocked"
    NOT_ALLOWED = "not_allowed"
    PATIENT_DECLINES = "patient_declines"
    AT_THE_DOOR = "at_the_door"
    NOT_UNDERSTOOD = "not_understood"


_S, _D = OrderState, OrderAction
_OPEN = (_S.ORDERED, _S.READ_BACK, _S.QUERIED)
_OVER = (_S.UNABLE, _S.CANCELLED, _S.SUPERSEDED, _S.EXPIRED)

ORDER = Transitions(
    "order",
    _S.ORDERED,
    {
        (_S.ORDERED, _D.READ_BACK): _S.READ_BACK,
        (_S.READ_BACK, _D.GIVE): _S.GIVEN,
        (_S.GIVEN, _D.CONFIRM): _S.CONFIRMED,
        (_S.ORDERED, _D.QUERY): _S.QUERIED,
        (_S.READ_BACK, _D.QUERY): _S.QUERIED,
        (_S.QUERIED, _D.READ_BACK): _S.READ_BACK,
        (_S.QUERIED, _D.UPHOLD): _S.ORDERED,
        **{(state, _D.DECLINE): _S.UNABLE for state in _OPEN},
        **{(state, _D.CANCEL): _S.CANCELLED for state in _OPEN},
        **{(state, _D.SUPERSEDE): _S.SUPERSEDED for state in _OPEN},
        **{(state, _D.EXPIRE): _S.EXPIRED for state in _OPEN},
        **{(state, _D.READ_BACK): state for state in _OVER},  # told late: on record, and changes nothing
        **{(state, _D.QUERY): state for state in _OVER},
        **{(state, _D.DECLINE): state for state in _OVER},
        **{(state, _D.GIVE): _S.GIVEN_DESPITE for state in _OVER},
        (_S.GIVEN_DESPITE, _D.CONFIRM): _S.CONFIRMED,
    },
)
OPEN = frozenset(_OPEN)
OVER = frozenset(_OVER)
AT_CREW = frozenset({_S.ORDERED, _S.READ_BACK})  # the next word is the crew's
CARRIED_OUT = frozenset({_S.GIVEN, _S.GIVEN_DESPITE})
BY_CREW = frozenset({_D.READ_BACK, _D.QUERY, _D.GIVE, _D.DECLINE})
BY_PHYSICIAN = frozenset({_D.UPHOLD, _D.CONFIRM, _D.CANCEL})


@dataclass(frozen=True, slots=True)
class OrderPolicy:
    """What a region may tune. Assumptions until orders on record say better."""

    answer_within: timedelta = timedelta(seconds=60)  # nobody of the crew has answered: physician and desk are told
    give_within: timedelta = timedelta(minutes=5)  # read back and not given: the same
    expire_after: timedelta = timedelta(minutes=15)  # an order neither given nor ended counts no more
