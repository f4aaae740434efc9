"""The hospital's JSON: capacity in, requests answered, inbound patients out."""

from typing import Any

from apiflask import APIBlueprint
from flask import request

from chassis.devices import is_device
from chassis.errors import InvalidInputsError, NotFoundError
from chassis.identity import Role
from dispatch.admin.reaching import reached
from dispatch.boards.field import receiving_board
from dispatch.crew import prealerting, retriaging
from dispatch.record import plain
from hospitals.duty import keeps_contacts
from hospitals.events import for_hospital
from hospitals.feeds.sheet import SheetError, read_sheet
from hospitals.intake import answering, posting, staffing
from hospitals.request import Request
from web.current import actor, system
from web.forms import takes
from web.guard import for_roles, takes_machines
from web.receiving import schemas
from web.receiving.fhirin import read_fhir

receiving_api = APIBlueprint("receiving_api", __name__, url_prefix="/api/v1")
Json = dict[str, Any]
SPEAKS = (Role.HOSPITAL, Role.DISPATCHER, Role.SUPERVISOR)  # a desk posts what it was told by telephone


@receiving_api.get("/receiving/board")
@for_roles(Role.HOSPITAL)
def read_receiving() -> Json:
    """The hospital's own capacity, its requests and its inbound patients."""
    hospital_id = actor().facility
    if hospital_id is None:
        raise NotFoundError("hospital", "")
    with system().db.read() as session:
        board = receiving_board(session, system(), hospital_id)
        keeps = keeps_contacts(actor(), hospital_id)
        contacts = plain(reached(session, hospital_id)) if keeps else None  # telephones of people, for who keeps them
    return board | {"shared": is_device(actor()), "speaker": actor().name, "duty": actor().duty, "contacts": contacts}


def _by_sheet(hospital_id: str) -> Json:
    try:
        reports = read_sheet(request.get_data(), hospital_id=hospital_id)
    except SheetError as error:
        told = ({"field": m.field, "line": m.line, "column": m.column, "reason": m.why} for m in error.mistakes)
        raise InvalidInputsError(told) from None
    return plain(posting.post_said(system(), actor(), hospital_id, reports))


def _by_fhir(hospital_id: str) -> Json:
    said = read_fhir(request.get_data(), hospital_id=hospital_id, now=system().clock.now())
    return plain(posting.post_said(system(), actor(), hospital_id, [said]))


@receiving_api.post("/hospitals/<hospital_id>/capacity")
@takes({"text/csv": _by_sheet, "application/fhir+json": _by_fhir})
@receiving_api.input(schemas.CapacityIn, arg_name="body")
@for_roles(*SPEAKS)
@takes_machines
def post_capacity(hospital_id: str, body: schemas.CapacityIn) -> Json:
    """Post beds, capabilities and the queue at the door: JSON, CSV or FHIR R4. Only what is mentioned changes."""
    return plain(posting.post_said(system(), actor(), hospital_id, [body.said()]))


@receiving_api.post("/hospitals/<hospital_id>/still-correct")
@receiving_api.input(schemas.StillIn, arg_name="body")
@for_roles(*SPEAKS)
@takes_machines
def still_correct(hospital_id: str, body: schemas.StillIn) -> Json:
    """Say that what is named, or everything posted, is still true."""
    said = posting.still_correct(system(), actor(), hospital_id, beds=body.beds, capabilities=body.capabilities)
    return plain(said)


@receiving_api.post("/hospitals/<hospital_id>/diversions")
@receiving_api.input(schemas.DiversionIn, arg_name="body")
@for_roles(*SPEAKS)
@takes_machines
def declare_diversion(hospital_id: str, body: schemas.DiversionIn) -> tuple[Json, int]:
    """A notice that patients cannot be taken; it ends by itself."""
    notice = posting.declare_diversion(
        system(), actor(), hospital_id, capability=body.capability, reason=body.reason, ends_at=body.until
    )
    return plain(notice), 201


@receiving_api.post("/diversions/<diversion_id>/lift")
@for_roles(*SPEAKS)
@takes_machines
def lift_diversion(diversion_id: str) -> Json:
    """End a notice early."""
    return plain(posting.lift_diversion(system(), actor(), diversion_id))


def _shown(request: Request) -> Json:
    return for_hospital(request, now=system().clock.now())


@receiving_api.post("/requests/<request_id>/seen")
@for_roles(Role.HOSPITAL)
def see(request_id: str) -> Json:
    """Somebody at the hospital has looked at the request."""
    return _shown(answering.see(system(), actor(), request_id))


@receiving_api.post("/requests/<request_id>/pre-alert/seen")
@for_roles(Role.HOSPITAL)
def see_prealert(request_id: str) -> tuple[str, int]:
    """Somebody at the hospital has read the card that the crew sent ahead; who was first stands."""
    prealerting.see_prealert(system(), actor(), request_id)
    return "", 204


@receiving_api.post("/requests/<request_id>/accept")
@receiving_api.input(schemas.AcceptIn, arg_name="body")
@for_roles(Role.HOSPITAL)
def accept(request_id: str, body: schemas.AcceptIn) -> Json:
    """Take the patient; a `condition` makes it a conditional yes."""
    return _shown(answering.accept(system(), actor(), request_id, condition=body.condition, name_id=body.name_id))


@receiving_api.post("/requests/<request_id>/decline")
@receiving_api.input(schemas.DeclineIn, arg_name="body")
@for_roles(Role.HOSPITAL)
def decline(request_id: str, body: schemas.DeclineIn) -> Json:
    """Cannot take the patient, and why."""
    said = answering.decline(system(), actor(), request_id, code=body.code, text=body.text, name_id=body.name_id)
    return _shown(said)


@receiving_api.post("/requests/<request_id>/acuity")
@receiving_api.input(schemas.AcuityIn, arg_name="body")
@for_roles(Role.HOSPITAL)
def triage_at_door(request_id: str, body: schemas.AcuityIn) -> tuple[str, int]:
    """How urgent the hospital sees its patient at the door: 1 (most urgent) to 5."""
    retriaging.triage_at_door(system(), actor(), request_id, body.level)
    return "", 204


@receiving_api.post("/hospitals/<hospital_id>/names")
@receiving_api.input(schemas.StaffNameIn, arg_name="body")
@for_roles(Role.HOSPITAL)
def add_name(hospital_id: str, body: schemas.StaffNameIn) -> tuple[Json, int]:
    """Put a name on the list that the shared screens offer."""
    return {"id": staffing.add_name(system(), actor(), hospital_id, body.name, duty=body.duty)}, 201


@receiving_api.post("/names/<name_id>/remove")
@for_roles(Role.HOSPITAL)
def remove_name(name_id: str) -> tuple[str, int]:
    """Take a name off the list; answers given under it keep it."""
    staffing.remove_name(system(), actor(), name_id)
    return "", 204
