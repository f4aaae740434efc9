"""What is told when a patient is handed over: facts without a language. `wording` turns them into sentences."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from dispatch.care.entry import CareEntry
from dispatch.care.record import Named
from dispatch.model import Vitals


class Told(StrEnum):
    """Everything that can be said; each has one sentence in every language."""

    AGE = "age"
    AGE_UNKNOWN = "age_unknown"
    MALE = "male"
    FEMALE = "female"
    SEX_UNKNOWN = "sex_unknown"
    ACUITY = "acuity"
    ACUITY_UNKNOWN = "acuity_unknown"
    NUMBER = "number"
    UNIT = "unit"
    CALLED = "called"
    AT_PATIENT = "at_patient"
    AT_PATIENT_UNKNOWN = "at_patient_unknown"
    COMPLAINT = "complaint"
    COMPLAINT_UNKNOWN = "complaint_unknown"
    BUNDLE = "bundle"
    HAPPENED = "happened"
    IMPRESSION = "impression"
    FINDING = "finding"
    FINDINGS_NONE = "findings_none"
    EVENT = "event"
    ASSESSED = "assessed"
    SIGNS_FIRST = "signs_first"
    SIGNS_BETWEEN = "signs_between"
    SIGNS_NOW = "signs_now"
    SIGNS_NONE = "signs_none"
    SIGNS_MISSING = "signs_missing"
    NEWS2 = "news2"
    NEWS2_WAS = "news2_was"
    NEWS2_OPEN = "news2_open"
    NEWS2_NOT_FOR = "news2_not_for"
    TREATED = "treated"
    TREATED_NONE = "treated_none"
    ALLERGY = "allergy"
    ALLERGY_NONE = "allergy_none"
    ALLERGY_UNOBTAINABLE = "allergy_unobtainable"
    ALLERGY_NOT_ASKED = "allergy_not_asked"
    MEDICATION = "medication"
    MEDICATION_NONE = "medication_none"
    MEDICATION_UNOBTAINABLE = "medication_unobtainable"
    MEDICATION_NOT_ASKED = "medication_not_asked"
    HISTORY = "history"
    HISTORY_NONE = "history_none"
    HISTORY_UNOBTAINABLE = "history_unobtainable"
    HISTORY_NOT_ASKED = "history_not_asked"
    BOUND_FOR = "bound_for"
    BOUND_FOR_UNKNOWN = "bound_for_unknown"
    ETA = "eta"
    ETA_UNKNOWN = "eta_unknown"
    ARRIVED = "arrived"
    PREPARE = "prepare"
    TAKE_OVER = "take_over"
    MORE = "more"


class Heading(StrEnum):
    """What a part of a handover is about."""

    IDENTITY = "identity"
    CREW = "crew"
    TIME = "time"
    MECHANISM = "mechanism"
    SITUATION = "situation"
    FINDINGS = "findings"
    SIGNS = "signs"
    TREATMENT = "treatment"
    ALLERGIES = "allergies"
    MEDICATIONS = "medications"
    BACKGROUND = "background"
    OTHER = "other"
    ASSESSMENT = "assessment"
    REQUEST = "request"


@dataclass(frozen=True, slots=True)
class Coded:
    """A code of the domain in one of the families of words."""

    family: str
    code: str


@dataclass(frozen=True, slots=True)
class SignNames:
    """Signs by name only."""

    names: tuple[str, ...]


Value = str | int | datetime | Coded | Named | CareEntry | Vitals | SignNames


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is told. `values` fill the holes of its sentence."""

    told: Told
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """One letter of a mnemonic with what is told under it, in the order it is read aloud."""

    letter: str
    heading: Heading
    facts: tuple[Fact, ...]
