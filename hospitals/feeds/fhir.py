"""FHIR R4 out: a hospital as Location and HealthcareService, with nothing but what the base resources have. Pure.

The profile is written down in docs/interop.md. Persons stay out; what is unknown is left out.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from hospitals.model import Answer, BedCount, BedType, Hospital, Says

HOSPITAL = "urn:goldentime:hpid"
BED = "urn:goldentime:bed"
CAPABILITY = "urn:goldentime:capability"
ROLE_CODE = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
BED_STATUS = "http://terminology.hl7.org/CodeSystem/v2-0116"
PHYSICAL = "http://terminology.hl7.org/CodeSystem/location-physical-type"
ROLES: Mapping[str, BedType] = MappingProxyType(
    {
        "ER": BedType.ER_GENERAL,
        "ICU": BedType.ICU_GENERAL,
        "PEDICU": BedType.ICU_PAEDIATRIC,
        "PEDNICU": BedType.ICU_NEONATAL,
        "HU": BedType.WARD_GENERAL,
        "PHU": BedType.WARD_PSYCHIATRIC_CLOSED,
    }
)
ROLE_OF: Mapping[BedType, str] = MappingProxyType({bed: role for role, bed in ROLES.items()})
Resource = dict[str, Any]


def locations(hospital: Hospital, *, now: datetime) -> list[Resource]:
    """The hospital itself, closed while a notice covers all; and one Location for each type of bed it reported."""
    return [_house(hospital, now), *(_ward(hospital, count) for count in hospital.beds)]


def services(hospital: Hospital, *, now: datetime) -> list[Resource]:
    """One HealthcareService for each condition it said yes or no to."""
    return [_service(hospital, answer, now) for answer in hospital.answers if answer.says is not Says.UNKNOWN]


def searchset(resources: Iterable[Resource], *, at: datetime) -> Resource:
    """The bundle a search answers with."""
    entries = [{"resource": one, "search": {"mode": "match"}} for one in resources]
    return {
        "resourceType": "Bundle",
        "type": "searchset",
        "timestamp": at.isoformat(),
        "total": len(entries),
        **({"entry": entries} if entries else {}),
    }


def _house(hospital: Hospital, now: datetime) -> Resource:
    phone = [{"system": "phone", "value": hospital.er_phone}] if hospital.er_phone else []
    closed = hospital.diverts(now, None)
    return {
        "resourceType": "Location",
        "id": hospital.id,
        "identifier": [{"system": HOSPITAL, "value": hospital.id}],
        "status": "suspended" if closed else "active",
        "name": hospital.name_ko,
        "alias": [hospital.name_en],
        "mode": "instance",
        **({"telecom": phone} if phone else {}),
        "physicalType": _coded(PHYSICAL, "si"),
        "position": {"longitude": hospital.place.lon, "latitude": hospital.place.lat},
    }


def _ward(hospital: Hospital, count: BedCount) -> Resource:
    role = [{"system": ROLE_CODE, "code": ROLE_OF[count.bed]}] if count.bed in ROLE_OF else []
    status = _status(count)
    return {
        "resourceType": "Location",
        "id": f"{hospital.id}-{count.bed}",
        "meta": {"lastUpdated": count.reported_at.isoformat()},
        "status": "active",
        **({"operationalStatus": {"system": BED_STATUS, "code": status}} if status else {}),
        "name": count.bed.name.lower(),
        "description": f"{_shown(count.available)} of {_shown(count.baseline)} available",
        "mode": "kind",
        "type": [{"coding": [{"system": BED, "code": count.bed.value}, *role]}],
        "physicalType": _coded(PHYSICAL, "wa"),
        "partOf": _whose(hospital),
    }


def _status(count: BedCount) -> str | None:
    """U while anything is free, O while nothing is; None where nobody said."""
    free = count.usable if count.available is None else count.available > 0
    return None if free is None else "U" if free else "O"


def _service(hospital: Hospital, answer: Answer, now: datetime) -> Resource:
    busy = answer.busy_until if answer.is_busy(now) else None
    away = {"description": "specialist busy", "during": {"end": busy.isoformat()}} if busy else None
    return {
        "resourceType": "HealthcareService",
        "id": f"{hospital.id}-{answer.capability.value.replace('_', '-')}",
        "meta": {"lastUpdated": answer.reported_at.isoformat()},
        "active": answer.says is Says.YES,
        "type": [{"coding": [{"system": CAPABILITY, "code": answer.capability.value}]}],
        "location": [_whose(hospital)],
        **({"notAvailable": [away]} if away else {}),
    }


def _whose(hospital: Hospital) -> Resource:
    return {"reference": f"Location/{hospital.id}", "identifier": {"system": HOSPITAL, "value": hospital.id}}


def _coded(system: str, code: str) -> Resource:
    return {"coding": [{"system": system, "code": code}]}


def _shown(number: int | None) -> str:
    return "unknown" if number is None else str(number)
