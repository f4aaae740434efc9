"""A patient's record as facts to tell, topic by topic. What was not asked or not taken is a fact of its own. Pure."""

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import datetime

from dispatch.care.entry import NONE_KNOWN, CareKind
from dispatch.care.quicklists import UNOBTAINABLE
from dispatch.care.record import Assessed, CareRecord
from dispatch.care.told import Coded, Fact, SignNames, Told, Value
from dispatch.model import Vitals
from dispatch.scores.course import Moment, Taken, course
from dispatch.scores.score import NotFor, Scale

SIGNS = tuple(one.name for one in fields(Vitals))
CORE = ("respiratory_rate_bpm", "spo2_percent", "systolic_mmhg", "heart_rate_bpm", "temperature_c", "gcs", "avpu")
SEXES = {"male": Told.MALE, "female": Told.FEMALE}


def identity(record: CareRecord) -> list[Fact]:
    """Age, sex and acuity. Never the name: what is read aloud or sent is heard by others."""
    patient = record.patient
    age = patient.age_years if patient else None
    sex = patient.sex if patient else None
    acuity = patient.acuity if patient else None
    return [
        Fact(Told.AGE, {"years": age}) if age is not None else Fact(Told.AGE_UNKNOWN),
        Fact(SEXES.get(sex or "", Told.SEX_UNKNOWN)),
        Fact(Told.ACUITY, {"level": acuity}) if acuity is not None else Fact(Told.ACUITY_UNKNOWN),
    ]


def crew(record: CareRecord) -> list[Fact]:
    """Who speaks, of which case."""
    units = [Fact(Told.UNIT, {"unit": one.unit}) for one in record.units if one.open]
    return [*units, Fact(Told.NUMBER, {"number": record.number})]


def times(record: CareRecord) -> list[Fact]:
    """When it was called in and when somebody was with the patient."""
    reached = record.first("at_patient")
    return [
        Fact(Told.CALLED, {"at": record.received_at}),
        Fact(Told.AT_PATIENT, {"at": reached}) if reached else Fact(Told.AT_PATIENT_UNKNOWN),
    ]


def mechanism(record: CareRecord) -> list[Fact]:
    """What is the matter: complaint, what is suspected, what happened, what the crew makes of it."""
    what = complaint_of(record)
    told = [Fact(Told.COMPLAINT, {"what": what}) if what else Fact(Told.COMPLAINT_UNKNOWN)]
    if record.bundle:
        told.append(Fact(Told.BUNDLE, {"bundle": Coded("bundle", record.bundle)}))
    if record.gate.happened:
        told.append(Fact(Told.HAPPENED, {"text": record.gate.happened}))
    return told + [Fact(Told.IMPRESSION, {"what": one}) for one in record.of(CareKind.IMPRESSION)]


def complaint_of(record: CareRecord) -> Coded | None:
    """The complaint somebody chose, else what the rules found."""
    if record.complaint:
        return Coded("complaint", record.complaint)
    return Coded("determinant", record.determinant) if record.determinant else None


def findings(record: CareRecord) -> list[Fact]:
    """What was found, what befell the patient, and the newest of each score a person tapped."""
    told = [Fact(Told.FINDING, {"at": one.done_at, "what": one}) for one in record.of(CareKind.FINDING)]
    told += [Fact(Told.EVENT, {"at": one.done_at, "what": one}) for one in record.of(CareKind.EVENT)]
    newest = {one.scale: one for one in record.assessments}
    told += [_assessed(one) for one in newest.values()]
    return told or [Fact(Told.FINDINGS_NONE)]


def _assessed(one: Assessed) -> Fact:
    """A score as its band; where what is missing leaves that open, the gravest it may still be."""
    band = one.result.get("band") or one.result.get("gravest") or one.result.get("not_for")
    family = "not_for" if one.result.get("not_for") else f"band.{one.scale.value}"
    values: dict[str, Value] = {"at": one.at, "scale": Coded("scale", one.scale.value)}
    return Fact(Told.ASSESSED, values | {"band": Coded(family, str(band or "unknown"))})


def signs(record: CareRecord) -> list[Fact]:
    """The first and the newest set with their times, what was only measured between, and what never was."""
    sets = [one for one in record.taken if _measured(one.signs)]
    if not sets:
        return [Fact(Told.SIGNS_NONE)]
    told = [Fact(Told.SIGNS_FIRST, {"at": sets[0].at, "signs": sets[0].signs})] if len(sets) > 1 else []
    told += [Fact(Told.SIGNS_BETWEEN, {"at": at, "signs": left}) for at, left in _only_between(sets)]
    told.append(Fact(Told.SIGNS_NOW, {"at": sets[-1].at, "signs": sets[-1].signs}))
    never = tuple(name for name in CORE if all(getattr(one.signs, name) is None for one in sets))
    return told + ([Fact(Told.SIGNS_MISSING, {"names": SignNames(never)})] if never else []) + news2_of(record)


