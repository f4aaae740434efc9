"""The interview of an incident: read, answered, and its priority set by hand."""

from typing import Any

from apiflask import APIBlueprint

from chassis.identity import Role
from dispatch.boards.interview import interview_view
from dispatch.desk import interviewing
from dispatch.model import Priority
from dispatch.tables.cases import get_incident
from web.current import actor, system
from web.desk import schemas
from web.guard import answered_anew, for_roles

interviews = APIBlueprint("interviews", __name__, url_prefix="/api/v1/incidents/<incident_id>", tag="desk")
DESK = (Role.DISPATCHER, Role.SUPERVISOR)


def _interview(incident_id: str) -> dict[str, Any]:
    with system().db.read() as session:
        return interview_view(session, system(), get_incident(session, incident_id, region=actor().region))


@interviews.get("/interview")
@for_roles(*DESK)
def read(incident_id: str) -> dict[str, Any]:
    """Every question in every language, its answer, what the answers make of the call, and what to tell the caller."""
    return _interview(incident_id)


@interviews.post("/interview")
@interviews.input(schemas.InterviewIn, arg_name="body")
@for_roles(*DESK)
@answered_anew(_interview)
def answer(incident_id: str, body: schemas.InterviewIn) -> dict[str, Any]:
    """Write one answer or several down and decide anew."""
    interviewing.answer_interview(system(), actor(), incident_id, body.answers, seen=body.version)
    return _interview(incident_id)


@interviews.post("/interview/language")
@interviews.input(schemas.LanguageIn, arg_name="body")
@for_roles(*DESK)
@answered_anew(_interview)
def speak(incident_id: str, body: schemas.LanguageIn) -> dict[str, Any]:
    """Hold the interview in another language; the call remembers it."""
    interviewing.speak(system(), actor(), incident_id, body.language)
    return _interview(incident_id)


@interviews.post("/first-compression")
@for_roles(*DESK)
@answered_anew(_interview)
def first_compression(incident_id: str) -> dict[str, Any]:
    """Somebody has begun to press; 409 `no_arrest` unless the incident is or was an arrest by its rules."""
    interviewing.note_first_compression(system(), actor(), incident_id)
    return _interview(incident_id)


@interviews.post("/no-compression")
@interviews.input(schemas.NoCompressionIn, arg_name="body")
@for_roles(*DESK)
@answered_anew(_interview)
def no_compression(incident_id: str, body: schemas.NoCompressionIn) -> dict[str, Any]:
    """Nobody at the call is to press, and why."""
    interviewing.note_no_compression(system(), actor(), incident_id, body.reason)
    return _interview(incident_id)


@interviews.post("/priority")
@interviews.input(schemas.PriorityIn, arg_name="body")
@for_roles(*DESK)
@answered_anew(_interview)
def set_priority(incident_id: str, body: schemas.PriorityIn) -> dict[str, Any]:
    """Set the priority by hand. Raising is free, lowering needs a reason."""
    priority = Priority(body.priority)
    interviewing.set_priority(system(), actor(), incident_id, priority, reason=body.reason, seen=body.version)
    return _interview(incident_id)
