"""A mass-casualty incident as the desk, its crews and the hospitals read it: each what is addressed to it."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from chassis.events import newest_id
from dispatch.desk.carriers import LEAVES
from dispatch.desk.doors import read_doors, receiver
from dispatch.mass.distribute import believed
from dispatch.mass.facts import CapFacts, cap_facts
from dispatch.mass.model import CASUALTY, ENDS, CasualtyState, Colour
from dispatch.mass.policy import MassPolicy, level_of, units_for
from dispatch.policies.force import in_force
from dispatch.system import System
from dispatch.tables.cases import IncidentRow, assignments_of, get_incident
from dispatch.tables.fleet import UnitRow
from dispatch.tables.mass import (
    CasualtyRow,
    MassNoticeRow,
    MassRow,
    casualties_of,
    colours_of,
    find_mass,
    notices_of,
    steps_of,
)
from hospitals.model import Hospital
from hospitals.tables.facts import get_hospital_row

POSTED = (Colour.RED, Colour.YELLOW, Colour.GREEN)
SHOWN = timedelta(hours=12)  # how long a hospital still reads of an incident that is over: a shift


def mass_brief(session: Session, system: System, incident: IncidentRow) -> dict[str, Any] | None:
    """The report, how large it is and how many are tagged, for panel and crew; None where nobody declared one."""
    row = find_mass(session, incident.id)
    if row is None:
        return None
    policy = in_force(session, system, incident.region).mass
    return _report(session, row, casualties_of(session, incident.id), policy)


def mass_crew(session: Session, system: System, incident: IncidentRow) -> dict[str, Any] | None:
    """The same with every casualty, for who tags them; None where nobody declared one."""
    brief = mass_brief(session, system, incident)
    if brief is None:
        return None
    return brief | {"casualties": casualties_view(session, casualties_of(session, incident.id))}


def mass_board(session: Session, system: System, incident_id: str) -> dict[str, Any]:
    """All of it for the desk's board; raises NotFoundError for an unknown incident. `mass` is None undeclared."""
    incident, now = get_incident(session, incident_id), system.clock.now()
    newest = newest_id(session, incident.region)
    jobs = assignments_of(session, [incident.id]).get(incident.id, [])
    return {
        "now": now.isoformat(),
        "newest": newest,
        "simulation": {"on": incident.simulated, "speed": 1},
        "incident": {
            "id": incident.id,
            "number": incident.number,
            "place": incident.place_text,
            "state": incident.state,
        },
        "mass": mass_crew(session, system, incident),
        "hospitals": _hospitals(session, system, incident, now),
        "units": [
            {
                "id": job.unit_id,
                "callsign": _callsign(session, job.unit_id),
                "state": job.state,
                "eta": _iso(job.eta),
                "takes": job.state in LEAVES,
            }
            for job in jobs
            if job.open
        ],
    }


def casualties_view(session: Session, rows: Sequence[CasualtyRow]) -> list[dict[str, Any]]:
    """Every casualty, in the order they were tagged."""
    return [_casualty(session, row) for row in rows]


def history_view(session: Session, casualty_id: str) -> list[dict[str, Any]]:
    """What happened to one casualty, oldest first."""
    return [
        {
            "at": row.at.isoformat(),
            "by": row.actor_name,
            "kind": row.kind,
            "colour": row.colour,
            "detail": row.detail,
            "reason": row.reason,
        }
        for row in steps_of(session, (casualty_id,))
    ]


def lists_for(session: Session, hospital_id: str, *, now: datetime) -> list[dict[str, Any]]:
    """The mass-casualty incidents a hospital knows of, the newest first, each with those who come to it."""
    wanted = (
        select(MassNoticeRow, MassRow)
        .join(MassRow, MassRow.incident_id == MassNoticeRow.incident_id)
        .where(MassNoticeRow.hospital_id == hospital_id)
        .where(or_(MassRow.ended_at.is_(None), MassNoticeRow.changed_at > now - SHOWN))
        .order_by(MassRow.declared_at.desc(), MassRow.incident_id)
    )
    return [_list(session, notice, row) for notice, row in session.execute(wanted)]


def facts_of(session: Session, system: System, incident_id: str) -> CapFacts | None:
    """What a public alert says of it now; None where nobody declared one."""
    row = find_mass(session, incident_id)
    if row is None:
        return None
    incident, rows = get_incident(session, incident_id), casualties_of(session, incident_id)
    policy = in_force(session, system, incident.region).mass
    return cap_facts(
        row.report(),
        number=incident.number,
        level=level_of(row.estimated, policy),
        counts=colours_of(rows),
        declared_at=row.declared_at,
        changed_at=max((row.reported_at or row.declared_at, *(one.sorted_at for one in rows))),
        ended_at=row.ended_at,
    )