def _measured(signs: Vitals) -> tuple[str, ...]:
    return tuple(name for name in SIGNS if getattr(signs, name) is not None)


def _only_between(sets: Sequence[Taken]) -> list[tuple[datetime, Vitals]]:
    """The newest value of each sign that neither the first nor the last set has."""
    known = {*_measured(sets[0].signs), *_measured(sets[-1].signs)}
    found: list[tuple[datetime, Vitals]] = []
    for one in reversed(sets[1:-1]):
        fresh = {name: getattr(one.signs, name) for name in _measured(one.signs) if name not in known}
        known |= set(fresh)
        if fresh:
            found.append((one.at, replace(Vitals(), **fresh)))
    return found[::-1]


def news2_of(record: CareRecord) -> list[Fact]:
    """The early warning score now, and where it began; between two bounds while something is missing."""
    age = record.patient.age_years if record.patient else None
    scale = record.spo2_scale if record.spo2_scale in (1, 2) else 1
    moments = course(record.taken, age_years=age, spo2_scale=scale)
    if isinstance(moments, NotFor):
        return [Fact(Told.NEWS2_NOT_FOR)]
    return _news2(moments) if moments else []


def _news2(moments: Sequence[Moment]) -> list[Fact]:
    first, last = moments[0].score, moments[-1].score
    now: dict[str, Value] = {"points": round(last.high), "band": Coded(f"band.{Scale.NEWS2.value}", last.gravest)}
    if last.total is None:
        return [Fact(Told.NEWS2_OPEN, {"low": round(last.low), "high": round(last.high), "missing": len(last.missing)})]
    if len(moments) > 1 and first.total is not None:
        return [Fact(Told.NEWS2_WAS, {"first": round(first.total), **now})]
    return [Fact(Told.NEWS2, now)]


def treatment(record: CareRecord) -> list[Fact]:
    """Every drug and procedure that stands, in the order it was done."""
    done = record.of(CareKind.DRUG, CareKind.PROCEDURE)
    return [Fact(Told.TREATED, {"at": one.done_at, "what": one}) for one in done] or [Fact(Told.TREATED_NONE)]


def allergies(record: CareRecord) -> list[Fact]:
    """Allergies; none is not the same as not asked."""
    return _asked(
        record, CareKind.ALLERGY, Told.ALLERGY, Told.ALLERGY_NONE, Told.ALLERGY_UNOBTAINABLE, Told.ALLERGY_NOT_ASKED
    )


def medications(record: CareRecord) -> list[Fact]:
    """What the patient takes at home."""
    return _asked(
        record,
        CareKind.MEDICATION,
        Told.MEDICATION,
        Told.MEDICATION_NONE,
        Told.MEDICATION_UNOBTAINABLE,
        Told.MEDICATION_NOT_ASKED,
    )


def history(record: CareRecord) -> list[Fact]:
    """What the patient had before."""
    return _asked(
        record, CareKind.HISTORY, Told.HISTORY, Told.HISTORY_NONE, Told.HISTORY_UNOBTAINABLE, Told.HISTORY_NOT_ASKED
    )


def _asked(record: CareRecord, kind: CareKind, some: Told, none: Told, nobody: Told, not_asked: Told) -> list[Fact]:
    entries = record.of(kind)
    named = [Fact(some, {"what": one}) for one in entries if one.code not in (NONE_KNOWN, UNOBTAINABLE)]
    if named or not entries:
        return named or [Fact(not_asked)]
    return [Fact(none if entries[-1].code == NONE_KNOWN else nobody)]


def arrival(record: CareRecord) -> list[Fact]:
    """Where the patient goes, and when the door is reached: expected before, as it was afterwards."""
    arrived = record.stamped("at_hospital")
    if arrived is not None:
        return [_bound_for(record), Fact(Told.ARRIVED, {"at": arrived})]
    leaving = record.stamped("depart") is not None
    carrier = record.carrier
    eta = carrier.eta if leaving and carrier is not None and carrier.open else None
    if eta is None:
        return [_bound_for(record), Fact(Told.ETA_UNKNOWN)]
    minutes = max(0, round((eta - record.as_of).total_seconds() / 60))
    return [_bound_for(record), Fact(Told.ETA, {"at": eta, "minutes": minutes})]


def _bound_for(record: CareRecord) -> Fact:
    if record.hospital is not None:
        return Fact(Told.BOUND_FOR, {"hospital": record.hospital})
    outside = (record.outside or {}).get("name")
    return Fact(Told.BOUND_FOR, {"hospital": str(outside)}) if outside else Fact(Told.BOUND_FOR_UNKNOWN)


def request(record: CareRecord) -> list[Fact]:
    """What the crew wants of who listens."""
    if record.bundle:
        return [Fact(Told.PREPARE, {"bundle": Coded("bundle", record.bundle)})]
    return [Fact(Told.TAKE_OVER)]
