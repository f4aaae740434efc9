"""How the patient is: vital signs and what the crew finds out."""

from dataclasses import asdict, dataclass
from datetime import datetime

from chassis import audit, events, topics
from chassis.errors import InvalidInputError
from chassis.events import Event
from chassis.identity import Actor
from dispatch.crew.confining import confine_to_incident
from dispatch.desk.destination import destination_of
from dispatch.events import to_destination
from dispatch.system import System
from dispatch.tables.cases import assignments_of, get_incident
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


@dataclass(frozen=True, slots=True)
class Vitals:
    """One set of vital signs; None where none was taken. `avpu` is one of A, V, P, U."""

    heart_rate_bpm: int | None = None
    systolic_mmhg: int | None = None
    diastolic_mmhg: int | None = None
    respiratory_rate_bpm: int | None = None
    spo2_percent: int | None = None
    temperature_c: float | None = None
    glucose_mg_dl: int | None = None
    gcs: int | None = None
    pain: int | None = None
    avpu: str | None = None


def record_vitals(
    system: System, actor: Actor, incident_id: str, vitals: Vitals, *, device_at: datetime | None = None
) -> None:
    """A set of vital signs, for the crew's record and the receiving hospital. Raises InvalidInputError."""
    _check(vitals)
    now = system.clock.now()
    with system.db.write() as session:
        incident = get_incident(session, incident_id)
        confine_to_incident(session, actor, incident)
        taken = {name: value for name, value in asdict(vitals).items() if value is not None}
        row = VitalsRow(
            region=incident.region, incident_id=incident.id, at=now, device_at=device_at, actor=actor.id, **taken
        )
        session.add(row)
        audit.record(
            session, actor, "vitals", incident.id, at=now, region=incident.region, new={"signs": sorted(taken)}
        )
        data = asdict(vitals) | {"at": now.isoformat(), "by": actor.name}
        told = [
            Event(job.unit_region, topics.unit(job.unit_region, job.unit_id), "vitals", incident.id, data, now)
            for job in assignments_of(session, [incident.id]).get(incident.id, [])
            if job.open
        ]
        told += to_destination(incident, destination_of(session, incident), "vitals", data, at=now)
        events.append(session, told)
    system.bell.ring()


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
    now = system.clock.now()
    with system.db.write() as session:
        incident = get_incident(session, incident_id)
        confine_to_incident(session, actor, incident)
        row = find_patient(session, incident_id)
        if row is None:
            row = PatientRow(id=system.ids.new("pat"), region=incident.region, incident_id=incident_id)
            session.add(row)
        old = {"acuity": row.acuity}
        row.age_years = age_years if age_years is not None else row.age_years
        row.sex, row.acuity = sex or row.sex, acuity or row.acuity
        new = {"acuity": row.acuity}
        audit.record(session, actor, "patient", incident.id, at=now, region=incident.region, old=old, new=new)
        data = {"age_years": row.age_years, "sex": row.sex, "acuity": row.acuity}
        told = [Event(incident.region, topics.desk(incident.region), "patient_changed", incident.id, data, now)]
        told += to_destination(incident, destination_of(session, incident), "patient_changed", data, at=now)
        events.append(session, told)
    system.bell.ring()


def _check(vitals: Vitals) -> None:
    given = asdict(vitals)
    if all(value is None for value in given.values()):
        raise InvalidInputError("vitals", "at least one sign is needed")
    for name, (low, high) in RANGES.items():
        value = given[name]
        if value is not None and not low <= value <= high:
            raise InvalidInputError(name, f"lies between {low:g} and {high:g}")
    if vitals.avpu is not None and vitals.avpu not in "AVPU":
        raise InvalidInputError("avpu", "is one of A, V, P, U")