def _report(session: Session, row: MassRow, rows: Sequence[CasualtyRow], policy: MassPolicy) -> dict[str, Any]:
    jobs = assignments_of(session, [row.incident_id]).get(row.incident_id, [])
    return {
        "incident_id": row.incident_id,
        "report": asdict(row.report()),
        "level": level_of(row.estimated, policy),
        "units_suggested": units_for(row.estimated, policy),
        "units_on_it": sum(job.open for job in jobs),
        "declared_at": row.declared_at.isoformat(),
        "declared_by": row.declared_name,
        "ended_at": _iso(row.ended_at),
        "ended_by": row.ended_name,
        "ended_reason": row.ended_reason,
        "counts": colours_of(rows),
        "waiting": colours_of([one for one in rows if one.state in (CasualtyState.ON_SCENE, CasualtyState.PLANNED)]),
        "unended": sum(one.state not in ENDS for one in rows),
        "total": len(rows),
    }


def _casualty(session: Session, row: CasualtyRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "version": row.version,
        "tag": row.tag,
        "colour": row.colour,
        "scale": row.scale,
        "state": row.state,
        "allowed": CASUALTY.allowed(CasualtyState(row.state)),
        "age_band": row.age_band,
        "sex": row.sex,
        "place": row.place,
        "note": row.note,
        "needs": row.needs,
        "tagged_at": row.tagged_at.isoformat(),
        "sorted_at": row.sorted_at.isoformat(),
        "hospital": _house(session, row.hospital_id),
        "unit_id": row.unit_id,
        "callsign": _callsign(session, row.unit_id) if row.unit_id else None,
        "eta": _iso(row.eta),
        "planned_at": _iso(row.planned_at),
        "loaded_at": _iso(row.loaded_at),
        "arrived_at": _iso(row.arrived_at),
        "ended_at": _iso(row.ended_at),
    }


def _list(session: Session, notice: MassNoticeRow, row: MassRow) -> dict[str, Any]:
    incident = get_incident(session, row.incident_id)
    rows = [one for one in casualties_of(session, row.incident_id) if one.hospital_id == notice.hospital_id]
    changed, acked = notice.changed_at, notice.acked_at
    return {
        "incident_id": row.incident_id,
        "number": incident.number,
        "kind": row.kind,
        "estimated": row.estimated,
        "hazards": row.hazards,  # contaminated casualties change what a hospital prepares
        "declared_at": row.declared_at.isoformat(),
        "ended_at": _iso(row.ended_at),
        "changed_at": _iso(changed),
        "acked_at": _iso(acked),
        "acked_name": notice.acked_name,
        "unread": changed is not None and (acked is None or acked < changed),
        "counts": colours_of(rows),
        "casualties": [
            {key: value for key, value in _casualty(session, one).items() if key not in UNTOLD} for one in rows
        ],
    }


UNTOLD = frozenset({"version", "allowed", "hospital", "scale", "place"})  # a hospital treats a patient, not a place


def _hospitals(session: Session, system: System, incident: IncidentRow, now: datetime) -> list[dict[str, Any]]:
    policy = in_force(session, system, incident.region).mass
    board, bound = read_doors(session, incident, now=now)
    notices = {one.hospital_id: one for one in notices_of(session, incident.id)}
    return [_door(one, bound[one.id], notices.get(one.id), policy, now) for one in board]


def _door(
    one: Hospital, bound: dict[Colour, int], notice: MassNoticeRow | None, policy: MassPolicy, now: datetime
) -> dict[str, Any]:
    door = receiver(one, timedelta(0), bound)
    rooms = {colour: believed(door, colour, now=now, policy=policy) for colour in POSTED}
    changed, acked = (notice.changed_at, notice.acked_at) if notice else (None, None)
    return {
        "id": one.id,
        "name_ko": one.name_ko,
        "name_en": one.name_en,
        "er_phone": one.er_phone,
        "posted": {colour: door.posted.get(colour) for colour in POSTED},
        "posted_at": _iso(door.posted_at),
        "bound": {colour: bound.get(colour, 0) for colour in POSTED},
        "room": {colour: room for colour, (room, _) in rooms.items()},
        "caveats": sorted({caveat for _, caveat in rooms.values() if caveat is not None}),
        "diverts": one.diverts(now, None),
        "told_at": _iso(notice.told_at) if notice else None,
        "changed_at": _iso(changed),
        "acked_at": _iso(acked),
        "acked_name": notice.acked_name if notice else None,
        "unread": changed is not None and (acked is None or acked < changed),
    }


def _house(session: Session, hospital_id: str | None) -> dict[str, Any] | None:
    if hospital_id is None:
        return None
    row = get_hospital_row(session, hospital_id)
    return {"id": row.id, "ko": row.name_ko, "en": row.name_en}


def _callsign(session: Session, unit_id: str) -> dict[str, str]:
    row = session.get(UnitRow, unit_id)
    return {"ko": row.callsign, "en": row.callsign_en} if row else {"ko": unit_id, "en": unit_id}


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None
