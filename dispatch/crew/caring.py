"""How the patient is: vital signs and what the crew finds out."""

from dataclasses import asdict
from datetime import datetime

from chassis.errors import InvalidInputError, StaleError
from chassis.identity import Actor
from chassis.work import Work, record_change, working
from dispatch.care.plausible import LEVELS, RANGES
from dispatch.crew.retriaging import retriage
from dispatch.desk.advising import advise_on
from dispatch.desk.asking import confine_late
from dispatch.desk.carers import tell_carers, tell_desk
from dispatch.model import Vitals
from dispatch.retriage import Change
from dispatch.system import System
from dispatch.tables.cases import IncidentRow, get_incident
from dispatch.tables.patients import PatientRow, VitalsRow, find_patient


def record_vitals(
    system: System, actor: Actor, incident_id: str, vitals: Vitals, *, device_at: datetime | None = None
) -> None:
    """A set of vital signs, for the crew's record and the receiving hospital. Raises InvalidInputError."""
    _check(vitals)
    with working(system, actor) as work:
        incident = get_incident(work.session, incident_id)
        confine_late(work.session, actor, incident)
        taken = {name: value for name, value in asdict(vitals).items() if value is not None}
        about = {"region": incident.region, "incident_id": incident.id, "actor": actor.id}
        work.session.add(VitalsRow(at=work.now, device_at=device_at, **about, **taken))
        signs = {"signs": sorted(taken)}
        record_change(work, "vitals", incident.id, None, signs, region=incident.region)
        tell_carers(work, incident, "vitals", asdict(vitals) | {"at": work.now.isoformat(), "by": actor.name})
        tell_desk(work, incident, "vitals", signs)
    advise_on(system, incident_id)


def describe_patient(
    system: System,
    actor: Actor,
    incident_id: str,
    *,
    age_years: int | None = None,
    sex: str | None = None,
    acuity: int | None = None,
    reason: Change | None = None,
    spo2_scale: int | None = None,
    written_at: datetime | None = None,
) -> None:
    """What the crew finds out about the patient; None leaves a value as it was. Raises InvalidInputError, and
    StaleError where it was `written_at` an earlier time than what it would write over.

    An acuity less urgent than before needs a `reason`; every one that is set stands on record with its stage.
    """
    if age_years is not None and not 0 <= age_years <= 130:
        raise InvalidInputError("age_years", "an age lies between 0 and 130 years")
    if spo2_scale not in (None, 1, 2):
        raise InvalidInputError("spo2_scale", "is 1 or 2")
    with working(system, actor) as work:
        incident = get_incident(work.session, incident_id)
        confine_late(work.session, actor, incident)
        row = _patient(work, incident)
        when = min(written_at or work.now, work.now)
        _refuse_older(row, when, age_years=age_years, sex=sex, acuity=acuity, spo2_scale=spo2_scale)
        old = {"acuity": row.acuity}
        if row.described_at is None or when >= row.described_at:
            row.described_at, row.described_by = when, actor.name[:64]
        row.age_years = age_years if age_years is not None else row.age_years
        row.sex, row.spo2_scale = sex or row.sex, spo2_scale or row.spo2_scale
        if acuity is not None:
            row.acuity = retriage(work, incident, before=row.acuity, level=acuity, reason=reason)
        given = {"age_years": age_years, "sex": sex, "spo2_scale": spo2_scale}
        wrote = {"wrote": sorted(name for name, value in given.items() if value is not None)}
        new = {"acuity": row.acuity} | wrote  # what was written of whom stands in no audit: patient data stays out
        record_change(work, "patient", incident.id, old, new, region=incident.region, reason=reason)
        data = {"age_years": row.age_years, "sex": row.sex, "acuity": row.acuity}
        tell_desk(work, incident, "patient_changed", data)
        tell_carers(work, incident, "patient_changed", data)
    advise_on(system, incident_id)


def _refuse_older(row: PatientRow, when: datetime, **given: int | str | None) -> None:
    """What waited on a device does not write over what somebody else has written since: a person looks at both."""
    if row.described_at is None or when >= row.described_at:
        return
    over = [name for name, value in given.items() if value is not None and getattr(row, name) not in (None, value)]
    if over:
        told = {"by": row.described_by or "", "at": row.described_at.isoformat()}
        raise StaleError("patient", row.incident_id, part=over[0], **told)


def _patient(work: Work, incident: IncidentRow) -> PatientRow:
    row = find_patient(work.session, incident.id)
    if row is None:
        row = PatientRow(id=incident.id, region=incident.region, incident_id=incident.id)
        work.session.add(row)
    return row


def _check(vitals: Vitals) -> None:
    given = asdict(vitals)
    if all(value is None for value in given.values()):
        raise InvalidInputError("vitals", "at least one sign is needed")
    for name, (low, high) in RANGES.items():
        value = given[name]
        if value is not None and not low <= value <= high:
            raise InvalidInputError(name, f"lies between {low:g} and {high:g}")
    if vitals.avpu is not None and vitals.avpu not in LEVELS:
        raise InvalidInputError("avpu", "is one of A, C, V, P, U")
