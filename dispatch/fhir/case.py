"""Who and where: the pseudonymous patient, the encounter in the field, unit and hospital, the request, the alert."""

from collections.abc import Mapping
from datetime import datetime

from dispatch.care.record import CareRecord, Carrying, Named
from dispatch.fhir import codes
from dispatch.fhir.parts import Json, Telling, absent, coding, concept, instant, without_none
from hospitals.request import Minimum, Request, RequestState

SIMULATED = {"tag": [coding(codes.ACT_REASON, "HTEST", "test health data")]}
_S = RequestState
TASK_STATUS: Mapping[RequestState, str] = {
    _S.DRAFT: "draft",
    _S.SENT: "requested",
    _S.DELIVERED: "received",
    _S.SEEN: "received",
    _S.ACCEPTED: "accepted",
    _S.ACCEPTED_CONDITIONAL: "accepted",
    _S.PHONE_ANSWERED: "accepted",
    _S.HELD: "accepted",
    _S.CONFIRMED: "accepted",
    _S.DESIGNATED: "accepted",
    _S.DECLINED: "rejected",
    _S.EXPIRED: "failed",
    _S.ARRIVED: "in-progress",
    _S.OFFLOADED: "completed",
    _S.RELEASED: "cancelled",
    _S.REDIRECTED: "cancelled",
}
URGENCY: Mapping[int, str] = {1: "stat", 2: "asap", 3: "urgent", 4: "routine", 5: "routine"}
WITH_PATIENT = ("at_patient", "depart", "no_patient", "refusal", "treat_only")


def patient(sex: str | None, telling: Telling) -> Json:
    """Without a name and without a year of birth: nobody made one up, and who it is the hospital asks the patient."""
    who = {"male": ("Unnamed man", "미상 남성"), "female": ("Unnamed woman", "미상 여성")}
    text = telling.pick(*who.get(sex or "", ("Unnamed patient", "미상 환자")))
    return {
        "resourceType": "Patient",
        "id": telling.ident("patient"),
        "identifier": [{"system": codes.PATIENT, "value": telling.root}],
        "name": [{"use": "anonymous", "text": text}],
        "gender": sex if sex in ("male", "female") else "unknown",
        "_birthDate": absent("unknown"),
    }


def encounter(record: CareRecord, telling: Telling) -> Json:
    """The run, from the call to the hospital's door."""
    carrying = record.carrier
    acuity = record.patient.acuity if record.patient is not None else None
    where = {"location": telling.ref("Location", "unit"), "status": _place_status(record)}
    return without_none(
        {
            "resourceType": "Encounter",
            "id": telling.ident(),
            "meta": SIMULATED if record.simulated else None,
            "identifier": [{"system": codes.INCIDENT, "value": record.number}],
            "status": status_of(record),
            "class": coding(codes.ACT_CODE, "FLD", "field"),
            "priority": _acuity(acuity),
            "subject": telling.ref("Patient", "patient"),
            "period": without_none({"start": instant(record.received_at), "end": _ended(record)}),
            "reasonCode": [concept(coding(codes.COMPLAINT, record.complaint))] if record.complaint else None,
            "hospitalization": _hospitalization(record, telling),
            "location": [where] if carrying else None,
            "serviceProvider": telling.ref("Organization", "service"),
        }
    )


def status_of(record: CareRecord) -> str:
    """planned until a crew is with the patient, then in progress, arrived at the door, finished; cancelled without."""
    met = any(stamp.name in WITH_PATIENT for stamp in record.stamps)
    if record.closed_at is not None:
        return "finished" if met or record.stamped("at_hospital") else "cancelled"
    if record.stamped("hand_over"):
        return "finished"
    if record.stamped("at_hospital"):
        return "arrived"
    return "in-progress" if met else "planned"


def _place_status(record: CareRecord) -> str:
    return {"planned": "planned", "in-progress": "active", "arrived": "active"}.get(status_of(record), "completed")


def _ended(record: CareRecord) -> str | None:
    ended: datetime | None = record.stamped("hand_over") or record.closed_at
    return instant(ended) if ended is not None and status_of(record) in ("finished", "cancelled") else None


def _acuity(level: int | None) -> Json | None:
    return concept(coding(codes.ACUITY, str(level))) if level is not None else None


def _hospitalization(record: CareRecord, telling: Telling) -> Json | None:
    if record.hospital is None:
        return None
    went = concept(coding(codes.DISPOSITION, record.disposition)) if record.disposition else None
    return without_none({"destination": telling.ref("Organization", "hospital"), "dischargeDisposition": went})


