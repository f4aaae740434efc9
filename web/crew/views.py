"""The crew's JSON."""

import json
from typing import Any

from apiflask import APIBlueprint
from flask import Response, request

from chassis.errors import InvalidInputError, NotFoundError
from chassis.identity import Role
from dispatch.boards.field import crew_board
from dispatch.care.monitor import Heard
from dispatch.crew import (
    assessing,
    calling,
    caring,
    correcting,
    ending,
    fencing,
    importing,
    prealerting,
    reporting,
    rerouting,
    stepping,
    stocking,
    waking,
)
from dispatch.crew.confining import confine_to_assignment
from dispatch.crew.leading import route_gpx
from dispatch.fhir.observations import device_of, read_observations
from dispatch.record import plain
from dispatch.scores.view import sheets_view
from dispatch.states import AssignmentAction
from dispatch.tables.cases import get_assignment
from web.crew import schemas
from web.current import actor, device_now, system
from web.devicetime import written_at
from web.forms import gives, takes
from web.guard import for_roles

crew_api = APIBlueprint("crew_api", __name__, url_prefix="/api/v1")
LONGEST_DEVICE = 64
CREW_AND_DESK = (Role.PARAMEDIC, Role.DISPATCHER, Role.SUPERVISOR)


@crew_api.get("/crew/me")
@for_roles(Role.PARAMEDIC)
def read_crew() -> dict[str, Any]:
    """The crew's own unit and its jobs, the running one first."""
    unit_id = actor().facility
    if unit_id is None:
        raise NotFoundError("unit", "")
    with system().db.read() as session:
        return crew_board(session, system(), unit_id)


@crew_api.get("/assignments/<assignment_id>/route.gpx")
@gives("application/gpx+xml")
@for_roles(*CREW_AND_DESK)
def read_route(assignment_id: str) -> Response:
    """The way as it stands, round whatever is closed, for a navigator of the crew's own: GPX 1.1."""
    with system().db.read() as session:
        job = get_assignment(session, assignment_id)
        confine_to_assignment(actor(), job)
        if not job.route:
            raise NotFoundError("route", assignment_id)
        body = route_gpx(job.route, f"{job.unit_id} {assignment_id}")
    told = {"Content-Disposition": f'attachment; filename="{assignment_id}.gpx"', "Cache-Control": "no-store"}
    return Response(body, content_type="application/gpx+xml; charset=utf-8", headers=told)


@crew_api.post("/assignments/<assignment_id>/steps")
@crew_api.input(schemas.StepIn, arg_name="body")
@for_roles(*CREW_AND_DESK)
def step(assignment_id: str, body: schemas.StepIn) -> dict[str, Any]:
    """The next step of an assignment. 409 `illegal_move` lists what is allowed."""
    state = stepping.step(system(), actor(), assignment_id, **body.model_dump())
    return {"state": state}


@crew_api.post("/assignments/<assignment_id>/suggestions/<step>/dismiss")
@for_roles(*CREW_AND_DESK)
def dismiss_step(assignment_id: str, step: str) -> tuple[str, int]:
    """The unit has not taken this step, whatever its positions say; not suggested again on this assignment."""
    if step not in list(AssignmentAction):
        raise NotFoundError("step", step)
    fencing.dismiss_suggestion(system(), actor(), assignment_id, AssignmentAction(step))
    return "", 204


@crew_api.post("/assignments/<assignment_id>/shown")
@crew_api.input(schemas.ShownIn, arg_name="body")
@for_roles(Role.PARAMEDIC)
def report_shown(assignment_id: str, body: schemas.ShownIn) -> tuple[str, int]:
    """The crew's device shows the job and rings; the first time counts."""
    waking.report_shown(system(), actor(), assignment_id, device_at=body.device_at)
    return "", 204


@crew_api.post("/units/<unit_id>/alarm-trial")
@for_roles(Role.PARAMEDIC)
def try_alarm(unit_id: str) -> tuple[str, int]:
    """Ring the unit's devices as a new job would; nothing is stamped."""
    waking.try_alarm(system(), actor(), unit_id)
    return "", 204


@crew_api.get("/units/<unit_id>/kit")
@for_roles(*CREW_AND_DESK)
def read_kit(unit_id: str) -> dict[str, Any]:
    """What the unit has with it, what expires first in front."""
    with system().db.read() as session:
        return stocking.kit_view(session, system(), actor(), unit_id)


