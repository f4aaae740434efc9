"""Signs that a monitor or defibrillator hands in: each with the monitor's own time, once each, never a guess."""

from dataclasses import dataclass

from sqlalchemy import select

from chassis.errors import InvalidInputError
from chassis.identity import Actor
from chassis.work import Work, record_change, working
from dispatch.care.entry import CareKind, CareSource
from dispatch.care.monitor import MOST_SETS, Heard, KeptOut, Measured, Unknown, news_of, sift, taken
from dispatch.care.view import entry_view
from dispatch.desk.advising import advise_on
from dispatch.desk.asking import confine
from dispatch.desk.carers import tell_carers, tell_desk
from dispatch.system import System
from dispatch.tables.care import CareEntryRow, as_entry
from dispatch.tables.cases import IncidentRow, get_incident
from dispatch.tables.patients import SIGNS, VitalsRow, signs_of


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a batch: sets on record and known before, values kept out, and values kept in their own words."""

    kept: int
    known: int
    kept_out: tuple[KeptOut, ...]
    unknown: tuple[Unknown, ...]


def import_vitals(system: System, actor: Actor, incident_id: str, heard: Heard, *, device: str) -> Imported:
    """Put a batch on record. Sent twice it is there once. Raises InvalidInputError for more than anybody can read."""
    if len(heard.sets) + len(heard.unknown) > MOST_SETS * 12:
        raise InvalidInputError("sets", f"at most {MOST_SETS} at once")
    with working(system, actor) as work:
        incident = _locked(work, incident_id)
        confine(work.session, actor, incident)
        sifted = sift(heard, since=incident.received_at)
        if len(sifted.sets) > MOST_SETS:
            raise InvalidInputError("sets", f"at most {MOST_SETS} at once")
        fresh = news_of(sifted.sets, _known(work, incident, device))
        for one in fresh:
            _keep(work, incident, one, device)
        found = _keep_unknown(work, system, incident, sifted.unknown)
        if fresh or found:
            told = {"sets": len(fresh), "findings": found, "device": device}
            record_change(work, "import_vitals", incident.id, None, told, region=incident.region)
        if fresh:
            tell_desk(work, incident, "vitals", {"signs": sorted({name for one in fresh for name in taken(one.signs)})})
    if fresh:
        advise_on(system, incident_id)
    return Imported(len(fresh), len(sifted.sets) - len(fresh), sifted.kept_out, sifted.unknown)


def _locked(work: Work, incident_id: str) -> IncidentRow:
    """Ours until the transaction ends, so that the same batch at the same instant is not taken twice."""
    get_incident(work.session, incident_id)
    mine = select(IncidentRow).where(IncidentRow.id == incident_id).with_for_update()
    return work.session.scalars(mine).one()


def _known(work: Work, incident: IncidentRow, device: str) -> list[Measured]:
    mine = select(VitalsRow).where(VitalsRow.incident_id == incident.id, VitalsRow.device == device)
    rows = work.session.scalars(mine)
    return [Measured(row.device_at, signs_of(row)) for row in rows if row.device_at is not None]


def _keep(work: Work, incident: IncidentRow, one: Measured, device: str) -> None:
    """One set, and its news: durable, each with its own time."""
    signs = taken(one.signs)
    about = {"region": incident.region, "incident_id": incident.id, "actor": work.actor.id}
    kept = {"source": CareSource.DEVICE.value, "device": device, "device_at": one.at}
    work.session.add(VitalsRow(at=work.now, **about, **kept, **signs))
    at = min(one.at, work.now).isoformat()
    whole = {name: getattr(one.signs, name) for name in SIGNS}
    tell_carers(work, incident, "vitals", whole | {"at": at, "by": work.actor.name, "device": device})


def _keep_unknown(work: Work, system: System, incident: IncidentRow, unknown: tuple[Unknown, ...]) -> int:
    """What nobody here has a field for stands on record as a finding, once for the same code and time; how many do
    now."""
    mine = select(CareEntryRow.text, CareEntryRow.device_at).where(CareEntryRow.incident_id == incident.id)
    before = {(text, at) for text, at in work.session.execute(mine)}
    new = {(one.text, one.at): one for one in unknown if (one.text, one.at) not in before}
    rows = [_finding(work, system, incident, one) for one in new.values()]
    work.session.add_all(rows)
    work.session.flush()
    for row in rows:
        tell_carers(work, incident, "care", entry_view(as_entry(row)))
        tell_desk(work, incident, "care", {"kind": row.kind, "entry": row.id})
    return len(rows)


def _finding(work: Work, system: System, incident: IncidentRow, one: Unknown) -> CareEntryRow:
    return CareEntryRow(
        id=system.ids.new("car"),
        region=incident.region,
        incident_id=incident.id,
        kind=CareKind.FINDING.value,
        text=one.text,
        at=work.now,
        device_at=one.at,
        actor=work.actor.id,
        actor_name=work.actor.name,
        source=CareSource.DEVICE.value,
    )
