"""How the patient is: vital signs and what the crew finds out."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from chassis import topics
from chassis.errors import InvalidInputError
from chassis.events import Event
from chassis.identity import Actor
from chassis.work import Work, record_change, working
from dispatch.desk.asking import confine
from dispatch.desk.destination import destination_of
from dispatch.desk.telling import jobs_of
from dispatch.events import to_destination
from dispatch.model import Vitals
from dispatch.system import System
from dispatch.tables.cases import IncidentRow, get_incident
from dispatch.tables.patients import PatientRow, VitalsRow, find_patient

RANGES: dict[str, tuple[float, float]] = {  # outside is a slip of the finger; inside may still be alarming
    "heart_rate_bpm": (0, 300),
    "systolic_mmhg": (0, 300),
    "diastolic_mmhg": (0, 200),
    "respiratory_rate_bpm": (0, 80),
    "spo2_percent": (0, 100),
    "temperature_c": (20, 45),
    "glucose_mg_dl": (0, 1500),
    "gcs": (3, 15),
    "pain": (0, 10),
}


def record_vitals(
    system: System, actor: Actor, incident_id: str, vitals: Vitals, *, device_at: datetime | None = None
) -> None:
    """A set of vital signs, for the crew's record and the receiving hospital. Raises InvalidInputError."""
    _check(vitals)
    with working(system, actor) as work:
        incident = get_incident(work.session, incident_id)
        confine(work.session, actor, incident)
        taken = {name: value for name, value in asdict(vitals).items() if value is not None}
        about = {"region": incident.region, "incident_id": incident.id, "actor": actor.id}
        work.session.add(VitalsRow(at=work.now, device_at=device_at, **about, **taken))
        signs = {"signs": sorted(taken)}
        record_change(work, "vitals", incident.id, None, signs, region=incident.region)
        _tell_carers(work, incident, "vitals", asdict(vitals) | {"at": work.now.isoformat(), "by": actor.name})


def describe_patient(
    system: System,
    actor: Actor,
    incident_id: str,
    *,
    age_years: int | None = None,
    sex: str | None = None,
    acuity: int | None = None,
) -> None:
    """What the crew finds out about the patient; None leaves a value as it was. Raises InvalidInputError."""
    if age_years is not None and not 0 <= age_years <= 130:
        raise InvalidInputError("age_years", "an age lies between 0 and 130 years")
    if acuity is not None and not 1 <= acuity <= 5:
        raise InvalidInputError("acuity", "an acuity is 1 to 5")
    with working(system, actor) as work:
        incident = get_incident(work.session, incident_id)
        confine(work.session, actor, incident)
        row = _patient(work, incident)
        old = {"acuity": row.acuity}
        row.age_years = age_years if age_years is not None else row.age_years
        row.sex, row.acuity = sex or row.sex, acuity or row.acuity
        record_change(work, "patient", incident.id, old, {"acuity": row.acuity}, region=incident.region)
        data = {"age_years": row.age_years, "sex": row.sex, "acuity": row.acuity}
        desk = Event(incident.region, topics.desk(incident.region), "patient_changed", incident.id, data, work.now)
        work.told.append(desk)
        _tell_carers(work, incident, "patient_changed", data)


def _patient(work: Work, incident: IncidentRow) -> PatientRow:
    row = find_patient(work.session, incident.id)
    if row is None:
        row = PatientRow(id=incident.id, region=incident.region, incident_id=incident.id)
        work.session.add(row)
    return row


def _tell_carers(work: Work, incident: IncidentRow, kind: str, data: Mapping[str, Any]) -> None:
    """The crews on the incident and the receiving hospital; nobody else reads how the patient is."""
    crews = [(j.unit_region, topics.unit(j.unit_region, j.unit_id)) for j in jobs_of(work, incident) if j.open]
    work.told.extend(Event(region, topic, kind, incident.id, dict(data), work.now) for region, topic in crews)
    work.told.extend(to_destination(incident, destination_of(work.session, incident), kind, data, at=work.now))


def _check(vitals: Vitals) -> None:
    given = asdict(vitals)
    if all(value is None for value in given.values()):
        raise InvalidInputError("vitals", "at least one sign is needed")
    for name, (low, high) in RANGES.items():
        value = given[name]
        if value is not None and not low <= value <= high:
            raise InvalidInputError(name, f"lies between {low:g} and {high:g}")
    if vitals.avpu is not None and vitals.avpu not in ("A", "V", "P", "U"):
        raise InvalidInputError("avpu", "is one of A, V, P, U")
