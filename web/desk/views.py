"""The desk's JSON: parse, command, present."""

from typing import Any

from apiflask import APIBlueprint
from sqlalchemy import select

from chassis.audit import AuditRow
from chassis.errors import UnsureError
from chassis.identity import Role
from dispatch.boards.desk import desk_board, simulation_view
from dispatch.boards.incident import incident_view
from dispatch.desk import advising, closing, locating, sending, suggesting, taking
from dispatch.desk.deciding import decide, read_decision
from dispatch.events import incident_summary
from dispatch.record import plain
from dispatch.simulation.day import switch
from dispatch.tables.cases import assignments_of, get_incident
from web.current import actor, system
from web.desk import schemas
from web.devicetime import written_at
from web.guard import for_roles

desk_api = APIBlueprint("desk_api", __name__, url_prefix="/api/v1")
Json = dict[str, Any]
DESK = (Role.DISPATCHER, Role.SUPERVISOR)


@desk_api.post("/calls")
@desk_api.input(schemas.CallIn, arg_name="body")
@for_roles(*DESK)
def take_call(body: schemas.CallIn) -> tuple[Json, int]:
    """Take a smart call. It is on record before anything else happens."""
    taken = taking.take_call(system(), actor(), body.call(actor().region))
    if body.suggested:
        suggesting.take_suggestion(system(), actor(), taken.incident_id)
    sent = send_if_sure(taken.incident_id) if body.send and taken.decision_id else None
    return plain(taken) | {"sent": plain(sent) if sent else None} | queue_line(taken.incident_id), 201


@desk_api.get("/desk/board")
@for_roles(*DESK)
def read_desk() -> Json:
    """Everything the console shows at first."""
    with system().db.read() as session:
        return desk_board(session, system(), actor().region)


@desk_api.get("/incidents/<incident_id>")
@for_roles(*DESK)
def read_incident(incident_id: str) -> Json:
    """One incident with its calls, stamps, notes and routes."""
    return shown_incident(incident_id)


@desk_api.get("/incidents/<incident_id>/audit")
@for_roles(Role.SUPERVISOR, Role.ADMIN)
def read_audit(incident_id: str) -> Json:
    """Who changed what about the incident, oldest first."""
    with system().db.read() as session:
        get_incident(session, incident_id, region=actor().region)
        rows = session.scalars(select(AuditRow).where(AuditRow.subject == incident_id).order_by(AuditRow.id))
        shown = ("actor", "role", "action", "old", "new", "reason")
        return {"audit": [{"at": row.at.isoformat()} | {n: getattr(row, n) for n in shown} for row in rows]}


@desk_api.get("/decisions/<decision_id>")
@for_roles(*DESK)
def show_decision(decision_id: str) -> Json:
    """A decision with all its terms and reasons, and when it was made."""
    with system().db.read() as session:
        plan, made = read_decision(session, decision_id, region=actor().region)
        return plain(plan) | plain(made)


@desk_api.post("/incidents/<incident_id>/gate")
@desk_api.input(schemas.GateAnswersIn, arg_name="body")
@for_roles(*DESK)
def answer_gate(incident_id: str, body: schemas.GateAnswersIn) -> Json:
    """Write gate answers down and decide anew."""
    taking.answer_gate(system(), actor(), incident_id, body.gate(), complaint=body.complaint, seen=body.version)
    return shown_incident(incident_id)


@desk_api.post("/incidents/<incident_id>/advice/<advice_id>")
@desk_api.input(schemas.AdviceAnswerIn, arg_name="body")
@for_roles(*DESK)
def answer_advice(incident_id: str, advice_id: str, body: schemas.AdviceAnswerIn) -> Json:
    """Agree with what a model advised, or pass it by. Both are on record; agreeing decides anew."""
    advising.answer_advice(system(), actor(), incident_id, advice_id, body.answer)
    return shown_incident(incident_id)


@desk_api.post("/incidents/<incident_id>/location")
@desk_api.input(schemas.ApplyIn, arg_name="body")
@for_roles(*DESK)
def apply_location(incident_id: str, body: schemas.ApplyIn) -> Json:
    """Apply a location: a person has looked at it."""
    locating.apply_location(system(), actor(), incident_id, body.hypothesis(), seen=body.version)
    return shown_incident(incident_id)


@desk_api.post("/incidents/<incident_id>/decision")
@for_roles(*DESK)
def decide_again(incident_id: str) -> Json:
    """Look at the world once more and decide anew."""
    with system().db.read() as session:
        get_incident(session, incident_id, region=actor().region)
    decided = decide(system(), incident_id, made_for=actor().id)
    return {"decision_id": decided.decision_id, "plan": plain(decided.plan) if decided.plan else None}


@desk_api.post("/incidents/<incident_id>/send")
@desk_api.input(schemas.SendPlanIn, arg_name="body")
@for_roles(*DESK)
def send_plan(incident_id: str, body: schemas.SendPlanIn) -> Json:
    """Send everything a decision chose, units and drone: the one that was looked at, else the newest."""
    return plain(
        sending.send_plan(system(), actor(), incident_id, seen=body.decision_id, sure=body.sure)
    ) | shown_incident(incident_id)


