"""ADT^A04 (register a patient), HL7 2.5.1: who comes, when, why and how. Pseudonymous; UTF-8, said so in MSH-18.

The structure is ADT_A01, as the standard has it for A04: MSH EVN PID PV1 PV2 OBX AL1 DG1. Pure.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from textwrap import wrap
from zoneinfo import ZoneInfo

from dispatch.care.entry import NONE_KNOWN, CareEntry, CareKind
from dispatch.care.forms import Form, handover
from dispatch.care.quicklists import UNOBTAINABLE, entry_words, number
from dispatch.care.record import CareRecord, VitalSet
from dispatch.care.wording import Speech, plain, sentence
from dispatch.fhir.codes import AGE, AVPU, DIASTOLIC, GCS, SIMPLE, SYSTOLIC, Sign

VERSION, SENDER, OURS = "2.5.1", "GOLDENTIME", "99GT"  # OURS names codes of our own, as table 0396 wants it
ESCAPES = {"\\": "\\E\\", "|": "\\F\\", "^": "\\S\\", "&": "\\T\\", "~": "\\R\\", "\r": " ", "\n": " "}
SEXES = {"male": "M", "female": "F"}
LONGEST_CONTROL, LONGEST_TEXT = 20, 190  # MSH-10; and what a reader of OBX-5 can be trusted to keep
Component = str | None
Field = str | Sequence[Component] | None


@dataclass(frozen=True, slots=True)
class Address:
    """Whom a message is for: MSH-5 and MSH-6."""

    application: str = ""
    facility: str = ""


def adt_a04(record: CareRecord, to: Address, speech: Speech, *, control_id: str) -> str:
    """The message, a segment a line ended by CR. A simulated patient is marked as training (MSH-11)."""
    zone = ZoneInfo(speech.zone)
    return "".join(f"{segment}\r" for segment in _segments(record, to, speech, zone, control_id))


def escaped(text: str) -> str:
    """Text that cannot be read as a delimiter, on one line."""
    return "".join(ESCAPES.get(letter, letter) for letter in text if letter.isprintable() or letter in "\r\n")


def stamp(at: datetime, zone: ZoneInfo) -> str:
    """20260302140000+0900"""
    return f"{at.astimezone(zone):%Y%m%d%H%M%S%z}"


def _segments(record: CareRecord, to: Address, speech: Speech, zone: ZoneInfo, control: str) -> Iterator[str]:
    now = stamp(record.as_of, zone)
    kind, level = ("ADT", "A04", "ADT_A01"), "T" if record.simulated else "P"
    head = [SENDER, record.region, to.application, to.facility, now, None, kind, control[-LONGEST_CONTROL:], level]
    language = ("ko", "Korean", "ISO639") if speech.language == "ko" else ("en", "English", "ISO639")
    yield "MSH|^~\\&" + _fields([*head, VERSION, None, None, None, None, "KOR", "UNICODE UTF-8", language])
    yield "EVN" + _fields([None, now, None, None, None, stamp(record.received_at, zone)])
    yield "PID" + _fields(_pid(record))
    yield "PV1" + _fields(_pv1(record, zone))
    yield "PV2" + _fields(_pv2(record, speech, zone))
    for place, fields in enumerate(_observations(record, speech, zone), start=1):
        yield "OBX" + _fields([str(place), *fields])
    for place, one in enumerate(_allergies(record), start=1):
        yield "AL1" + _fields([str(place), "DA", _coded(one, speech)])
    for place, fields in enumerate(_diagnoses(record, speech, zone), start=1):
        yield "DG1" + _fields([str(place), None, *fields])


def _pid(record: CareRecord) -> list[Field]:
    """No name and no birthday: S is the name type for "coded pseudo-name to assure anonymity" (table 0200)."""
    sex = SEXES.get(record.patient.sex or "", "U") if record.patient else "U"
    identifier = (record.incident_id, None, None, SENDER, "PI")
    return ["1", None, identifier, None, (record.number, None, None, None, None, None, "S"), None, None, sex]


def _pv1(record: CareRecord, zone: ZoneInfo) -> list[Field]:
    arrived = record.stamped("at_hospital")
    visit: Field = (record.number, None, None, SENDER, "VN")
    admitted = stamp(arrived, zone) if arrived else None
    return ["1", "E", None, "E", *[None] * 14, visit, *[None] * 24, admitted]


def _pv2(record: CareRecord, speech: Speech, zone: ZoneInfo) -> list[Field]:
    """Reason, expected arrival, how urgent, and that an ambulance brings the patient (table 0430)."""
    leaving = record.stamped("depart") is not None and record.stamped("at_hospital") is None
    carrier = record.carrier
    eta = carrier.eta if leaving and carrier is not None and carrier.open else None
    acuity = record.patient.acuity if record.patient else None
    told: list[Field] = [None, None, _reason(record, speech), *[None] * 4, stamp(eta, zone) if eta else None]
    return [*told, *[None] * 16, str(acuity) if acuity else None, *[None] * 12, ("A", "Ambulance", "HL70430")]


def _reason(record: CareRecord, speech: Speech) -> Field:
    family, code = ("complaint", record.complaint) if record.complaint else ("determinant", record.determinant)
    return (code, speech.word(family, code), OURS) if code else None


def _observations(record: CareRecord, speech: Speech, zone: ZoneInfo) -> Iterator[list[Field]]:
    """Value type, code, sub-id, value, unit, …, status F, …, when: each sign that was taken, and what is told."""
    told_at = stamp(record.as_of, zone)
    if record.patient and record.patient.age_years is not None:
        yield _seen("NM", (AGE[0], AGE[1], "LN"), str(record.patient.age_years), ("a", "year", "UCUM"), told_at)
    for one in sorted(record.sets, key=lambda one: (one.measured_at, one.id)):
        yield from _set(one, stamp(one.measured_at, zone))
    for part in handover(record, Form.ATMIST):
        code = (f"ATMIST-{part.heading.value.upper()}", speech.word("heading", part.heading), OURS)
        for line in (piece for fact in part.facts for piece in wrap(sentence(fact, speech), LONGEST_TEXT)):
            yield _seen("TX", code, line, None, told_at)


def _set(one: VitalSet, at: str) -> Iterator[list[Field]]:
    for sign in (*SIMPLE, SYSTOLIC, DIASTOLIC, GCS):
        value = getattr(one.signs, sign.field)
        if value is not None:
            yield _seen("NM", _loinc(sign), number(float(value)), (sign.ucum, sign.unit, "UCUM"), at)
    if one.signs.avpu is not None:
        yield _seen("ST", (AVPU[0], AVPU[1], "LN"), one.signs.avpu, None, at)


def _loinc(sign: Sign) -> Field:
    code, name = sign.loinc[-1]  # of two the more exact: by pulse oximetry
    return (code, name, "LN")


def _seen(kind: str, code: Field, value: str, unit: Field, at: str) -> list[Field]:
    return [kind, code, None, value, unit, *[None] * 4, "F", None, None, at]


def _allergies(record: CareRecord) -> list[CareEntry]:
    """Known ones. That there are none, and that nobody asked, AL1 cannot tell apart: the told text can."""
    return [one for one in record.of(CareKind.ALLERGY) if one.code not in (NONE_KNOWN, UNOBTAINABLE)]


def _diagnoses(record: CareRecord, speech: Speech, zone: ZoneInfo) -> Iterator[list[Field]]:
    """What is suspected, as working diagnoses (table 0052: W)."""
    if record.bundle:
        code: Field = (record.bundle, speech.word("bundle", record.bundle), OURS)
        yield [code, None, stamp(record.received_at, zone), "W"]
    for one in record.of(CareKind.IMPRESSION):
        yield [_coded(one, speech), None, stamp(one.done_at, zone), "W"]


def _coded(entry: CareEntry, speech: Speech) -> Field:
    return (entry.code, plain(entry_words(entry, speech.language)), OURS if entry.code else None)


def _fields(fields: Sequence[Field]) -> str:
    return "".join(f"|{_field(one)}" for one in fields).rstrip("|")


def _field(field: Field) -> str:
    if field is None or isinstance(field, str):
        return escaped(field or "")
    return "^".join(escaped(one or "") for one in field).rstrip("^")
