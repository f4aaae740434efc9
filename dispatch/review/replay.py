"""One incident again: everything on record about it in the order it happened, and where everybody was meanwhile."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from chassis.accounts import UserRow
from chassis.identity import Actor
from chassis.tracks import TrackPoint, read_tracks
from chassis.work import record_change, working
from dispatch.boards.desk import region_view
from dispatch.events import incident_summary
from dispatch.review.happened import (
    OPENED,
    Entry,
    alert_entries,
    audit_entries,
    call_entries,
    climb_entries,
    decision_entries,
    job_entries,
    note_entries,
    request_entries,
    sortie_entries,
    stamp_entries,
)
from dispatch.system import System
from dispatch.tables.areas import get_region
from dispatch.tables.cases import AssignmentRow, IncidentRow, get_incident
from dispatch.tables.fleet import UnitRow
from drones.tables.fleet import DroneRow
from drones.tables.sorties import SortieRow
from hospitals.tables.facts import HospitalRow
from hospitals.tables.requests import RequestRow

Json = dict[str, Any]


def open_replay(system: System, actor: Actor, incident_id: str) -> Json:
    """The replay of an incident of the actor's region, and on record who opened it; raises NotFoundError."""
    with working(system, actor) as work:
        row = get_incident(work.session, incident_id, region=actor.region)
        record_change(work, OPENED, row.id, None, None)
    with system.db.read() as session:
        return replay_view(session, get_incident(session, incident_id), now=system.clock.now())


def replay_view(session: Session, row: IncidentRow, *, now: datetime) -> Json:
    """Entries, ways and names. It ends where the incident did, or now while it goes on."""
    wanted = select(AssignmentRow).where(AssignmentRow.incident_id == row.id).options(undefer(AssignmentRow.route))
    jobs = session.scalars(wanted.order_by(AssignmentRow.made_at, AssignmentRow.id)).all()
    sorties = _of(session, SortieRow, row.id)
    asks = _of(session, RequestRow, row.id)
    entries = _entries(session, row, jobs, sorties, asks)
    ways = read_tracks(session, [*(job.id for job in jobs), *(sortie.id for sortie in sorties)])
    return {
        "now": now.isoformat(),
        "incident": incident_summary(row, jobs),
        "region": region_view(get_region(session, row.region)),
        "begins": row.received_at.isoformat(),
        "ends": _ends(row, entries, ways.values(), now).isoformat(),
        "entries": [entry.shown() for entry in entries],
        "people": _people(session, {entry.who for entry in entries if entry.who}),
        "units": _units(session, {job.unit_id for job in jobs} | _named_in(entries)),
        "drones": _drones(session, sorties),
        "hospitals": _hospitals(
            session, {ask.hospital_id for ask in asks} | {row.hospital_id or ""} | _ranked_in(entries)
        ),
        "ways": {errand: _way(points) for errand, points in ways.items()},
        "errands": {job.id: job.unit_id for job in jobs} | {sortie.id: sortie.drone_id for sortie in sorties},
        "routes": {job.id: job.route["points"] for job in jobs if job.route},
    }


def _entries(
    session: Session,
    row: IncidentRow,
    jobs: Sequence[AssignmentRow],
    sorties: Sequence[SortieRow],
    asks: Sequence[RequestRow],
) -> list[Entry]:
    """Oldest first; what happened at one instant in the order of cause and effect."""
    subjects = [row.id, *(job.id for job in jobs), *(sortie.id for sortie in sorties), *(ask.id for ask in asks)]
    found = [
        *call_entries(session, row.id),
        *stamp_entries(session, row.id),
        *decision_entries(session, row.id),
        *job_entries(jobs),
        *climb_entries(session, row.id),
        *request_entries(session, asks),
        *alert_entries(session, row.id),
        *sortie_entries(sorties),
        *note_entries(session, row.id),
        *audit_entries(session, subjects),
    ]
    return sorted(found, key=lambda entry: entry.at)  # a stable sort keeps the order above


def _ends(row: IncidentRow, entries: Iterable[Entry], ways: Iterable[Sequence[TrackPoint]], now: datetime) -> datetime:
    """A unit may still be clearing when the desk has closed the incident."""
    if row.closed_at is None:
        return now
    happened = [entry.at for entry in entries if entry.kind != "audit"]
    return max([row.closed_at, *happened, *(points[-1].at for points in ways)])


def _way(points: Iterable[TrackPoint]) -> list[list[float | str | None]]:
    """Instant, latitude, longitude, heading and altitude of each point."""
    return [
        [p.at.isoformat(), round(p.place.lat, 6), round(p.place.lon, 6), p.heading_deg, p.altitude_m] for p in points
    ]


def _of(session: Session, table: type[Any], incident_id: str) -> Sequence[Any]:
    return session.scalars(select(table).where(table.incident_id == incident_id).order_by(table.id)).all()


def _people(session: Session, ids: set[str]) -> Mapping[str, str]:
    """The names of those who are or were users here."""
    return dict(session.execute(select(UserRow.id, UserRow.name).where(UserRow.id.in_(sorted(ids)))).all())


def _named_in(entries: Iterable[Entry]) -> set[str]:
    """Units that were recommended, or better placed, and never went."""
    alerts = [entry for entry in entries if entry.kind == "alert"]
    chosen = [unit for entry in entries if entry.kind == "decision" for unit in entry.more["chosen"]]
    return {name for one in alerts for name in (one.about, one.more["relieves"]) if name} | set(chosen)


def _ranked_in(entries: Iterable[Entry]) -> set[str]:
    return {hospital for entry in entries if entry.kind == "decision" for hospital in entry.more["hospitals"]}


def _units(session: Session, ids: set[str]) -> Mapping[str, Json]:
    rows = session.scalars(select(UnitRow).where(UnitRow.id.in_(sorted(ids))))
    return {row.id: {"ko": row.callsign, "en": row.callsign_en} for row in rows}


def _drones(session: Session, sorties: Iterable[SortieRow]) -> Mapping[str, Json]:
    ids = sorted({sortie.drone_id for sortie in sorties})
    rows = session.scalars(select(DroneRow).where(DroneRow.id.in_(ids)))
    return {row.id: {"ko": row.name, "en": row.name} for row in rows}


def _hospitals(session: Session, ids: set[str]) -> Mapping[str, Json]:
    rows = session.scalars(select(HospitalRow).where(HospitalRow.id.in_(sorted(ids))))
    return {
        row.id: {"name": {"ko": row.name_ko, "en": row.name_en}, "place": {"lat": row.lat, "lon": row.lon}}
        for row in rows
    }
