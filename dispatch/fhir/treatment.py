"""The entries of a record as resources: drugs given, procedures, conditions, allergies, drugs taken at home, findings.

An entry that was amended or struck stays readable as entered-in-error, so that whoever has copied it learns that it
is wrong; documents leave it out (docs/decisions/0046).
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from dispatch.care.entry import NONE_KNOWN, CareEntry, CareKind
from dispatch.care.quicklists import UNOBTAINABLE, find_item, read_routes, read_units
from dispatch.care.record import CareRecord
from dispatch.fhir import codes
from dispatch.fhir.parts import Json, Telling, coding, concept, instant, loinc, quantity, without_none

WRONG = "entered-in-error"


def standing(record: CareRecord, telling: Telling) -> list[Json]:
    """What stands, by when it was done. "Could not be asked" is no resource: it is why a section is empty."""
    return [_told(entry, telling, wrong=False) for entry in record.standing if entry.code != UNOBTAINABLE]


def unobtainable(record: CareRecord) -> set[CareKind]:
    """Of what nobody could be asked."""
    return {entry.kind for entry in record.standing if entry.code == UNOBTAINABLE}


def withdrawn(record: CareRecord, telling: Telling) -> list[Json]:
    """What was amended or struck since, as entered-in-error."""
    stands = {entry.id for entry in record.standing}
    gone = [one for one in record.entries if one.id not in stands and not one.struck and one.code != UNOBTAINABLE]
    return [_told(one, telling, wrong=True) for one in gone]


def _told(entry: CareEntry, telling: Telling, *, wrong: bool) -> Json:
    basis = {"id": telling.ident("e", entry.id), "meta": {"lastUpdated": instant(entry.at)}}
    return without_none(basis | TOLD[entry.kind](entry, telling, wrong))


def named(entry: CareEntry, telling: Telling) -> Json:
    """What an entry is about: the code of the quick lists, those of known terminologies, and words for the reader."""
    item = find_item(entry.kind, entry.code)
    own = [coding(codes.CARE, entry.code)] if entry.code else []
    known = [
        coding(codes.TERMS[name], code) for name, code in (item.codes if item else {}).items() if name in codes.TERMS
    ]
    words = item.words[telling.language] if item else entry.text or entry.code
    if entry.code == NONE_KNOWN and entry.kind in codes.NOTHING:
        code, english, korean = codes.NOTHING[entry.kind]
        return concept(coding(codes.NONE, code, english), *own, *known, text=telling.pick(english, korean))
    return concept(*own, *known, text=words or telling.pick("not said", "내용 없음"))


def _note(entry: CareEntry) -> list[Json] | None:
    """The words that were typed beside a code."""
    return [{"text": entry.text}] if entry.text and entry.code else None


def _drug(entry: CareEntry, telling: Telling, wrong: bool) -> Json:
    return {
        "resourceType": "MedicationAdministration",
        "status": WRONG if wrong else "completed",
        "medicationCodeableConcept": named(entry, telling),
        "subject": telling.ref("Patient", "patient"),
        "context": telling.ref("Encounter"),
        "effectiveDateTime": instant(entry.done_at),
        "performer": _by(entry),
        "note": _note(entry),
        "dosage": _dosage(entry, telling),
    }


def _by(entry: CareEntry) -> list[Json]:
    return [{"actor": {"display": entry.by_name}}] if entry.by_name else []


def _dosage(entry: CareEntry, telling: Telling) -> Json | None:
    """Dose and way. FHIR wants a dose or a rate, so a way alone stands with words."""
    route = _route(entry.route, telling) if entry.route else None
    if entry.dose is None:
        return without_none({"text": route["text"] if route else None, "route": route}) or None
    return without_none({"route": route, "dose": _dose(entry.dose, entry.unit)})


def _route(code: str, telling: Telling) -> Json:
    known = read_routes().get(code)
    snomed = [coding(codes.SNOMED, known.codes["snomed"])] if known and "snomed" in known.codes else []
    return concept(coding(codes.ROUTE, code), *snomed, text=known.words[telling.language] if known else code)


def _dose(value: float, unit: str | None) -> Json:
    """In UCUM where the unit is one; a spray or a drop stays a word."""
    known = read_units().get(unit or "")
    if known is not None and "ucum" in known.codes:
        return quantity(value, str(unit), known.codes["ucum"])
    return without_none({"value": int(value) if float(value).is_integer() else value, "unit": unit})


def _procedure(entry: CareEntry, telling: Telling, wrong: bool) -> Json:
    return {
        "resourceType": "Procedure",
        "status": WRONG if wrong else "completed",
        "code": named(entry, telling),
        "subject": telling.ref("Patient", "patient"),
        "encounter": telling.ref("Encounter"),
        "performedDateTime": instant(entry.done_at),
        "performer": _by(entry),
        "note": _note(entry),
    }


def _condition(category: str, sure: str) -> Callable[[CareEntry, Telling, bool], Json]:
    def told(entry: CareEntry, telling: Telling, wrong: bool) -> Json:
        active = concept(coding(codes.HL7 + "condition-clinical", "active"))
        return {
            "resourceType": "Condition",
            "clinicalStatus": None if wrong else active,
            "verificationStatus": concept(coding(codes.HL7 + "condition-ver-status", WRONG if wrong else sure)),
            "category": [concept(coding(codes.HL7 + "condition-category", category))],
            "code": named(entry, telling),
            "subject": telling.ref("Patient", "patient"),
            "encounter": telling.ref("Encounter"),
            "recordedDate": instant(entry.done_at),
            "note": _note(entry),
        }

    return told


def _allergy(entry: CareEntry, telling: Telling, wrong: bool) -> Json:
    system = codes.HL7 + "allergyintolerance-"
    return {
        "resourceType": "AllergyIntolerance",
        "clinicalStatus": None if wrong else concept(coding(system + "clinical", "active")),
        "verificationStatus": concept(coding(system + "verification", WRONG if wrong else "unconfirmed")),
        "code": named(entry, telling),
        "patient": telling.ref("Patient", "patient"),
        "encounter": telling.ref("Encounter"),
        "recordedDate": instant(entry.done_at),
        "note": _note(entry),
    }


def _statement(entry: CareEntry, telling: Telling, wrong: bool) -> Json:
    """A drug taken at home, as it was told."""
    return {
        "resourceType": "MedicationStatement",
        "status": WRONG if wrong else "active",
        "medicationCodeableConcept": named(entry, telling),
        "subject": telling.ref("Patient", "patient"),
        "context": telling.ref("Encounter"),
        "dateAsserted": instant(entry.done_at),
        "note": _note(entry),
        "dosage": [dosage] if (dosage := _home_dosage(entry, telling)) else None,
    }


def _home_dosage(entry: CareEntry, telling: Telling) -> Json | None:
    found = _dosage(entry, telling)
    if found is None or "dose" not in found:
        return found
    return {name: value for name, value in found.items() if name != "dose"} | {
        "doseAndRate": [{"doseQuantity": found["dose"]}]
    }


def _seen(entry: CareEntry, telling: Telling, wrong: bool) -> Json:
    """A finding, or something that befell the patient: what it is stands in the value."""
    exam = concept(coding(codes.HL7 + "observation-category", "exam", "Exam"))
    kind = coding(codes.KIND, entry.kind.value)
    what = loinc(telling, codes.FINDINGS) if entry.kind is CareKind.FINDING else concept()
    return {
        "resourceType": "Observation",
        "status": WRONG if wrong else "final",
        "category": [exam],
        "code": what | {"coding": [*what.get("coding", []), kind]},
        "subject": telling.ref("Patient", "patient"),
        "encounter": telling.ref("Encounter"),
        "effectiveDateTime": instant(entry.done_at),
        "issued": instant(entry.at),
        "valueCodeableConcept": named(entry, telling),
        "note": _note(entry),
    }


TOLD: Mapping[CareKind, Callable[[CareEntry, Telling, bool], dict[str, Any]]] = {
    CareKind.DRUG: _drug,
    CareKind.PROCEDURE: _procedure,
    CareKind.FINDING: _seen,
    CareKind.EVENT: _seen,
    CareKind.ALLERGY: _allergy,
    CareKind.MEDICATION: _statement,
    CareKind.HISTORY: _condition("problem-list-item", "unconfirmed"),
    CareKind.IMPRESSION: _condition("encounter-diagnosis", "provisional"),
}


def newest(record: CareRecord) -> datetime:
    """When anything of the record was learnt last."""
    told = [
        record.received_at,
        *(one.at for one in record.sets),
        *(one.at for one in record.entries),
        *(one.at for one in record.assessments),
        *(one.at for one in record.stamps),
        *(at for one in record.requests for at in (one.asked_at, one.answered_at) if at is not None),
    ]
    return max(told if record.closed_at is None else [*told, record.closed_at])
