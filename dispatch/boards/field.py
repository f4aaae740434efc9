"""What a crew and a receiving hospital see. Each only what is addressed to it."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.errors import NotFoundError
from chassis.events import newest_id
from chassis.geo import LatLon
from dispatch.boards.desk import LEARNED, simulation_view
from dispatch.boards.film import film_view
from dispatch.boards.guidance import orders_view, talk_view
from dispatch.boards.hints import hints_view
from dispatch.boards.incident import ladder_view, onward_view, patient_view, request_view
from dispatch.boards.mass import lists_for, mass_crew
from dispatch.boards.pictures import patient_pictures_view
from dispatch.boards.prealert import ahead_view, prealert_view
from dispatch.boards.premises import cautions_of
from dispatch.boards.scores import scores_view
from dispatch.boards.signals import signals_view
from dispatch.boards.signs import trends_view, vitals_view
from dispatch.boards.stamps import seems_view, stamp_view
from dispatch.boards.stops import stops_view
from dispatch.care.view import entries_view, missing_view
from dispatch.crew.calling import EMERGENCY
from dispatch.crew.correcting import CORRECTABLE
from dispatch.crew.ending import leaving_view
from dispatch.crew.guiding import guide
from dispatch.crew.transfers import to_sign_view, transfer_view
from dispatch.desk.alerting import find_alert
from dispatch.desk.safety import check_in_view
from dispatch.events import assignment_summary, crew_view
from dispatch.lines.view import attachment_view
from dispatch.phrases import TalkSide
from dispatch.policies.force import in_force
from dispatch.record import plain
from dispatch.registered.card import Reader
from dispatch.searching import searches_near
from dispatch.states import ASSIGNMENT, AssignmentState
from dispatch.system import System
from dispatch.tables.arriving import carrying_job, read_arrival
from dispatch.tables.carerecord import read_record
from dispatch.tables.cases import AssignmentRow, CallRow, IncidentRow, StampRow, get_incident
from dispatch.tables.family import calls_about, family_of
from dispatch.tables.fleet import UnitRow, get_unit
from dispatch.tables.messages import way_in
from dispatch.tables.patients import NoteRow
from dispatch.tables.registered import has_card
from dispatch.tables.texts import pictures_about
from dispatch.tables.transfers import find_transfer
from hospitals.belief import beliefs
from hospitals.disclosure import may_read
from hospitals.events import for_hospital
from hospitals.reminding import reminders
from hospitals.request import Request
from hospitals.tables.board import read_board
from hospitals.tables.facts import get_hospital_row
from hospitals.tables.requests import read_requests
from hospitals.tables.staff import staff_names

CALLS_TOLD = 2  # how many callers' words stand on the job; all of them are the desk's
SHOWN = timedelta(hours=12)  # how long a hospital still sees what it was asked: a shift; its own patient while it reads


def crew_board(session: Session, system: System, unit_id: str) -> dict[str, Any]:
    """A crew's own unit and its jobs, the running one first; raises NotFoundError."""
    unit = get_unit(session, unit_id)
    newest = newest_id(session, unit.region)  # before what it is newer than: what comes between is told by the stream
    jobs = session.scalars(
        select(AssignmentRow)
        .where(AssignmentRow.unit_id == unit_id, AssignmentRow.open.is_(True))
        .order_by(AssignmentRow.state == AssignmentState.PROPOSED, AssignmentRow.made_at, AssignmentRow.id)
    ).all()
    return {
        "now": system.clock.now().isoformat(),
        "newest": newest,
        "simulation": simulation_view(session, unit.region),
        "unit": _unit(unit) | {"emergency": _emergency(session, unit_id)},
        "jobs": [_job(session, system, job) for job in jobs],
    }


def _emergency(session: Session, unit_id: str) -> str | None:
    """Since when the crew calls for help; None while it does not."""
    standing = find_alert(session, EMERGENCY, unit_id)
    return standing.raised_at.isoformat() if standing is not None else None


