"""The code systems, the codes and the value sets of everything we write. No library checks a binding; this table does.

Value sets are those of FHIR R4 (4.0.1) with the binding strength `required`; and the few of our own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from dispatch.care.entry import CareKind

LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"
HL7 = "http://terminology.hl7.org/CodeSystem/"
ACT_CODE = HL7 + "v3-ActCode"
ACT_REASON = HL7 + "v3-ActReason"
ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
HPID = "urn:goldentime:hpid"
UNIT = "urn:goldentime:unit"
INCIDENT = "urn:goldentime:incident"
PATIENT = "urn:goldentime:patient"
REQUEST = "urn:goldentime:request"
ACUITY = "urn:goldentime:acuity"
ALERT = "urn:goldentime:alert"
CARE = "urn:goldentime:care"  # codes of the quick lists
ROUTE = "urn:goldentime:route"
AGE_BAND = "urn:goldentime:age-band"
SNOMED = "http://snomed.info/sct"
TERMS: Mapping[str, str] = MappingProxyType(  # what the quick lists call a terminology
    {"atc": "http://www.whocc.no/atc", "icd10": "http://hl7.org/fhir/sid/icd-10", "snomed": SNOMED}
)
KIND = "urn:goldentime:kind"  # what an entry of the record says: finding, event, …
SIGN = "urn:goldentime:sign"
NONE = "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips"
STATE = "urn:goldentime:request-state"
DECLINE = "urn:goldentime:decline"
COMPLAINT = "urn:goldentime:complaint"
BUNDLE = "urn:goldentime:bundle"
DISPOSITION = "urn:goldentime:disposition"


@dataclass(frozen=True, slots=True)
class Sign:
    """One vital sign: how it is called in LOINC, its unit in UCUM and how that is written."""

    field: str
    loinc: tuple[tuple[str, str], ...]
    ucum: str
    unit: str
    ko: str


def _sign(field: str, code: str, name: str, ucum: str, unit: str, ko: str) -> Sign:
    return Sign(field, ((code, name),), ucum, unit, ko)


SYSTOLIC = _sign("systolic_mmhg", "8480-6", "Systolic blood pressure", "mm[Hg]", "mmHg", "수축기 혈압")
DIASTOLIC = _sign("diastolic_mmhg", "8462-4", "Diastolic blood pressure", "mm[Hg]", "mmHg", "이완기 혈압")
GCS = _sign("gcs", "9269-2", "Glasgow coma score total", "{score}", "{score}", "글래스고 혼수 척도")
GCS_PARTS = (
    _sign("gcs_eye", "9267-6", "Glasgow coma score eye opening", "{score}", "{score}", "눈뜨기"),
    _sign("gcs_verbal", "9270-0", "Glasgow coma score verbal", "{score}", "{score}", "언어 반응"),
    _sign("gcs_motor", "9268-4", "Glasgow coma score motor", "{score}", "{score}", "운동 반응"),
)
SIMPLE = (
    _sign("heart_rate_bpm", "8867-4", "Heart rate", "/min", "beats/min", "맥박수"),
    _sign("respiratory_rate_bpm", "9279-1", "Respiratory rate", "/min", "breaths/min", "호흡수"),
    Sign(
        "spo2_percent",
        (
            ("2708-6", "Oxygen saturation in Arterial blood"),
            ("59408-5", "Oxygen saturation in Arterial blood by Pulse oximetry"),
        ),
        "%",
        "%",
        "산소포화도",
    ),
    _sign("temperature_c", "8310-5", "Body temperature", "Cel", "Cel", "체온"),
    _sign("glucose_mg_dl", "2339-0", "Glucose [Mass/volume] in Blood", "mg/dL", "mg/dL", "혈당"),
    _sign(
        "pain", "72514-3", "Pain severity - 0-10 verbal numeric rating [Score] - Reported", "{score}", "{score}", "통증"
    ),
)
PRESSURE = ("85354-9", "Blood pressure panel with all children optional", "혈압")
AVPU = ("67775-7", "Level of responsiveness", "의식 수준")
AVPU_ANSWERS: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "A": ("LA9340-6", "Alert", "명료"),
        "V": ("LA17108-4", "Verbal", "언어 반응"),
        "P": ("LA17107-6", "Painful", "통증 반응"),
        "U": ("LA9343-0", "Unresponsive", "무반응"),
    }
)
NEW_CONFUSION = ("new-confusion", "New confusion", "새로 생긴 혼돈")  # NEWS2's C, for which LOINC has no answer
GIVEN_OXYGEN = ("oxygen", "Oxygen given while measured", "측정 중 산소 투여")
AGE = ("30525-0", "Age", "나이")
FINDINGS = ("29545-1", "Physical findings", "신체 소견")
REPORT = ("67796-3", "EMS patient care report - version 3 Document NEMSIS", "119 구급 인계 기록")
SECTIONS: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "vitals": ("8716-3", "Vital signs", "활력징후"),
        "problems": ("11450-4", "Problem list", "문제"),
        "medications": ("29549-3", "Medications administered", "투여 약물"),
        "procedures": ("47519-4", "Procedures", "처치"),
        "past": ("11348-0", "History of Past illness", "과거력"),
        "allergies": ("48765-2", "Allergies", "알레르기"),
        "history": ("10160-0", "History of Medication use", "복용 약물"),
    }
)
ALERTS: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "stemi": ("STEMI_ALERT", "STEMI alert", "심근경색 사전 알림"),
        "stroke": ("STROKE_ALERT", "Stroke alert", "뇌졸중 사전 알림"),
        "trauma": ("TRAUMA_ALERT", "Trauma alert", "중증외상 사전 알림"),
        "sepsis": ("SEPSIS_ALERT", "Sepsis alert", "패혈증 사전 알림"),
        "arrest": ("CARDIAC_ARREST", "Cardiac arrest", "심정지 사전 알림"),
        "obstetric": ("OB_ALERT", "Obstetric alert", "산과 응급 사전 알림"),
    }
)
ABSENT_REASONS = frozenset(
    {
        "unknown",
        "asked-unknown",
        "temp-unknown",
        "not-asked",
        "asked-declined",
        "masked",
        "not-applicable",
        "unsupported",
        "as-text",
        "error",
        "not-a-number",
        "negative-infinity",
        "positive-infinity",
        "not-performed",
        "not-permitted",
    }
)
NOTHING: Mapping[CareKind, tuple[str, str, str]] = MappingProxyType(
    {
        CareKind.ALLERGY: ("no-known-allergies", "No known allergies", "알려진 알레르기 없음"),
        CareKind.MEDICATION: ("no-known-medications", "No known medications", "복용 약물 없음"),
        CareKind.HISTORY: ("no-known-problems", "No known problems", "알려진 병력 없음"),
    }
)
_EVENT = frozenset({"preparation", "in-progress", "not-done", "on-hold", "stopped", "completed", "entered-in-error"})
_PRIORITY = frozenset({"routine", "urgent", "asap", "stat"})
_TASK = frozenset(
    {
        "draft",
        "requested",
        "received",
        "accepted",
        "rejected",
        "ready",
        "cancelled",
        "in-progress",
        "on-hold",
        "failed",
        "completed",
        "entered-in-error",
    }
)
BINDINGS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "Bundle.type": frozenset({"document", "searchset", "history", "collection"}),
        "Bundle.entry.search.mode": frozenset({"match", "include", "outcome"}),
        "Composition.status": frozenset({"preliminary", "final", "amended", "entered-in-error"}),
        "Composition.section.mode": frozenset({"working", "snapshot", "changes"}),
        "Composition.text.status": frozenset({"generated", "extensions", "additional", "empty"}),
        "Composition.section.text.status": frozenset({"generated", "extensions", "additional", "empty"}),
        "Patient.gender": frozenset({"male", "female", "other", "unknown"}),
        "Patient.name.use": frozenset({"usual", "official", "temp", "nickname", "anonymous", "old", "maiden"}),
        "Encounter.status": frozenset(
            {
                "planned",
                "arrived",
                "triaged",
                "in-progress",
                "onleave",
                "finished",
                "cancelled",
                "entered-in-error",
                "unknown",
            }
        ),
        "Encounter.location.status": frozenset({"planned", "active", "reserved", "completed"}),
        "Location.status": frozenset({"active", "suspended", "inactive"}),
        "Location.mode": frozenset({"instance", "kind"}),
        "Observation.status": frozenset(
            {
                "registered",
                "preliminary",
                "final",
                "amended",
                "corrected",
                "cancelled",
                "entered-in-error",
                "unknown",
            }
        ),
        "MedicationAdministration.status": frozenset(
            {"in-progress", "not-done", "on-hold", "completed", "entered-in-error", "stopped", "unknown"}
        ),
        "MedicationStatement.status": frozenset(
            {
                "active",
                "completed",
                "entered-in-error",
                "intended",
                "stopped",
                "on-hold",
                "unknown",
                "not-taken",
            }
        ),
        "Procedure.status": _EVENT | {"unknown"},
        "AllergyIntolerance.criticality": frozenset({"low", "high", "unable-to-assess"}),
        "Flag.status": frozenset({"active", "inactive", "entered-in-error"}),
        "Communication.status": _EVENT | {"unknown"},
        "Communication.priority": _PRIORITY,
        "Task.status": _TASK,
        "Task.intent": frozenset(
            {
                "unknown",
                "proposal",
                "plan",
                "order",
                "original-order",
                "reflex-order",
                "filler-order",
                "instance-order",
                "option",
            }
        ),
        "Task.priority": _PRIORITY,
        "DocumentReference.status": frozenset({"current", "superseded", "entered-in-error"}),
        "DocumentReference.docStatus": frozenset({"preliminary", "final", "amended", "entered-in-error"}),
        "Subscription.status": frozenset({"requested", "active", "error", "off"}),
        "Subscription.channel.type": frozenset({"rest-hook", "websocket", "email", "sms", "message"}),
    }
)
CODED: Mapping[str, tuple[str, frozenset[str]]] = MappingProxyType(
    {
        "Encounter.class": (ACT_CODE, frozenset({"FLD"})),
        "Condition.clinicalStatus": (
            HL7 + "condition-clinical",
            frozenset({"active", "recurrence", "relapse", "inactive", "remission", "resolved"}),
        ),
        "Condition.verificationStatus": (
            HL7 + "condition-ver-status",
            frozenset({"unconfirmed", "provisional", "differential", "confirmed", "refuted", "entered-in-error"}),
        ),
        "AllergyIntolerance.clinicalStatus": (
            HL7 + "allergyintolerance-clinical",
            frozenset({"active", "inactive", "resolved"}),
        ),
        "AllergyIntolerance.verificationStatus": (
            HL7 + "allergyintolerance-verification",
            frozenset({"unconfirmed", "confirmed", "refuted", "entered-in-error"}),
        ),
        "Observation.category": (
            HL7 + "observation-category",
            frozenset({"vital-signs", "exam", "survey", "social-history", "procedure", "therapy"}),
        ),
        "Observation.dataAbsentReason": (HL7 + "data-absent-reason", ABSENT_REASONS),
        "Composition.section.emptyReason": (
            HL7 + "list-empty-reason",
            frozenset({"nilknown", "notasked", "withheld", "unavailable", "notstarted", "closed"}),
        ),
        "Location.physicalType": (HL7 + "location-physical-type", frozenset({"ve"})),
        "Communication.category": (
            HL7 + "communication-category",
            frozenset({"alert", "notification", "reminder", "instruction"}),
        ),
    }
)