@crew_api.post("/units/<unit_id>/kit")
@crew_api.input(schemas.KitIn, arg_name="body")
@for_roles(Role.PARAMEDIC)
def stock_kit(unit_id: str, body: schemas.KitIn) -> dict[str, Any]:
    """Put what was scanned aboard; says whether it may still be used."""
    return stocking.stock(system(), actor(), unit_id, body.code, label=body.label)


@crew_api.post("/kit/<item_id>/out")
@crew_api.input(schemas.KitOutIn, arg_name="body")
@for_roles(Role.PARAMEDIC)
def take_out_kit(item_id: str, body: schemas.KitOutIn) -> tuple[str, int]:
    """It was used, has expired or is broken."""
    stocking.take_out(system(), actor(), item_id, body.why)
    return "", 204


@crew_api.post("/assignments/<assignment_id>/all-right")
@for_roles(*CREW_AND_DESK)
def say_all_right(assignment_id: str) -> tuple[str, int]:
    """The crew at the scene is all right; the desk may say so of one it has reached."""
    calling.say_all_right(system(), actor(), assignment_id)
    return "", 204


@crew_api.post("/units/<unit_id>/emergency")
@crew_api.input(schemas.HelpIn, arg_name="body")
@for_roles(Role.PARAMEDIC)
def call_for_help(unit_id: str, body: schemas.HelpIn) -> tuple[str, int]:
    """The crew is in danger: the gravest alert at the desk, with where it is."""
    calling.call_for_help(system(), actor(), unit_id, place=body.place(), device_at=body.device_at)
    return "", 204


@crew_api.post("/units/<unit_id>/emergency/end")
@for_roles(*CREW_AND_DESK)
def end_call_for_help(unit_id: str) -> tuple[str, int]:
    """The danger is over."""
    calling.end_call_for_help(system(), actor(), unit_id)
    return "", 204


@crew_api.post("/assignments/<assignment_id>/untransported")
@crew_api.input(schemas.LeavingIn, arg_name="body")
@for_roles(*CREW_AND_DESK)
def end_untransported(assignment_id: str, body: schemas.LeavingIn) -> dict[str, Any]:
    """The run ends without transport: by whose wish, what was told and advised, signed or why not."""
    state = ending.end_without_transport(system(), actor(), assignment_id, body.leaving(), device_at=body.device_at)
    return {"state": state}


@crew_api.post("/assignments/<assignment_id>/second-look")
@for_roles(*CREW_AND_DESK)
def ask_second_look(assignment_id: str) -> tuple[str, int]:
    """The crew would like the desk to look as well before somebody stays behind. Nothing waits for it."""
    ending.ask_second_look(system(), actor(), assignment_id)
    return "", 204


@crew_api.post("/assignments/<assignment_id>/correct")
@crew_api.input(schemas.CorrectionIn, arg_name="body")
@for_roles(*CREW_AND_DESK)
def correct(assignment_id: str, body: schemas.CorrectionIn) -> dict[str, Any]:
    """Take the newest step back; its stamp stays, with the correction beside it."""
    state = correcting.correct_step(system(), actor(), assignment_id, body.mistake, device_at=body.device_at)
    return {"state": state}


@crew_api.post("/assignments/<assignment_id>/route")
@for_roles(*CREW_AND_DESK)
def find_way_anew(assignment_id: str) -> dict[str, Any]:
    """A way anew from where the unit is, for one that has left the way it was told."""
    return {"route": rerouting.find_way_anew(system(), actor(), assignment_id)}


@crew_api.post("/units/<unit_id>/position")
@crew_api.input(schemas.PositionIn, arg_name="body")
@for_roles(Role.PARAMEDIC)
def report_position(unit_id: str, body: schemas.PositionIn) -> tuple[str, int]:
    """Where the unit is now."""
    reporting.report_position(system(), actor(), unit_id, body.fix())
    return "", 204


@crew_api.post("/units/<unit_id>/positions")
@crew_api.input(schemas.KeptPositionsIn, arg_name="body")
@for_roles(Role.PARAMEDIC)
def replay_positions(unit_id: str, body: schemas.KeptPositionsIn) -> dict[str, Any]:
    """Where the unit was while its device had no network; `Device-Time` says what time the device has now."""
    fixes = [one.fix() for one in body.positions]
    kept = reporting.replay_positions(system(), actor(), unit_id, fixes, device_now=device_now())
    return {"kept": kept}


