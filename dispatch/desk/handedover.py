"""What another crew has measured and done, into our record of the patient: marked as imported, each thing once."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import select

from chassis.work import Work, record_change
from dispatch.care.entry import CareSource
from dispatch.care.view import entry_view
from dispatch.desk.carers import tell_carers, tell_desk
from dispatch.intake.patients import Handover, ToldEntry, ToldSigns
from dispatch.system import System
from dispatch.tables.care import CareEntryRow, as_entry, read_entries
from dispatch.tables.cases import IncidentRow, get_incident
from dispatch.tables.patients import PatientRow, VitalsRow, find_patient


def take_over(work: Work, system: System, incident_id: str, told: Handover) -> None:
    """Write it down beside what is there. A later message may say everything again: only what is new is added, and
    what we know of the patient is not written over."""
    row = get_incident(work.session, incident_id)
    patient = find_patient(work.session, row.id)
    if patient is None:
        patient = PatientRow(id=system.ids.new("pat"), region=row.region, incident_id=row.id)
        work.session.add(patient)
    patient.age_years = told.age_years if patient.age_years is None else patient.age_years
    patient.sex, patient.acuity = patient.sex or told.sex, patient.acuity or told.acuity
    about = {"region": row.region, "incident_id": row.id, "at": work.now, "actor": work.actor.id}
    signs, entries = _new_signs(work, row.id, told), _new_entries(work, row.id, told)
    for one in signs:
        source = {"source": CareSource.IMPORT.value, "device": work.actor.name[:64]}
        work.session.add(VitalsRow(**about, **source, device_at=_past(one.at, work.now), **_taken(one)))
    written = [_entry_row(work, system, about, entry) for entry in entries]
    work.session.add_all(written)
    new = {"sets": len(signs), "entries": len(entries)}
    record_change(work, "take_over", row.id, None, new, region=row.region)
    _tell(work, row, signs, written)


def _tell(work: Work, row: IncidentRow, signs: list[ToldSigns], written: list[CareEntryRow]) -> None:
    """As what our own crews measure and do: to everybody who cares for the patient."""
    work.session.flush()
    for one in signs:
        at, by = (_past(one.at, work.now) or work.now).isoformat(), work.actor.name
        tell_carers(work, row, "vitals", asdict(one.signs) | {"at": at, "by": by, "device": by})
        tell_desk(work, row, "vitals", {"signs": sorted(_taken(one))})
    for entry in written:
        tell_carers(work, row, "care", entry_view(as_entry(entry)))
        tell_desk(work, row, "care", {"kind": entry.kind, "entry": entry.id})


def _past(at: datetime | None, now: datetime) -> datetime | None:
    """Theirs is another clock: what it says lies ahead is not known."""
    return at if at is None or at <= now else None


def _taken(one: ToldSigns) -> dict[str, Any]:
    return {name: value for name, value in asdict(one.signs).items() if value is not None}


def _new_signs(work: Work, incident_id: str, told: Handover) -> list[ToldSigns]:
    rows = work.session.scalars(select(VitalsRow).where(VitalsRow.incident_id == incident_id))
    imported = [row for row in rows if row.source == CareSource.IMPORT]

    def is_known(one: ToldSigns) -> bool:
        at, taken = _past(one.at, work.now), _taken(one)
        return any(
            row.device_at == at and all(getattr(row, name) == value for name, value in taken.items())
            for row in imported
        )

    return [one for one in told.sets if not is_known(one)]


def _new_entries(work: Work, incident_id: str, told: Handover) -> list[ToldEntry]:
    known = {
        (e.kind, e.code, e.text, e.dose, e.unit, e.route, e.device_at)
        for e in read_entries(work.session, incident_id)
        if e.source is CareSource.IMPORT
    }
    facts = {(e.kind, e.code, e.text, e.dose, e.unit, e.route, _past(e.at, work.now)): e for e in told.entries}
    return [entry for fact, entry in facts.items() if fact not in known]


def _entry_row(work: Work, system: System, about: dict[str, Any], entry: ToldEntry) -> CareEntryRow:
    return CareEntryRow(
        id=system.ids.new("care"),
        **about,
        kind=entry.kind.value,
        code=entry.code,
        text=entry.text,
        dose=entry.dose,
        unit=entry.unit,
        route=entry.route,
        device_at=_past(entry.at, work.now),
        actor_name=work.actor.name[:64],
        source=CareSource.IMPORT.value,
    )
