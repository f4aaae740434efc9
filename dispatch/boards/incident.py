"""One incident as the desk opens it: its calls, what is known, what was decided and asked, the timeline."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.gridref import gridref
from chassis.identity import Actor
from dispatch.boards.drop import drop_view
from dispatch.boards.film import film_view
from dispatch.boards.guidance import directed_view, guidance_in_short
from dispatch.boards.hints import hints_view
from dispatch.boards.mass import mass_brief
from dispatch.boards.merging import merging_view
from dispatch.boards.pictures import patient_pictures_view
from dispatch.boards.scores import scores_view
from dispatch.boards.signals import signals_view
from dispatch.boards.stamps import seems_view, stamp_view
from dispatch.boards.stops import stops_view
from dispatch.boards.video import video_view
from dispatch.desk.advising import advice_view
from dispatch.desk.ladders import climb_view
from dispatch.desk.suggesting import phrases_view
from dispatch.events import incident_summary
from dispatch.lines.transcribing import transcript_view
from dispatch.lines.view import attachment_view
from dispatch.record import plain
from dispatch.states import OPEN_INCIDENT
from dispatch.system import System
from dispatch.tables.cases import CallRow, IncidentRow, StampRow, assignments_of, get_incident, location_of
from dispatch.tables.climbs import find_climb
from dispatch.tables.family import calls_about
from dispatch.tables.messages import MessageRow, messages_of
from dispatch.tables.patients import NoteRow, find_patient
from dispatch.tables.texts import attachments_of
from dispatch.tables.transcripts import said_by_callers
from dispatch.tables.waking import shown_at
from hospitals.request import Request
from hospitals.tables.facts import get_hospital_row
from hospitals.tables.requests import read_requests


def incident_view(session: Session, system: System, row: IncidentRow, *, reader: Actor | None = None) -> dict[str, Any]:
    """One incident with its calls, stamps, notes and routes: the timeline. The medical director reads more of it."""
    jobs = assignments_of(session, [row.id]).get(row.id, [])
    calls = calls_about(session, row.id)
    stamps = session.scalars(select(StampRow).where(StampRow.incident_id == row.id).order_by(StampRow.id))
    notes = session.scalars(select(NoteRow).where(NoteRow.incident_id == row.id).order_by(NoteRow.id))
    return {
        **incident_summary(row, jobs),
        "calls": calls_view(session, calls),
        "placed": row.edits.get("location"),
        "stops": stops_view(session, system, row),
        "hints": hints_view(session, row.region, calls),
        "grid": gridref(known.place) if (known := location_of(row)) else None,
        **merging_view(session, row),
        "film": film_view(session, row),
        "patient_pictures": patient_pictures_view(session, row.id),
        "patient": patient_view(session, row.id),
        "mass": mass_brief(session, system, row),
        "drop": drop_view(session, system.rules, row),
        "scores": scores_view(session, row.id),
        "stamps": [stamp_view(stamp) for stamp in stamps],
        "notes": [{"text": n.text, "by": n.actor_name, "at": n.at.isoformat()} for n in notes],
        "seems": seems_view(session, jobs),
        "shown": {job: at.isoformat() for job, at in shown_at(session, [job.id for job in jobs if job.open]).items()},
        "routes": {job.id: job.route for job in jobs if job.open and job.route},
        "signals": {job.id: signals_view(session, system, job) for job in jobs if job.open and job.route},
        "requests": [request_view(session, r) for r in read_requests(session, incident_ids=(row.id,), listed=False)],
        "ladder": ladder_view(session, row.id),
        "onward": onward_view(session, row),
        "advice": advice_view(session, row) if row.state in OPEN_INCIDENT else [],
        "transcript": transcript_view(session, row.id),
        "guidance": guidance_in_short(session, row.id),
        **directed_view(session, row.id, reader),
        "places": places_view(session, row, calls) if row.state in OPEN_INCIDENT else [],
    }


def places_view(session: Session, row: IncidentRow, calls: Sequence[CallRow]) -> list[dict[str, Any]]:
    """What the callers' texts, and their words on the telephone, say of where it is."""
    heard = said_by_callers(session, row.id)
    return phrases_view(session, row.region, [*(call.text or "" for call in calls), *heard])


def request_view(session: Session, ask: Request) -> dict[str, Any]:
    """A request with its hospital's names: one beyond the catchment stands on no board to look them up in."""
    row = get_hospital_row(session, ask.hospital_id)
    return plain(ask) | {"hospital_name_ko": row.name_ko, "hospital_name_en": row.name_en}


def onward_view(session: Session, incident: IncidentRow) -> dict[str, Any] | None:
    """Where the patient goes on to: None when nowhere; without an id while nobody has begun it."""
    if incident.onward_opened_at is None:
        return None
    begun = get_incident(session, incident.onward_id) if incident.onward_id else None
    chosen = get_hospital_row(session, begun.hospital_id) if begun and begun.hospital_id else None
    return {
        "opened_at": incident.onward_opened_at.isoformat(),
        "id": begun.id if begun else None,
        "number": begun.number if begun else None,
        "hospital": {"id": chosen.id, "ko": chosen.name_ko, "en": chosen.name_en} if chosen else None,
    }


def ladder_view(session: Session, patient_id: str) -> dict[str, Any] | None:
    """The clock of the search for a hospital; None when nobody has been asked yet."""
    row = find_climb(session, patient_id)
    return climb_view(row) if row is not None else None


def calls_view(session: Session, calls: Sequence[CallRow]) -> list[dict[str, Any]]:
    """The calls with what was written between caller and desk."""
    ids = [call.id for call in calls]
    lines, attached = messages_of(session, ids), attachments_of(session, ids)
    return [
        call_view(call)
        | {"messages": [message_view(row) for row in lines[call.id]]}
        | {"attachments": [attachment_view(row) for row in attached[call.id]]}
        | {"video": video_view(session, call)}
        for call in calls
    ]


def message_view(row: MessageRow) -> dict[str, Any]:
    """A line as both its sides see it."""
    return {
        "id": row.id,
        "kind": row.kind,
        "side": row.side,
        "at": row.at.isoformat(),
        "by": row.actor_name,
        "text": row.text,
        "phrase": row.phrase,
        "read_at": row.read_at.isoformat() if row.read_at else None,
        "outcome": row.outcome,
    }


def call_view(call: CallRow) -> dict[str, Any]:
    """A call as it came in."""
    return {
        "id": call.id,
        "incident_id": call.incident_id,
        "received_at": call.received_at.isoformat(),
        "channel": call.channel,
        "caller_number": call.caller_number,
        "text": call.text,
        "hypotheses": call.hypotheses,
        "says": call.says,
        "language": call.language,
        "link_expires": call.link_expires.isoformat() if call.link_expires else None,
    }


def patient_view(session: Session, incident_id: str) -> dict[str, Any] | None:
    """What is known of the patient; None when nothing is."""
    patient = find_patient(session, incident_id)
    if patient is None:
        return None
    return {"age_years": patient.age_years, "sex": patient.sex, "acuity": patient.acuity}