def _unit(unit: UnitRow) -> dict[str, Any]:
    return {
        "id": unit.id,
        "callsign": {"ko": unit.callsign, "en": unit.callsign_en},
        "skills": unit.skills,
        "lat": unit.lat,
        "lon": unit.lon,
        "position_at": unit.position_at.isoformat() if unit.position_at else None,
        "out_of_service": unit.out_of_service,
    }


def _job(session: Session, system: System, job: AssignmentRow) -> dict[str, Any]:
    now = system.clock.now()
    incident = get_incident(session, job.incident_id)
    record = read_record(session, incident.id, now=now)
    stamps = session.scalars(select(StampRow).where(StampRow.assignment_id == job.id).order_by(StampRow.id))
    return {
        **assignment_summary(job),
        "allowed": ASSIGNMENT.allowed(AssignmentState(job.state)),
        "correctable": AssignmentState(job.state) in CORRECTABLE,
        "incident": crew_view(incident),
        "transfer": transfer_view(find_transfer(session, job.id)),
        "cautions": cautions_of(session, incident, now=now),
        "registered": has_card(session, incident.id, Reader.CREW, now=now),
        "stops": stops_view(session, system, incident),
        "hints": hints_view(session, incident.region, calls_about(session, incident.id)),
        "way_in": way_in(session, incident.id),
        "said": said_view(session, incident.id),
        "pictures": [attachment_view(row) for row in pictures_about(session, incident.id)],
        "film": film_view(session, incident),
        "patient_pictures": patient_pictures_view(session, incident.id),
        "patient": patient_view(session, incident.id),
        "mass": mass_crew(session, system, incident),
        "pre_alert": ahead_view(session, incident, now=now),
        "vitals": vitals_view(session, incident.id),
        "scores": scores_view(session, incident.id),
        "care": entries_view(record.entries),
        "missing": missing_view(record),
        "notes": notes_view(session, incident.id),
        "requests": [_request(session, r) for r in read_requests(session, incident_ids=(incident.id,), listed=False)],
        "stamps": [stamp_view(stamp) for stamp in stamps],
        "leaving": leaving_view(session, incident),
        "check_in": check_in_view(session, system, job),
        "seems": seems_view(session, [job]).get(job.id),
        "ladder": ladder_view(session, incident.id),
        "onward": onward_view(session, incident),
        "route": job.route,
        "guidance": _guidance(session, job),
        "signals": signals_view(session, system, job),
        "orders": orders_view(session, incident.id),
        "talk": talk_view(session, incident.id, TalkSide.CREW),
    }


def _guidance(session: Session, job: AssignmentRow) -> dict[str, Any] | None:
    """What the crew is told by the unit's newest position, for whoever shows no map; None without way or position."""
    unit = get_unit(session, job.unit_id)
    if not job.route or unit.lat is None or unit.lon is None:
        return None
    said = guide(job.route, LatLon(unit.lat, unit.lon))
    turns = {"next": said.next, "then": said.then}
    told = {
        name: {**job.route["steps"][one.step], "in_m": round(one.in_m)} if one else None for name, one in turns.items()
    }
    return {"on_way": said.is_on_way, "off_m": round(said.off_m), "left_m": round(said.left_m), **told}


def said_view(session: Session, incident_id: str) -> list[dict[str, Any]]:
    """What the newest callers said, in their own words, newest first; who they are is not the crew's to read."""
    calls = select(CallRow).where(CallRow.incident_id.in_(family_of(session, incident_id)), CallRow.text.is_not(None))
    rows = session.scalars(calls.order_by(CallRow.received_at.desc(), CallRow.id).limit(CALLS_TOLD))
    return [{"text": row.text, "at": row.received_at.isoformat(), "language": row.language} for row in rows]


def _request(session: Session, ask: Request) -> dict[str, Any]:
    """With where the hospital is, so that a crew can be told how far it still is."""
    house = get_hospital_row(session, ask.hospital_id)
    return request_view(session, ask) | {"hospital_place": {"lat": house.lat, "lon": house.lon}}


