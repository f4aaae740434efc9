"""The JSON of remote orders and of the talk about a patient. Reading is part of each side's own board."""

from typing import Any

from apiflask import APIBlueprint

from chassis.identity import Role
from dispatch.guidance import answering, ordering, writing
from dispatch.record import plain
from web.current import actor, system
from web.guard import for_roles
from web.guidance import schemas

guidance_api = APIBlueprint("guidance_api", __name__, url_prefix="/api/v1")
Json = dict[str, Any]
PHYSICIANS = (Role.HOSPITAL, Role.SUPERVISOR)  # of them only those whose duty is a physician's: dispatch.guidance.who
TALKERS = (Role.PARAMEDIC, *PHYSICIANS)


@guidance_api.post("/incidents/<incident_id>/orders")
@guidance_api.input(schemas.OrderIn, arg_name="body")
@for_roles(*PHYSICIANS)
def order(incident_id: str, body: schemas.OrderIn) -> tuple[Json, int]:
    """Order something for a patient on the way. Warnings stand on the order and stop nothing."""
    made = ordering.order(
        system(),
        actor(),
        incident_id,
        body.wanted(),
        name_id=body.name_id,
        supersedes=body.supersedes,
        device_at=body.device_at,
    )
    return {"id": made}, 201


@guidance_api.post("/incidents/<incident_id>/orders/weigh")
@guidance_api.input(schemas.WantedIn, arg_name="body")
@for_roles(*PHYSICIANS)
def weigh(incident_id: str, body: schemas.WantedIn) -> Json:
    """What speaks for a second look before it is sent. Changes nothing."""
    with system().db.read() as session:
        found = ordering.weigh_order(session, actor(), incident_id, body.wanted(), now=system().clock.now())
    return {"warnings": plain(found)}


@guidance_api.post("/orders/<order_id>/answer")
@guidance_api.input(schemas.OrderAnswerIn, arg_name="body")
@for_roles(Role.PARAMEDIC)
def answer(order_id: str, body: schemas.OrderAnswerIn) -> Json:
    """The crew reads back, asks back, gives, or cannot. 409 `illegal_move` lists what is allowed."""
    state = answering.answer_order(
        system(),
        actor(),
        order_id,
        body.action,
        heard=body.heard.dose() if body.heard else None,
        reason=body.reason,
        text=body.text,
        device_at=body.device_at,
    )
    return {"state": state}


@guidance_api.post("/orders/<order_id>/settle")
@guidance_api.input(schemas.SettleIn, arg_name="body")
@for_roles(*PHYSICIANS)
def settle(order_id: str, body: schemas.SettleIn) -> Json:
    """The physician upholds, takes back, or sees that it was carried out."""
    state = ordering.settle_order(
        system(), actor(), order_id, body.action, name_id=body.name_id, text=body.text, device_at=body.device_at
    )
    return {"state": state}


@guidance_api.post("/incidents/<incident_id>/talk")
@guidance_api.input(schemas.LineIn, arg_name="body")
@for_roles(*TALKERS)
def write(incident_id: str, body: schemas.LineIn) -> tuple[Json, int]:
    """A line about the patient, for the others who care for them."""
    made = writing.write_line(
        system(),
        actor(),
        incident_id,
        text=body.text,
        phrase=body.phrase,
        name_id=body.name_id,
        device_at=body.device_at,
    )
    return {"id": made}, 201


@guidance_api.post("/incidents/<incident_id>/talk/seen")
@guidance_api.input(schemas.SeenIn, arg_name="body")
@for_roles(*TALKERS)
def see(incident_id: str, body: schemas.SeenIn) -> tuple[str, int]:
    """The others' lines have come, or are read: their writers see it."""
    writing.see_lines(system(), actor(), incident_id, newest=body.newest, read=body.read)
    return "", 204
