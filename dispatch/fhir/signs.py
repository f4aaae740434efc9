"""Vital signs as Observations, one each; what was not taken is not there."""

from collections.abc import Iterator
from typing import Any

from dispatch.care.record import Assessed, CareRecord, VitalSet
from dispatch.fhir import codes
from dispatch.fhir.codes import Sign
from dispatch.fhir.parts import Json, Telling, coding, concept, instant, loinc, quantity, without_none
from dispatch.scores.score import Scale

VITAL = [concept(coding(codes.HL7 + "observation-category", "vital-signs", "Vital Signs"))]
SURVEY = [concept(coding(codes.HL7 + "observation-category", "survey", "Survey"))]
PART_OF = {"eyes": codes.GCS_PARTS[0], "verbal": codes.GCS_PARTS[1], "motor": codes.GCS_PARTS[2]}


def observations(record: CareRecord, telling: Telling) -> list[Json]:
    """Every sign of every set by when it was measured, then the assessed coma scales."""
    ordered = sorted(record.sets, key=lambda one: (one.measured_at, one.id))
    found = [one for taken in ordered for one in _of_set(taken, telling)]
    comas = [one for one in record.assessments if one.scale is Scale.GCS]
    return found + [shown for one in comas if (shown := _coma(one, telling)) is not None]


def _of_set(taken: VitalSet, telling: Telling) -> Iterator[Json]:
    for sign in (*codes.SIMPLE, codes.GCS):
        value = getattr(taken.signs, sign.field)
        if value is not None:
            yield _one(taken, telling, sign.field, _named(sign, telling), valueQuantity=_value(sign, value))
    if taken.signs.systolic_mmhg is not None or taken.signs.diastolic_mmhg is not None:
        parts = [_pressure(sign, taken, telling) for sign in (codes.SYSTOLIC, codes.DIASTOLIC)]
        yield _one(taken, telling, "bp", loinc(telling, codes.PRESSURE), component=parts)
    if taken.signs.avpu is not None:
        answer = avpu(taken.signs.avpu, telling)
        yield _one(taken, telling, "avpu", loinc(telling, codes.AVPU), valueCodeableConcept=answer)
    if taken.signs.oxygen is not None:
        code, english, korean = codes.GIVEN_OXYGEN
        named = concept(coding(codes.SIGN, code, english), text=telling.pick(english, korean))
        yield _one(taken, telling, "oxygen", named, valueBoolean=taken.signs.oxygen)


def _one(taken: VitalSet, telling: Telling, name: str, code: Json, **value: Any) -> Json:
    """What all of a set share: whose, when, by what."""
    return without_none(
        {
            "resourceType": "Observation",
            "id": telling.ident("v", taken.id, name.replace("_", "-")),
            "meta": {"lastUpdated": instant(taken.at)},
            "status": "final",
            "category": VITAL,
            "code": code,
            "subject": telling.ref("Patient", "patient"),
            "encounter": telling.ref("Encounter"),
            "effectiveDateTime": instant(taken.measured_at),
            "issued": instant(taken.at),
            **value,
            "device": {"display": taken.device} if taken.device else None,
        }
    )


def _named(sign: Sign, telling: Telling) -> Json:
    listed = [coding(codes.LOINC, code, name) for code, name in sign.loinc]
    return concept(*listed, text=telling.pick(sign.loinc[-1][1], sign.ko))


def _value(sign: Sign, value: float) -> Json:
    return quantity(value, sign.unit, sign.ucum)


def _pressure(sign: Sign, taken: VitalSet, telling: Telling) -> Json:
    """Half of a blood pressure; felt at the wrist there is no lower one, and that is said."""
    value = getattr(taken.signs, sign.field)
    if value is None:
        reason = concept(coding(codes.HL7 + "data-absent-reason", "not-performed", "Not Performed"))
        return {"code": _named(sign, telling), "dataAbsentReason": reason}
    return {"code": _named(sign, telling), "valueQuantity": _value(sign, value)}


def avpu(letter: str, telling: Telling) -> Json:
    """The level of responsiveness; NEWS2's new confusion by a code of ours."""
    if letter in codes.AVPU_ANSWERS:
        return loinc(telling, codes.AVPU_ANSWERS[letter])
    code, english, korean = codes.NEW_CONFUSION
    return concept(coding(codes.SIGN, code, english), text=telling.pick(english, korean))


def _coma(one: Assessed, telling: Telling) -> Json | None:
    """A coma scale part by part. What could not be tested has no points, and then there is no total either."""
    parts = {name: one.findings[name] for name in PART_OF if name in one.findings}
    if not parts:
        return None
    numbers = [value for value in parts.values() if isinstance(value, int) and not isinstance(value, bool)]
    whole = len(numbers) == len(PART_OF)
    reason = concept(coding(codes.HL7 + "data-absent-reason", "not-performed", "Not Performed"))
    at = min(one.device_at or one.at, one.at)
    return without_none(
        {
            "resourceType": "Observation",
            "id": telling.ident("a", one.id),
            "meta": {"lastUpdated": instant(one.at)},
            "status": "final",
            "category": SURVEY,
            "code": _named(codes.GCS, telling),
            "subject": telling.ref("Patient", "patient"),
            "encounter": telling.ref("Encounter"),
            "effectiveDateTime": instant(at),
            "issued": instant(one.at),
            "valueQuantity": _value(codes.GCS, sum(numbers)) if whole else None,
            "dataAbsentReason": None if whole else reason,
            "component": [_part(PART_OF[name], value, telling, reason) for name, value in parts.items()],
        }
    )


def _part(sign: Sign, value: object, telling: Telling, reason: Json) -> Json:
    if isinstance(value, int) and not isinstance(value, bool):
        return {"code": _named(sign, telling), "valueQuantity": _value(sign, value)}
    return {"code": _named(sign, telling), "dataAbsentReason": reason}


def age(record: CareRecord, telling: Telling) -> Json | None:
    """The age as it was told: a year of birth made of it would be invented."""
    years = record.patient.age_years if record.patient is not None else None
    if years is None:
        return None
    return {
        "resourceType": "Observation",
        "id": telling.ident("age"),
        "status": "preliminary",
        "code": loinc(telling, codes.AGE),
        "subject": telling.ref("Patient", "patient"),
        "encounter": telling.ref("Encounter"),
        "effectiveDateTime": instant(record.received_at),
        "valueQuantity": quantity(years, "years", "a"),
    }
