"""How a hospital is reached beyond its page: its telephones and its lamp, whose secret leaves once, when it is set."""

from chassis.identity import Role
from dispatch.admin import reaching
from web.admin import schemas
from web.current import actor, system
from web.guard import for_roles
from web.receiving.views import Json, receiving_api

KEEPERS = (Role.ADMIN, Role.HOSPITAL)  # of a hospital's people only its administrators: the command says which


@receiving_api.post("/hospitals/<hospital_id>/contacts")
@receiving_api.input(schemas.ContactsIn, arg_name="body")
@for_roles(*KEEPERS)
def set_contacts(hospital_id: str, body: schemas.ContactsIn) -> tuple[str, int]:
    """The telephones that are called, in order, when nobody answers."""
    reaching.set_contacts(system(), actor(), hospital_id, **body.phones())
    return "", 204


@receiving_api.post("/hospitals/<hospital_id>/lamp")
@receiving_api.input(schemas.LampIn, arg_name="body")
@for_roles(*KEEPERS)
def set_lamp(hospital_id: str, body: schemas.LampIn) -> tuple[Json, int]:
    """The lamp on the hospital's desk: its https address. The new `secret` is told this once."""
    return {"secret": reaching.set_lamp(system(), actor(), hospital_id, body.url)}, 201


@receiving_api.post("/hospitals/<hospital_id>/lamp/remove")
@for_roles(*KEEPERS)
def remove_lamp(hospital_id: str) -> tuple[str, int]:
    """The hospital has no lamp any more."""
    reaching.remove_lamp(system(), actor(), hospital_id)
    return "", 204


@receiving_api.post("/hospitals/<hospital_id>/lamp/try")
@for_roles(*KEEPERS)
def try_lamp(hospital_id: str) -> tuple[str, int]:
    """Ask the lamp whether it answers."""
    reaching.try_lamp(system(), actor(), hospital_id)
    return "", 204
