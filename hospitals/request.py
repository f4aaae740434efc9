"""A request to one hospital for one patient: its states, its answers, and what the hospital may know.

States and actions are those of the console's hospital request. `phone_answered` is a yes by telephone; a no by
telephone is `declined` like any other, so that the reasons are counted in one place.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from chassis.states import Transitions
from hospitals.model import Capability


class RequestState(StrEnum):
    """Where a request stands."""

    DRAFT = "draft"
    SENT = "sent"
    DELIVERED = "delivered"
    SEEN = "seen"
    ACCEPTED = "accepted"
    ACCEPTED_CONDITIONAL = "accepted_conditional"
    PHONE_ANSWERED = "phone_answered"
    DECLINED = "declined"
    EXPIRED = "expired"
    HELD = "held"
    CONFIRMED = "confirmed"
    DESIGNATED = "designated"
    ARRIVED = "arrived"
    OFFLOADED = "offloaded"
    RELEASED = "released"
    REDIRECTED = "redirected"


class RequestAction(StrEnum):
    """What may happen to a request."""

    SEND = "send"
    DELIVER = "deliver"
    SEE = "see"
    ACCEPT = "accept"
    ACCEPT_CONDITIONALLY = "accept_conditionally"
    DECLINE = "decline"
    ACCEPT_BY_PHONE = "accept_by_phone"
    EXPIRE = "expire"
    HOLD = "hold"
    CONFIRM = "confirm"
    DESIGNATE = "designate"
    ARRIVE = "arrive"
    OFFLOAD = "offload"
    RELEASE = "release"
    REDIRECT = "redirect"


class Reach(StrEnum):
    """How a hospital that does not answer is reached for, louder each time; each stands in the request's log."""

    ALARM_AGAIN = "alarm_again"  # the page, its lamp and the alarm telephone
    CALL_CHARGE = "call_charge"  # a text to the charge nurse
    RING = "ring"  # the emergency room's telephone
    CALL_DOCTOR = "call_doctor"  # the duty doctor: a text, and the telephone


class DeclineCode(StrEnum):
    """Why a hospital cannot take the patient: short, and so specific that `other` stays rare.

    docs/acceptance.md sets them beside what a hospital says.
    """

    NO_SPECIALIST = "no_specialist"
    SPECIALIST_BUSY = "specialist_busy"
    NO_STAFF = "no_staff"  # nurses or doctors of the emergency room, not one specialist
    NO_ED_BED = "no_ed_bed"
    NO_ICU_BED = "no_icu_bed"
    NO_WARD_BED = "no_ward_bed"
    NO_OPERATING_ROOM = "no_operating_room"
    EQUIPMENT_DOWN = "equipment_down"
    ISOLATION = "isolation"
    PAEDIATRIC_UNAVAILABLE = "paediatric_unavailable"
    OBSTETRIC_UNAVAILABLE = "obstetric_unavailable"
    CROWDING = "crowding"
    BEYOND_LEVEL = "beyond_level"  # needs a hospital of a higher level
    TREATED_ELSEWHERE = "treated_elsewhere"  # under treatment at another hospital, which should see the patient
    DUPLICATE = "duplicate"
    OTHER = "other"


class Condition(StrEnum):
    """Under what a hospital agrees. Whatever else is said stays as the words that were said."""

    IN_15_MIN = "in_15_min"
    IN_30_MIN = "in_30_min"
    STABILISE_ONLY = "stabilise_only"  # the patient must go on to another hospital afterwards
    CORRIDOR = "corridor"
    FAMILY_CONSENT = "family_consent"


class ReleaseReason(StrEnum):
    """Why a hospital is no longer asked or held; it is told."""

    LOST_RACE = "lost_race"
    DIVERTED = "diverted"
    CANCELLED = "cancelled"
    HOLD_EXPIRED = "hold_expired"


class AgeBand(StrEnum):
    """Age as far as a hospital needs it before it accepts."""

    NEWBORN = "newborn"  # below 28 days
    INFANT = "infant"  # below 1 year
    CHILD = "child"  # 1–14 years
    ADULT = "adult"  # 15–64
    OLDER = "older"  # 65 and above


class Sex(StrEnum):
    """As told or seen; unknown is None."""

    FEMALE = "female"
    MALE = "male"


class Via(StrEnum):
    """How an answer came in."""

    PAGE = "page"
    PHONE = "phone"  # told to a dispatcher, who wrote it down
    KEYPAD = "keypad"  # pressed on the telephone we rang
    TEXT = "text"  # a text message in reply


_S, _A = RequestState, RequestAction

UNANSWERED = frozenset({_S.SENT, _S.DELIVERED, _S.SEEN})
AGREED = frozenset({_S.ACCEPTED, _S.ACCEPTED_CONDITIONAL, _S.PHONE_ANSWERED})
PROMISED = frozenset({_S.HELD, _S.CONFIRMED, _S.DESIGNATED})
BOUND = PROMISED | {_S.ARRIVED}
CHOSEN = BOUND | {_S.OFFLOADED}
LIVE = UNANSWERED | AGREED | BOUND