@desk_api.post("/incidents/<incident_id>/assignments")
@desk_api.input(schemas.SendUnitIn, arg_name="body")
@for_roles(*DESK)
def send_unit(incident_id: str, body: schemas.SendUnitIn) -> tuple[Json, int]:
    """Send one unit, whatever its rank. 409 `taken` says who was faster."""
    job = sending.send_unit(system(), actor(), incident_id, body.unit_id, queue=body.queue, sure=body.sure)
    return {"assignment_id": job} | shown_incident(incident_id), 201


@desk_api.post("/assignments/<assignment_id>/override")
@desk_api.input(schemas.ReasonIn, arg_name="body")
@for_roles(*DESK)
def explain_override(assignment_id: str, body: schemas.ReasonIn) -> tuple[str, int]:
    """The reason for not having sent rank 1, given afterwards."""
    sending.explain_override(system(), actor(), assignment_id, body.reason)
    return "", 204


@desk_api.post("/assignments/<assignment_id>/cancel")
@desk_api.input(schemas.ReasonIn, arg_name="body")
@for_roles(*DESK)
def cancel_assignment(assignment_id: str, body: schemas.ReasonIn) -> tuple[str, int]:
    """Stand a unit down."""
    sending.cancel_assignment(system(), actor(), assignment_id, body.reason)
    return "", 204


@desk_api.post("/assignments/<assignment_id>/divert")
@desk_api.input(schemas.DivertIn, arg_name="body")
@for_roles(*DESK)
def divert(assignment_id: str, body: schemas.DivertIn) -> tuple[Json, int]:
    """Take a unit off its way and send it to another incident."""
    return {"assignment_id": sending.divert(system(), actor(), assignment_id, body.incident_id)}, 201


@desk_api.post("/incidents/<incident_id>/close")
@desk_api.input(schemas.EndIn, arg_name="body")
@for_roles(*DESK)
def close_incident(incident_id: str, body: schemas.EndIn) -> Json:
    """Close with a disposition."""
    closing.close_incident(system(), actor(), incident_id, body.reason, unended=body.unended)
    return shown_incident(incident_id)


@desk_api.post("/incidents/<incident_id>/cancel")
@desk_api.input(schemas.EndIn, arg_name="body")
@for_roles(*DESK)
def cancel_incident(incident_id: str, body: schemas.EndIn) -> Json:
    """Cancel: a false alarm, or called off."""
    closing.cancel_incident(system(), actor(), incident_id, body.reason, unended=body.unended)
    return shown_incident(incident_id)


@desk_api.post("/incidents/<incident_id>/reopen")
@desk_api.input(schemas.ReasonIn, arg_name="body")
@for_roles(*DESK)
def reopen_incident(incident_id: str, body: schemas.ReasonIn) -> Json:
    """Bring it back to the queue."""
    closing.reopen_incident(system(), actor(), incident_id, body.reason)
    return shown_incident(incident_id)


@desk_api.post("/incidents/<incident_id>/notes")
@desk_api.input(schemas.NoteIn, arg_name="body")
@for_roles(*DESK, Role.PARAMEDIC)
def add_note(incident_id: str, body: schemas.NoteIn) -> tuple[str, int]:
    """Write a line about the incident."""
    closing.add_note(system(), actor(), incident_id, body.text, device_at=written_at())
    return "", 204


@desk_api.get("/simulation")
@for_roles(*DESK, Role.ADMIN)
def read_simulation() -> Json:
    """Whether the simulated day runs."""
    with system().db.read() as session:
        return simulation_view(session, actor().region)


@desk_api.post("/simulation")
@desk_api.input(schemas.SimulationIn, arg_name="body")
@for_roles(*DESK, Role.ADMIN)
def set_simulation(body: schemas.SimulationIn) -> Json:
    """Switch the simulated day on or off, at 1×, 5× or 20×."""
    switch(system(), actor(), actor().region, on=body.on, speed=body.speed)
    return body.model_dump()


def send_if_sure(incident_id: str) -> sending.Sent | None:
    """Send the plan; None where the place is unverified: the call stands, and who took it is asked on the panel."""
    try:
        return sending.send_plan(system(), actor(), incident_id, sure=False)
    except UnsureError:
        return None


def queue_line(incident_id: str) -> Json:
    """The incident as the queue shows it: what a caller's answer may take time for."""
    with system().db.read() as session:
        row = get_incident(session, incident_id, region=actor().region)
        return {"incident": incident_summary(row, assignments_of(session, [row.id]).get(row.id, []))}


def shown_incident(incident_id: str) -> Json:
    """The incident as its panel shows it."""
    with system().db.read() as session:
        row = get_incident(session, incident_id, region=actor().region)
        return {"incident": incident_view(session, system(), row, reader=actor())}
