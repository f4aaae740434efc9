"""The JSON of mass-casualty incidents."""

from typing import Any

from apiflask import APIBlueprint

from chassis.identity import Role
from dispatch.boards.mass import history_view, mass_board
from dispatch.crew import tagging
from dispatch.desk import acknowledging, declaring, distributing
from dispatch.desk.asking import confine
from dispatch.record import plain
from dispatch.tables.cases import get_incident
from dispatch.tables.mass import get_casualty
from web.current import actor, system
from web.desk.schemas import ReasonIn
from web.guard import answered_anew, for_roles
from web.mass import schemas

mass_api = APIBlueprint("mass_api", __name__, url_prefix="/api/v1")
Json = dict[str, Any]
CREW_AND_DESK = (Role.PARAMEDIC, Role.DISPATCHER, Role.SUPERVISOR)


def _board(incident_id: str) -> Json:
    with system().db.read() as session:
        confine(session, actor(), get_incident(session, incident_id))
        return mass_board(session, system(), incident_id)


@mass_api.get("/incidents/<incident_id>/mass")
@for_roles(*CREW_AND_DESK)
def read_mass(incident_id: str) -> Json:
    """The report, every casualty, the hospitals with the room they have left, the units on it."""
    return _board(incident_id)


@mass_api.post("/incidents/<incident_id>/mass")
@mass_api.input(schemas.MethaneIn, arg_name="body")
@for_roles(*CREW_AND_DESK)
@answered_anew(_board)
def declare_mass(incident_id: str, body: schemas.MethaneIn) -> Json:
    """Declare it, or tell the report anew; every hospital of the catchment is asked to post its surge."""
    declaring.declare_mass(system(), actor(), incident_id, body.report())
    return _board(incident_id)


@mass_api.post("/incidents/<incident_id>/mass/end")
@mass_api.input(ReasonIn, arg_name="body")
@for_roles(*CREW_AND_DESK)
@answered_anew(_board)
def end_mass(incident_id: str, body: ReasonIn) -> Json:
    """No further casualties are looked for."""
    declaring.end_mass(system(), actor(), incident_id, body.reason)
    return _board(incident_id)


@mass_api.post("/incidents/<incident_id>/casualties")
@mass_api.input(schemas.TagIn, arg_name="body")
@for_roles(*CREW_AND_DESK)
def tag_casualty(incident_id: str, body: schemas.TagIn) -> tuple[Json, int]:
    """A casualty with its colour. 409 `taken` when another wears that tag."""
    ident, tag = tagging.tag_casualty(
        system(), actor(), incident_id, body.sorting(), tag=body.tag, looks=body.looks(), device_at=body.device_at
    )
    return {"id": ident, "tag": tag}, 201


@mass_api.post("/casualties/<casualty_id>/sort")
@mass_api.input(schemas.SortAgainIn, arg_name="body")
@for_roles(*CREW_AND_DESK)
def sort_casualty(casualty_id: str, body: schemas.SortAgainIn) -> Json:
    """Sorted again; the earlier colours stay in its history."""
    colour = tagging.sort_again(
        system(), actor(), casualty_id, body.sorting(), reason=body.reason, device_at=body.device_at
    )
    return {"colour": colour}


@mass_api.patch("/casualties/<casualty_id>")
@mass_api.input(schemas.LooksIn, arg_name="body")
@for_roles(*CREW_AND_DESK)
def describe_casualty(casualty_id: str, body: schemas.LooksIn) -> tuple[str, int]:
    """What is seen of a casualty later."""
    tagging.describe_casualty(system(), actor(), casualty_id, body.looks())
    return "", 204


@mass_api.post("/casualties/<casualty_id>/end")
@mass_api.input(schemas.CasualtyEndIn, arg_name="body")
@for_roles(*CREW_AND_DESK)
def end_casualty(casualty_id: str, body: schemas.CasualtyEndIn) -> tuple[str, int]:
    """Released, refused, dead; or such an end taken back, with its reason."""
    tagging.end_casualty(system(), actor(), casualty_id, body.action, reason=body.reason)
    return "", 204


@mass_api.get("/casualties/<casualty_id>/history")
@for_roles(*CREW_AND_DESK)
def read_history(casualty_id: str) -> Json:
    """What happened to one casualty: who, when, why."""
    with system().db.read() as session:
        row = get_casualty(session, casualty_id)
        confine(session, actor(), get_incident(session, row.incident_id))
        return {"tag": row.tag, "history": history_view(session, casualty_id)}


@mass_api.get("/incidents/<incident_id>/mass/suggestion")
@for_roles(*CREW_AND_DESK)
def suggest_places(incident_id: str) -> Json:
    """Hospital and unit for everybody who waits at the scene, with reasons, and who is left without."""
    return plain(distributing.suggest_places(system(), actor(), incident_id))


@mass_api.post("/incidents/<incident_id>/mass/assignments")
@mass_api.input(schemas.ChoicesIn, arg_name="body")
@for_roles(Role.DISPATCHER, Role.SUPERVISOR)
@answered_anew(_board)
def assign_casualties(incident_id: str, body: schemas.ChoicesIn) -> Json:
    """As a person confirms it, one or all. 409 `stale` or `misfit` where somebody chose meanwhile."""
    choices = [one.choice() for one in body.choices]
    distributing.assign_casualties(system(), actor(), incident_id, choices, anyway=body.anyway)
    return _board(incident_id)


@mass_api.post("/casualties/<casualty_id>/unassign")
@mass_api.input(ReasonIn, arg_name="body")
@for_roles(Role.DISPATCHER, Role.SUPERVISOR)
def unassign_casualty(casualty_id: str, body: ReasonIn) -> tuple[str, int]:
    """Not there after all: the hospital is told."""
    distributing.unassign_casualty(system(), actor(), casualty_id, body.reason)
    return "", 204


@mass_api.post("/receiving/mass/<incident_id>/read")
@mass_api.input(schemas.ReadIn, arg_name="body")
@for_roles(Role.HOSPITAL)
def acknowledge_list(incident_id: str, body: schemas.ReadIn) -> tuple[str, int]:
    """Somebody at the hospital has read its list as it stands."""
    acknowledging.acknowledge_list(system(), actor(), incident_id, name_id=body.name_id)
    return "", 204