@crew_api.post("/units/<unit_id>/service")
@crew_api.input(schemas.ServiceIn, arg_name="body")
@for_roles(*CREW_AND_DESK)
def set_service(unit_id: str, body: schemas.ServiceIn) -> tuple[str, int]:
    """Take a unit out of service, or bring it back."""
    reporting.set_service(system(), actor(), unit_id, out_of_service=body.out_of_service)
    return "", 204


@crew_api.post("/incidents/<incident_id>/vitals")
@crew_api.input(schemas.VitalsIn, arg_name="body")
@for_roles(*CREW_AND_DESK)
def record_vitals(incident_id: str, body: schemas.VitalsIn) -> tuple[str, int]:
    """A set of vital signs, for the record and the receiving hospital."""
    caring.record_vitals(system(), actor(), incident_id, body.vitals(), device_at=body.device_at)
    return "", 204


def _import_fhir(incident_id: str) -> dict[str, Any]:
    try:
        told = json.loads(request.get_data())
    except (ValueError, RecursionError):
        raise InvalidInputError("body", "is not JSON") from None
    return _imported(incident_id, read_observations(told), request.args.get("device") or device_of(told))


def _imported(incident_id: str, heard: Heard, device: str | None) -> dict[str, Any]:
    if not device or len(device) > LONGEST_DEVICE:
        raise InvalidInputError("device", f"names the monitor in 1 to {LONGEST_DEVICE} characters")
    told: dict[str, Any] = plain(importing.import_vitals(system(), actor(), incident_id, heard, device=device))
    return told


@crew_api.post("/incidents/<incident_id>/vitals/import")
@takes({"application/fhir+json": _import_fhir})
@crew_api.input(schemas.MonitorIn, arg_name="body")
@for_roles(*CREW_AND_DESK, Role.MONITOR)
def import_vitals(incident_id: str, body: schemas.MonitorIn) -> dict[str, Any]:
    """Signs of a monitor, with its own times: JSON, or FHIR R4 Observations alone or in a Bundle (`?device=` or their
    `device` names the monitor). Sent twice they are there once; what is kept out is told with its reason."""
    return _imported(incident_id, body.heard(), body.device)


@crew_api.post("/incidents/<incident_id>/pre-alert")
@crew_api.input(schemas.PreAlertIn, arg_name="body")
@for_roles(*CREW_AND_DESK)
def send_prealert(incident_id: str, body: schemas.PreAlertIn) -> tuple[dict[str, Any], int]:
    """Send the card ahead to the hospital that takes the patient, as everything is known now."""
    sent = prealerting.send_prealert(system(), actor(), incident_id, body.wanted(), device_at=body.device_at)
    return {"id": sent}, 201


@crew_api.patch("/incidents/<incident_id>/patient")
@crew_api.input(schemas.PatientIn, arg_name="body")
@for_roles(*CREW_AND_DESK)
def describe_patient(incident_id: str, body: schemas.PatientIn) -> tuple[str, int]:
    """What the crew finds out about the patient."""
    caring.describe_patient(system(), actor(), incident_id, **body.model_dump(), written_at=written_at())
    return "", 204


@crew_api.get("/scores")
@for_roles(*CREW_AND_DESK, Role.HOSPITAL)
def read_scores() -> dict[str, Any]:
    """The items of every score that is tapped, with their answers, the best first."""
    return sheets_view()


@crew_api.post("/incidents/<incident_id>/assessments")
@crew_api.input(schemas.AssessmentIn, arg_name="body")
@for_roles(*CREW_AND_DESK)
def assess_patient(incident_id: str, body: schemas.AssessmentIn) -> tuple[dict[str, Any], int]:
    """A score by tapping, on record with what was tapped. What it would raise is a suggestion."""
    made = assessing.assess_patient(
        system(), actor(), incident_id, body.scale, body.findings, tag=body.tag, device_at=body.device_at
    )
    return {"id": made}, 201


@crew_api.post("/assessments/<assessment_id>/settle")
@crew_api.input(schemas.SettlingIn, arg_name="body")
@for_roles(*CREW_AND_DESK)
def settle_raise(assessment_id: str, body: schemas.SettlingIn) -> tuple[str, int]:
    """Accept what an assessment suggests, or not; what is accepted raises bundle and needs."""
    assessing.settle_raise(system(), actor(), assessment_id, accept=body.accept, reason=body.reason)
    return "", 204