def receiving_board(session: Session, system: System, hospital_id: str) -> dict[str, Any]:
    """A hospital's own capacity, its open requests and its inbound patients; raises NotFoundError."""
    now = system.clock.now()
    newest = newest_id(session, get_hospital_row(session, hospital_id).region)
    board = read_board(session, hospital_ids=(hospital_id,), now=now)
    if not board:
        raise NotFoundError("hospital", hospital_id)
    asks = read_requests(session, hospital_id=hospital_id, live_or_since=now - SHOWN, read_at=now, listed=False)
    trust = in_force(session, system, board[0].region).hospitals.trust
    return {
        "now": now.isoformat(),
        "newest": newest,
        "simulation": simulation_view(session, asks[0].region if asks else system.settings.city),
        "hospital": {key: value for key, value in plain(board[0]).items() if key not in LEARNED},
        "reminders": [plain(r) for r in reminders(board[0], searches_near(session, system, hospital_id), now=now)],
        "names": [{"id": row.id, "name": row.name, "duty": row.duty} for row in staff_names(session, hospital_id)],
        "requests": [for_hospital(ask, now=now) for ask in asks],
        "beliefs": [plain(one) for one in beliefs(board[0], now=now, policy=trust)],
        "mass": lists_for(session, hospital_id, now=now),
        "to_sign": to_sign_view(session, hospital_id, now=now),
        "inbound": [inbound_view(session, ask, now=now) for ask in asks if may_read(ask, now=now)],
    }


def inbound_view(session: Session, ask: Request, *, now: datetime) -> dict[str, Any]:
    """A patient on the way to a hospital that has agreed: course, position, expected arrival."""
    incident = get_incident(session, ask.incident_id)
    carrying = carrying_job(session, incident.id)
    unit = session.get(UnitRow, carrying.unit_id) if carrying else None
    arrival = read_arrival(session, ask, carrying, now=now) if carrying else None
    return {
        "request_id": ask.id,
        "incident": _for_hospital(incident),
        "patient": patient_view(session, incident.id),
        "registered": has_card(session, incident.id, Reader.HOSPITAL, now=now),
        "pre_alert": prealert_view(session, ask, now=now),
        "vitals": vitals_view(session, incident.id),
        "trends": trends_view(session, incident.id),
        "scores": scores_view(session, incident.id),
        "notes": notes_view(session, incident.id),
        "pictures": [attachment_view(row) for row in pictures_about(session, incident.id) if row.shared_at],
        "film": film_view(session, incident),
        "patient_pictures": patient_pictures_view(session, incident.id, hospital_id=ask.hospital_id),
        "unit": _unit(unit) if unit else None,
        "crew_state": carrying.state if carrying else None,
        "eta": arrival.at.isoformat() if arrival else None,
        "eta_p90": arrival.p90.isoformat() if arrival and arrival.p90 else None,
        "eta_estimated": arrival.estimated if arrival else False,
        "detour": detour_of(carrying) if carrying else None,
        "drive_s": arrival.least.total_seconds() if arrival else None,
        "orders": orders_view(session, incident.id, hospital_id=ask.hospital_id),
        "talk": talk_view(session, incident.id, TalkSide.HOSPITAL, hospital_id=ask.hospital_id),
    }


def detour_of(job: AssignmentRow) -> dict[str, Any] | None:
    """Why the unit drives another way to the door than it was told first; None where it does not, or has not left."""
    if AssignmentState(job.state) is not AssignmentState.DEPART_SCENE or not job.route:
        return None
    told: dict[str, Any] | None = job.route.get("detour")
    return told


def _for_hospital(incident: IncidentRow) -> dict[str, Any]:
    """No address and no caller: the hospital treats a patient, not a place."""
    return {
        "id": incident.id,
        "number": incident.number,
        "priority": incident.priority,
        "complaint": incident.complaint,
        "bundle": incident.bundle,
        "gate": incident.gate,
        "received_at": incident.received_at.isoformat(),
        "simulated": incident.simulated,
    }


def notes_view(session: Session, incident_id: str) -> list[dict[str, Any]]:
    """All notes, oldest first."""
    rows = session.scalars(select(NoteRow).where(NoteRow.incident_id == incident_id).order_by(NoteRow.id))
    return [{"text": row.text, "by": row.actor_name, "at": row.written_at.isoformat()} for row in rows]
