"""The minimum data set of a patient's record, and what of it is missing. Pure.

A reminder, never a block. Chosen from what the Korean 119 run record (구급활동일지) and NEMSIS ask of every run: who
the patient is, what happened and since when, what was known before, signs at the beginning and later, what it was
taken for, what was done, when, and where the patient went.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from dispatch.care.entry import NONE_KNOWN, CareKind
from dispatch.care.record import CareRecord
from dispatch.states import AssignmentState


class Item(StrEnum):
    """What a record has to say."""

    AGE = "age"
    SEX = "sex"
    COMPLAINT = "complaint"
    ONSET = "onset"
    HISTORY = "history"
    ALLERGIES = "allergies"
    MEDICATIONS = "medications"
    FIRST_SIGNS = "first_signs"
    CONSCIOUSNESS = "consciousness"
    LATER_SIGNS = "later_signs"
    IMPRESSION = "impression"
    TREATMENT = "treatment"
    TIMES = "times"
    DISPOSITION = "disposition"
    DESTINATION = "destination"


class Gap(StrEnum):
    """Why it is missing."""

    NOT_ASKED = "not_asked"  # nobody has said anything, not even that there is none
    NOT_RECORDED = "not_recorded"
    INCOMPLETE = "incomplete"
    CONTRADICTS = "contradicts"  # "none", and one beside it


class Where(StrEnum):
    """Where on the crew's page it is filled in."""

    PATIENT = "patient"
    CARE = "care"
    HOSPITAL = "hospital"
    MORE = "more"


@dataclass(frozen=True, slots=True)
class Missing:
    """One item, why, where it is filled in, and `parts` that are missing of it: signs, stamps."""

    item: Item
    why: Gap
    where: Where
    parts: tuple[str, ...] = ()


_A = AssignmentState
ENDED_WITHOUT_TRANSPORT = frozenset({_A.REFUSAL, _A.TREATED_NOT_TRANSPORTED, _A.NO_PATIENT})
WITH_PATIENT = ("at_patient", "depart", "at_hospital", "hand_over", "refusal", "treat_only")
CORE_SIGNS = ("heart_rate_bpm", "systolic_mmhg", "respiratory_rate_bpm", "spo2_percent", "temperature_c")
SCENE_TIMES = ("en_route", "on_scene", "at_patient")
TRANSPORT_TIMES = ("depart", "at_hospital", "hand_over")
ONSETS = frozenset({"onset", "last_known_well", "onset_unknown"})
IN_ARREST = frozenset({"arrest", "dead"})  # impressions: pressure and saturation cannot be taken
NOTHING_DONE = "nothing"
ASKED = {
    Item.HISTORY: CareKind.HISTORY,
    Item.ALLERGIES: CareKind.ALLERGY,
    Item.MEDICATIONS: CareKind.MEDICATION,
}


def completeness(record: CareRecord) -> tuple[Missing, ...]:
    """What the record still lacks, in the order of `Item`; nothing while no crew has been with the patient."""
    if record.first(*WITH_PATIENT) is None:
        return ()
    found = (*_who(record), *_before(record), *_signs(record), *_care(record), *_course(record))
    return tuple(sorted(found, key=lambda one: list(Item).index(one.item)))


def _who(record: CareRecord) -> Iterable[Missing]:
    patient = record.patient
    if patient is None or patient.age_years is None:
        yield Missing(Item.AGE, Gap.NOT_RECORDED, Where.PATIENT)
    if patient is None or patient.sex is None:
        yield Missing(Item.SEX, Gap.NOT_RECORDED, Where.PATIENT)
    if record.complaint is None and record.determinant is None and not record.gate.happened:
        yield Missing(Item.COMPLAINT, Gap.NOT_RECORDED, Where.MORE)


def _before(record: CareRecord) -> Iterable[Missing]:
    if not any(entry.code in ONSETS for entry in record.of(CareKind.EVENT)):
        yield Missing(Item.ONSET, Gap.NOT_ASKED, Where.CARE)
    for item, kind in ASKED.items():
        said = record.of(kind)
        if not said:
            yield Missing(item, Gap.NOT_ASKED, Where.CARE)
        elif len({entry.code for entry in said}) > 1 and any(entry.code == NONE_KNOWN for entry in said):
            yield Missing(item, Gap.CONTRADICTS, Where.CARE)


def _signs(record: CareRecord) -> Iterable[Missing]:
    if not any(one.signs.avpu is not None or one.signs.gcs is not None for one in record.sets):
        yield Missing(Item.CONSCIOUSNESS, Gap.NOT_RECORDED, Where.PATIENT)
    if any(entry.code in IN_ARREST for entry in record.of(CareKind.IMPRESSION)):
        return
    untaken = tuple(sign for sign in CORE_SIGNS if all(getattr(one.signs, sign) is None for one in record.sets))
    if untaken:
        why = Gap.INCOMPLETE if record.sets else Gap.NOT_RECORDED
        yield Missing(Item.FIRST_SIGNS, why, Where.PATIENT, untaken)
    if record.stamped("depart") and len(record.sets) < 2:
        yield Missing(Item.LATER_SIGNS, Gap.NOT_RECORDED, Where.PATIENT)


def _care(record: CareRecord) -> Iterable[Missing]:
    if not record.of(CareKind.IMPRESSION):
        yield Missing(Item.IMPRESSION, Gap.NOT_RECORDED, Where.CARE)
    done = record.of(CareKind.DRUG, CareKind.PROCEDURE)
    if not done:
        yield Missing(Item.TREATMENT, Gap.NOT_RECORDED, Where.CARE)
    elif any(entry.code == NOTHING_DONE for entry in done) and any(entry.code != NOTHING_DONE for entry in done):
        yield Missing(Item.TREATMENT, Gap.CONTRADICTS, Where.CARE)


def _course(record: CareRecord) -> Iterable[Missing]:
    transported = any(record.stamped(name) for name in TRANSPORT_TIMES)
    ended = any(AssignmentState(one.state) in ENDED_WITHOUT_TRANSPORT for one in record.units)
    wanted = SCENE_TIMES + (TRANSPORT_TIMES if transported else ())
    unstamped = tuple(name for name in wanted if record.stamped(name) is None)
    if unstamped:
        yield Missing(Item.TIMES, Gap.INCOMPLETE, Where.MORE, unstamped)
    if not transported and not ended:
        yield Missing(Item.DISPOSITION, Gap.NOT_RECORDED, Where.MORE)
    if transported and record.hospital is None and record.outside is None:
        yield Missing(Item.DESTINATION, Gap.NOT_RECORDED, Where.HOSPITAL)
