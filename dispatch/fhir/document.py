"""The handover document of a patient: one FHIR R4 document bundle that grows with the case. Pure.

The same record told the same way is the same bytes; the document is as new as what was learnt last, not as the clock.
"""

import hashlib
import json
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence

from dispatch.care.entry import CareKind
from dispatch.care.record import CareRecord
from dispatch.fhir import case, codes, signs, treatment
from dispatch.fhir.parts import Json, Telling, coding, concept, instant, loinc, narrative, references, without_none
from hospitals.request import Request

KINDS: Mapping[str, tuple[str, str | None]] = {
    "problems": ("Condition", "encounter-diagnosis"),
    "past": ("Condition", "problem-list-item"),
    "medications": ("MedicationAdministration", None),
    "procedures": ("Procedure", None),
    "allergies": ("AllergyIntolerance", None),
    "history": ("MedicationStatement", None),
}
ASKED = {"allergies": CareKind.ALLERGY, "history": CareKind.MEDICATION, "past": CareKind.HISTORY}


def parts(record: CareRecord, telling: Telling, request: Request | None = None) -> list[Json]:
    """Every resource of a record that stands. `request` is the reader's own; those to others are nobody's to read."""
    over = record.closed_at is not None
    optional = [signs.age(record, telling), case.flag(record.bundle, telling, over=over), _told_as(record, telling)]
    return [
        case.encounter(record, telling),
        case.patient(record.patient.sex if record.patient is not None else None, telling),
        *case.around(record, telling),
        *([case.task(request, telling)] if request is not None and record.hospital is not None else []),
        *[one for one in optional if one is not None],
        *signs.observations(record, telling),
        *treatment.standing(record, telling),
    ]


def everything(record: CareRecord, telling: Telling, request: Request | None = None) -> list[Json]:
    """The same with the composition, and what has turned out to be wrong."""
    shown = parts(record, telling, request)
    return [composition(record, telling, shown), *shown, *treatment.withdrawn(record, telling)]


def document(record: CareRecord, telling: Telling, request: Request | None = None) -> Json:
    """The document bundle."""
    shown = parts(record, telling, request)
    entries = [entry_of(one, telling) for one in (composition(record, telling, shown), *shown)]
    stated = instant(treatment.newest(record))
    return {
        "resourceType": "Bundle",
        "id": telling.ident("document"),
        "meta": {"lastUpdated": stated} | (case.SIMULATED if record.simulated else {}),
        "language": telling.language,
        "identifier": {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{_version(entries)}"},
        "type": "document",
        "timestamp": stated,
        "entry": entries,
    }


def entry_of(resource: Json, telling: Telling) -> Json:
    """A resource with the address it has."""
    return {"fullUrl": f"{telling.base}/{resource['resourceType']}/{resource['id']}", "resource": resource}


def _version(entries: Sequence[Json]) -> uuid.UUID:
    """Another content is another document: its name is drawn from what it says."""
    return uuid.UUID(bytes=hashlib.sha256(written(list(entries))).digest()[:16], version=5)


def written(value: object) -> bytes:
    """The bytes of a resource, the same for the same content."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def composition(record: CareRecord, telling: Telling, shown: Sequence[Json]) -> Json:
    """The first entry: what the document is, and its sections."""
    _, english, korean = codes.REPORT
    unobtainable = treatment.unobtainable(record)
    return {
        "resourceType": "Composition",
        "id": telling.ident("report"),
        "meta": {"lastUpdated": instant(treatment.newest(record))},
        "language": telling.language,
        "status": "final" if case.status_of(record) in ("finished", "cancelled") else "preliminary",
        "type": loinc(telling, codes.REPORT),
        "subject": telling.ref("Patient", "patient"),
        "encounter": telling.ref("Encounter"),
        "date": instant(treatment.newest(record)),
        "author": [telling.ref("Organization", "service")],
        "title": telling.pick(english, korean),
        "section": [_section(name, telling, _of_section(name, shown), unobtainable) for name in codes.SECTIONS]
        + _rest(telling, shown),
    }


def _of_section(name: str, shown: Iterable[Json]) -> list[Json]:
    if name == "vitals":
        return [one for one in shown if one["resourceType"] == "Observation" and one.get("category") in MEASURED]
    kind, category = KINDS[name]
    found = [one for one in shown if one["resourceType"] == kind]
    return [one for one in found if category is None or category in str(one["category"])]


MEASURED = (signs.VITAL, signs.SURVEY)


def _section(name: str, telling: Telling, found: list[Json], unobtainable: Collection[CareKind]) -> Json:
    """A section that is empty says why: not begun, nobody asked, or nobody could be asked. Never that there is none."""
    code, english, korean = codes.SECTIONS[name]
    title = telling.pick(english, korean)
    why = "notstarted" if name not in ASKED else "unavailable" if ASKED[name] in unobtainable else "notasked"
    reason = concept(coding(codes.HL7 + "list-empty-reason", why))
    return without_none(
        {
            "title": title,
            "code": concept(coding(codes.LOINC, code, english)),
            "text": None if found else narrative(telling.pick("Nothing on record", "기록 없음")),
            "entry": references(found),
            "emptyReason": None if found else reason,
        }
    )


def _rest(telling: Telling, shown: Sequence[Json]) -> list[Json]:
    """What has no section of its own in the profile: findings, events, age, alert, request, narrative."""
    listed = {reference["reference"] for name in codes.SECTIONS for reference in references(_of_section(name, shown))}
    kinds = ("Observation", "Flag", "Task", "Communication", "DocumentReference", "Location")
    left = [one for one in shown if one["resourceType"] in kinds]
    found = [one for one in references(left) if one["reference"] not in listed]
    title = telling.pick("Findings and handover", "소견과 인계")
    return [{"title": title, "code": loinc(telling, codes.FINDINGS), "entry": found}] if found else []


def _told_as(record: CareRecord, telling: Telling) -> Json | None:
    """The spoken handover in words, where one was made."""
    if telling.handover is None:
        return None
    told_to = [telling.ref("Organization", "hospital")] if record.hospital is not None else None
    category = concept(coding(codes.HL7 + "communication-category", "notification", "Notification"))
    return without_none(
        {
            "resourceType": "Communication",
            "id": telling.ident("handover"),
            "status": "completed",
            "category": [category],
            "priority": "stat",
            "subject": telling.ref("Patient", "patient"),
            "encounter": telling.ref("Encounter"),
            "sent": instant(treatment.newest(record)),
            "recipient": told_to,
            "sender": telling.ref("Organization", "service"),
            "payload": [{"contentString": telling.handover}],
        }
    )