# An answer is welcome even after its time, and the crew may arrive whatever the hospital's state.
ANSWERABLE = frozenset({_S.SENT, _S.DELIVERED, _S.SEEN, _S.EXPIRED})
_ANSWERABLE = (_S.SENT, _S.DELIVERED, _S.SEEN, _S.EXPIRED)
_WITHDRAWABLE = (_S.ACCEPTED, _S.ACCEPTED_CONDITIONAL, _S.PHONE_ANSWERED)
_UNDECIDED = (_S.DRAFT, *_ANSWERABLE, *_WITHDRAWABLE)
_HELD = (_S.HELD, _S.CONFIRMED, _S.DESIGNATED)

REQUEST = Transitions(
    "hospital request",
    _S.DRAFT,
    {
        (_S.DRAFT, _A.SEND): _S.SENT,
        (_S.SENT, _A.DELIVER): _S.DELIVERED,
        (_S.SENT, _A.SEE): _S.SEEN,
        (_S.DELIVERED, _A.SEE): _S.SEEN,
        **{(at, _A.ACCEPT): _S.ACCEPTED for at in _ANSWERABLE},
        **{(at, _A.ACCEPT_CONDITIONALLY): _S.ACCEPTED_CONDITIONAL for at in _ANSWERABLE},
        **{(at, _A.DECLINE): _S.DECLINED for at in (*_ANSWERABLE, *_WITHDRAWABLE)},
        **{(at, _A.ACCEPT_BY_PHONE): _S.PHONE_ANSWERED for at in (*_ANSWERABLE, _S.DECLINED)},
        **{(at, _A.EXPIRE): _S.EXPIRED for at in (_S.SENT, _S.DELIVERED, _S.SEEN)},
        **{(at, _A.HOLD): _S.HELD for at in _WITHDRAWABLE},
        (_S.HELD, _A.CONFIRM): _S.CONFIRMED,
        **{(at, _A.DESIGNATE): _S.DESIGNATED for at in (*_UNDECIDED, _S.DECLINED)},
        **{(at, _A.ARRIVE): _S.ARRIVED for at in (*_UNDECIDED, _S.DECLINED, *_HELD, _S.RELEASED)},
        (_S.ARRIVED, _A.OFFLOAD): _S.OFFLOADED,
        **{(at, _A.RELEASE): _S.RELEASED for at in (*_UNDECIDED, *_HELD)},
        **{(at, _A.REDIRECT): _S.REDIRECTED for at in (_S.CONFIRMED, _S.DESIGNATED, _S.ARRIVED)},
    },
)


@dataclass(frozen=True, slots=True)
class Minimum:
    """What a hospital learns before it accepts, and no more. Unknown is None; `eta` is at this hospital's door."""

    acuity: int
    bundle: str | None
    age_band: AgeBand | None
    sex: Sex | None
    eta: datetime | None


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it stands. `region` is the patient's, `hospital_region` the hospital's.

    `expected` and `p_accept` are the ranking's when the hospital was asked; None when it was asked outside it.
    """

    id: str
    region: str
    incident_id: str
    patient_id: str
    hospital_id: str
    hospital_region: str
    state: RequestState
    version: int
    minimum: Minimum
    capabilities: tuple[Capability, ...]
    expected: timedelta | None
    p_accept: float | None
    phone_first: bool
    designated: bool
    alerts: int
    asked_by: str
    asked_at: datetime
    expires_at: datetime | None = None
    delivered_at: datetime | None = None
    seen_at: datetime | None = None
    answered_at: datetime | None = None
    answered_by: str | None = None
    answered_via: Via | None = None
    answered_name: str | None = None  # who spoke; None when a shared screen answered without a name
    condition: str | None = None  # a Condition's code, or what was said in words
    decline_code: DeclineCode | None = None
    decline_text: str | None = None
    held_until: datetime | None = None
    confirmed_at: datetime | None = None
    arrived_at: datetime | None = None
    offloaded_at: datetime | None = None
    release_reason: ReleaseReason | None = None
    doctor_called_at: datetime | None = None
    answered_duty: str | None = None  # what they do there, as they said or as their account knows
    reads_until: datetime | None = None  # set at the handover, by the policy in force then: hospitals/disclosure.py

    @property
    def listed(self) -> bool:
        """Whether it is for one of many casualties, whom the hospital reads as a list."""
        return self.patient_id != self.incident_id


def age_band(age_years: float | None) -> AgeBand | None:
    """The band of an age in years; None when it is unknown. Children end at 15, as in KTAS."""
    if age_years is None:
        return None
    bands = ((28 / 365.25, AgeBand.NEWBORN), (1, AgeBand.INFANT), (15, AgeBand.CHILD), (65, AgeBand.ADULT))
    return next((band for below, band in bands if age_years < below), AgeBand.OLDER)
