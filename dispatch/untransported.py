"""Runs that end without transport: what has to be known of each, what speaks against it, what others call it. Pure.

Nothing here forbids anything. What is missing is asked for, in taps; what is grave is shown before it is accepted, and
a second look advised.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from dispatch.model import Vitals
from dispatch.scores.score import Score
from dispatch.states import AssignmentAction


class Outcome(StrEnum):
    """How a run ended without a patient brought to a hospital."""

    REFUSAL = "refusal"
    TREATED = "treated"
    LIFT_ASSIST = "lift_assist"
    POLICE = "police"
    DEAD = "dead"
    GONE = "gone"
    CANCELLED = "cancelled"


class Why(StrEnum):
    """The coded reason; which ones fit is said by `WHYS`."""

    FEELS_BETTER = "feels_better"
    OWN_TRANSPORT = "own_transport"
    OTHER_HOSPITAL = "other_hospital"
    FAMILY_WISH = "family_wish"
    DRUNK = "drunk"
    NO_NEED = "no_need"
    TREATED_ENOUGH = "treated_enough"
    CLINIC = "clinic"
    FALL_UNHURT = "fall_unhurt"
    MOVED = "moved"
    PROTECTION = "protection"
    CUSTODY = "custody"
    OBVIOUS = "obvious"
    STOPPED = "stopped"
    WISH_ON_RECORD = "wish_on_record"
    LEFT = "left"
    NOT_FOUND = "not_found"
    TAKEN_BY_OTHERS = "taken_by_others"
    CALLED_OFF = "called_off"
    OTHER_UNIT = "other_unit"
    FALSE_ALARM = "false_alarm"
    OTHER = "other"


class Wisher(StrEnum):
    """Who does not wish the transport."""

    PATIENT = "patient"
    GUARDIAN = "guardian"
    FAMILY = "family"


class Capacity(StrEnum):
    """Whether the person can decide for itself: understands, weighs, remembers, says the same twice."""

    ABLE = "able"
    UNABLE = "unable"
    UNCLEAR = "unclear"


class Witness(StrEnum):
    """Who heard it."""

    FAMILY = "family"
    POLICE = "police"
    BYSTANDER = "bystander"
    COLLEAGUE = "colleague"
    NOBODY = "nobody"


class Unsigned(StrEnum):
    """Why there is no signature."""

    NOT_WILLING = "not_willing"
    NOT_ABLE = "not_able"
    WENT_AWAY = "went_away"


class NoVitals(StrEnum):
    """Why nobody measured anything."""

    NOT_WANTED = "not_wanted"
    NOT_SAFE = "not_safe"
    WENT_AWAY = "went_away"


class Counsel(StrEnum):
    """What was advised."""

    CALL_AGAIN = "call_again"
    SEE_DOCTOR = "see_doctor"
    NOT_ALONE = "not_alone"
    NOT_DRIVE = "not_drive"
    WARNING_SIGNS = "warning_signs"


class Flag(StrEnum):
    """What speaks against leaving somebody behind, the gravest first."""

    UNCONSCIOUS = "unconscious"
    NEWS2_HIGH = "news2_high"
    NOT_ABLE = "not_able"
    CRITICAL_CALL = "critical_call"
    NEWS2_SIGN = "news2_sign"
    CHILD = "child"
    NOT_MEASURED = "not_measured"


_W = Why
WHYS: Mapping[Outcome, tuple[Why, ...]] = {
    Outcome.REFUSAL: (_W.FEELS_BETTER, _W.OWN_TRANSPORT, _W.OTHER_HOSPITAL, _W.FAMILY_WISH, _W.DRUNK, _W.OTHER),
    Outcome.TREATED: (_W.TREATED_ENOUGH, _W.NO_NEED, _W.CLINIC, _W.OTHER),
    Outcome.LIFT_ASSIST: (_W.FALL_UNHURT, _W.MOVED, _W.OTHER),
    Outcome.POLICE: (_W.PROTECTION, _W.DRUNK, _W.CUSTODY, _W.OTHER),
    Outcome.DEAD: (_W.OBVIOUS, _W.STOPPED, _W.WISH_ON_RECORD),
    Outcome.GONE: (_W.LEFT, _W.NOT_FOUND, _W.TAKEN_BY_OTHERS, _W.FALSE_ALARM, _W.OTHER),
    Outcome.CANCELLED: (_W.CALLED_OFF, _W.OTHER_UNIT, _W.FALSE_ALARM, _W.OTHER),
}
ENDS: Mapping[Outcome, AssignmentAction] = {
    Outcome.REFUSAL: AssignmentAction.REFUSAL,
    Outcome.TREATED: AssignmentAction.TREAT_ONLY,
    Outcome.LIFT_ASSIST: AssignmentAction.TREAT_ONLY,
    Outcome.POLICE: AssignmentAction.TREAT_ONLY,
    Outcome.DEAD: AssignmentAction.TREAT_ONLY,
    Outcome.GONE: AssignmentAction.NO_PATIENT,
    Outcome.CANCELLED: AssignmentAction.CANCEL,
}
DISPOSITIONS: Mapping[Outcome, str] = {  # what the desk may close the incident with
    Outcome.REFUSAL: "refusal",
    Outcome.TREATED: "treated_not_transported",
    Outcome.LIFT_ASSIST: "lift_assist",
    Outcome.POLICE: "police",
    Outcome.DEAD: "dead_on_scene",
    Outcome.GONE: "no_patient",
}
STAYS_ALIVE = frozenset({Outcome.REFUSAL, Outcome.TREATED, Outcome.LIFT_ASSIST, Outcome.POLICE})
_CONTACT = ("4227001", "Patient Contact Made")
_NONE = ("4230013", "No Transport")
_CARED = ("4228001", "Patient Evaluated and Care Provided")
NEMSIS: Mapping[Outcome, Mapping[str, tuple[str, str]]] = {  # names of NEMSIS 3.5, for export: code and label
    Outcome.REFUSAL: {
        "eDisposition.27": _CONTACT,
        "eDisposition.28": ("4228003", "Patient Evaluated and Refused Care"),
        "eDisposition.30": ("4230009", "Patient Refused Transport"),
    },
    Outcome.TREATED: {"eDisposition.27": _CONTACT, "eDisposition.28": _CARED, "eDisposition.30": _NONE},
    Outcome.LIFT_ASSIST: {
        "eDisposition.27": _CONTACT,
        "eDisposition.28": ("4228009", "Patient Support Services Provided"),
        "eDisposition.30": _NONE,
    },
    Outcome.POLICE: {"eDisposition.27": _CONTACT, "eDisposition.28": _CARED, "eDisposition.30": _NONE},
    Outcome.DEAD: {
        "eDisposition.27": _CONTACT,
        "eDisposition.28": ("4228005", "Patient Evaluated, No Care Required"),
        "eDisposition.30": _NONE,
    },
    Outcome.GONE: {"eDisposition.27": ("4227009", "No Patient Found"), "eDisposition.30": _NONE},
    Outcome.CANCELLED: {
        "eDisposition.27": ("4227005", "Cancelled Prior to Arrival at Scene"),
        "eDisposition.30": _NONE,
    },
}
NEWS2_HIGH, NEWS2_SIGN = 5, 3  # "urgent response" in all, or in one sign: RCP 2017
GCS_FULL, OF_AGE = 15, 19  # the full score; of age in Korea: civil act, article 4


@dataclass(frozen=True, slots=True)
class Leaving:
    """What a crew says of a run that ends without transport. None is "not said"."""

    outcome: Outcome
    why: Why
    who: Wisher | None = None
    capacity: Capacity | None = None
    risks_told: bool = False
    against_advice: bool = False
    witness: Witness | None = None
    counsel: tuple[Counsel, ...] = ()
    signature: str | None = None
    unsigned: Unsigned | None = None
    no_vitals: NoVitals | None = None
    text: str | None = None


def missing_of(said: Leaving, *, measured: bool) -> tuple[str, ...]:
    """The fields that still have to be said, in the order they are asked; empty when it is whole."""
    gaps = {"why": said.why not in WHYS[said.outcome]}
    if said.outcome is Outcome.REFUSAL:
        gaps |= {
            "who": said.who is None,
            "capacity": said.capacity is None,
            "risks_told": not said.risks_told,
            "witness": said.witness is None,
            "signature": not said.signature and said.unsigned is None,
            "no_vitals": not measured and said.no_vitals is None,
        }
    return tuple(name for name, holds in gaps.items() if holds)


def flags_of(
    signs: Vitals | None,
    news2: Score | None,
    *,
    age_years: int | None,
    critical: bool,
    capacity: Capacity | None = None,
) -> tuple[Flag, ...]:
    """What speaks against it, by the newest signs. Shown before it is accepted; never in anybody's way."""
    dull = signs is not None and (
        (signs.gcs is not None and signs.gcs < GCS_FULL) or signs.avpu in ("C", "V", "P", "U")
    )
    found = {
        Flag.UNCONSCIOUS: dull,
        Flag.NEWS2_HIGH: news2 is not None and news2.low >= NEWS2_HIGH,
        Flag.NOT_ABLE: capacity in (Capacity.UNABLE, Capacity.UNCLEAR),
        Flag.CRITICAL_CALL: critical,
        Flag.NEWS2_SIGN: news2 is not None and any((one.points or 0) >= NEWS2_SIGN for one in news2.parts),
        Flag.CHILD: age_years is not None and age_years < OF_AGE,
        Flag.NOT_MEASURED: signs is None,
    }
    return tuple(flag for flag, holds in found.items() if holds)