def around(record: CareRecord, telling: Telling) -> list[Json]:
    """The service, its unit, and the hospital, where there are any."""
    service = {
        "resourceType": "Organization",
        "id": telling.ident("service"),
        "identifier": [{"system": "urn:goldentime:region", "value": record.region}],
        "name": telling.pick(f"{record.region} emergency medical service", f"{record.region} 119 구급"),
    }
    carrying, house = record.carrier, record.hospital
    found = [service]
    if carrying is not None:
        found.append(_vehicle(carrying, telling))
    if house is not None:
        found.append(hospital(house, telling))
    return found


def _vehicle(carrying: Carrying, telling: Telling) -> Json:
    return {
        "resourceType": "Location",
        "id": telling.ident("unit"),
        "identifier": [{"system": codes.UNIT, "value": carrying.unit.id}],
        "status": "active" if carrying.open else "inactive",
        "name": telling.pick(carrying.unit.en, carrying.unit.ko),
        "mode": "instance",
        "physicalType": concept(coding(codes.HL7 + "location-physical-type", "ve", "Vehicle")),
        "managingOrganization": telling.ref("Organization", "service"),
    }


def hospital(house: Named, telling: Telling) -> Json:
    """The hospital by its public number."""
    return {
        "resourceType": "Organization",
        "id": telling.ident("hospital"),
        "identifier": [{"system": codes.HPID, "value": house.id}],
        "name": telling.pick(house.en, house.ko),
    }


def task(request: Request, telling: Telling) -> Json:
    """Whether the hospital takes the patient, and until when it is waited for."""
    why = request.decline_code
    return without_none(
        {
            "resourceType": "Task",
            "id": telling.ident("request"),
            "meta": {"lastUpdated": instant(request.answered_at or request.asked_at)},
            "identifier": [{"system": codes.REQUEST, "value": request.id}],
            "status": TASK_STATUS[request.state],
            "statusReason": concept(coding(codes.DECLINE, why.value)) if why is not None else None,
            "businessStatus": concept(coding(codes.STATE, request.state.value)),
            "intent": "order",
            "priority": URGENCY.get(request.minimum.acuity, "routine"),
            "code": concept(text="accept-transport"),
            "focus": telling.ref("Encounter"),
            "for": telling.ref("Patient", "patient"),
            "authoredOn": instant(request.asked_at),
            "lastModified": instant(request.answered_at or request.asked_at),
            "requester": telling.ref("Organization", "service"),
            "owner": telling.ref("Organization", "hospital"),
            "note": [{"text": request.condition}] if request.condition else None,
            "restriction": {"period": {"end": instant(request.expires_at)}} if request.expires_at else None,
        }
    )


def flag(bundle: str | None, telling: Telling, *, over: bool) -> Json | None:
    """The alert of a time-critical bundle; None where it is none of those hospitals prepare for."""
    if bundle is None or bundle not in codes.ALERTS:
        return None
    code, english, korean = codes.ALERTS[bundle]
    return {
        "resourceType": "Flag",
        "id": telling.ident("alert"),
        "status": "inactive" if over else "active",
        "category": [concept(text="pre-alert")],
        "code": concept(coding(codes.ALERT, code, english), text=telling.pick(english, korean)),
        "subject": telling.ref("Patient", "patient"),
        "encounter": telling.ref("Encounter"),
    }


def asked(request: Request, house: Named, telling: Telling) -> list[Json]:
    """What a hospital reads before it has agreed: the minimum, and nothing else of anybody."""
    told: Minimum = request.minimum
    band = [concept(coding(codes.AGE_BAND, told.age_band.value))] if told.age_band is not None else None
    run = {
        "resourceType": "Encounter",
        "id": telling.ident(),
        "status": "planned" if TASK_STATUS[request.state] not in ("rejected", "cancelled", "failed") else "cancelled",
        "class": coding(codes.ACT_CODE, "FLD", "field"),
        "type": band,
        "priority": _acuity(told.acuity),
        "subject": telling.ref("Patient", "patient"),
        "period": {"start": instant(request.asked_at)},
        "hospitalization": {"destination": telling.ref("Organization", "hospital")},
        "serviceProvider": telling.ref("Organization", "service"),
    }
    service = {
        "resourceType": "Organization",
        "id": telling.ident("service"),
        "identifier": [{"system": "urn:goldentime:region", "value": request.region}],
        "name": telling.pick("Emergency medical service", "119 구급"),
    }
    alert = flag(told.bundle, telling, over=False)
    shown = [without_none(run), patient(told.sex, telling), service, hospital(house, telling), task(request, telling)]
    return shown + ([alert] if alert is not None else [])
