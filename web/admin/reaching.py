"""How hospitals are reached beyond their pages, as JSON. A lamp's secret leaves once, when it is set."""

from chassis.identity import Role
from dispatch.admin import reaching
from web.admin import schemas
from web.admin.board import Json, admin_api
from web.current import actor, system
from web.guard import for_roles


@admin_api.post("/hospitals/<hospital_id>/contacts")
@admin_api.input(schemas.ContactsIn, arg_name="body")
@for_roles(Role.ADMIN)
def set_contacts(hospital_id: str, body: schemas.ContactsIn) -> tuple[str, int]:
    """The telephones that are called, in order, when nobody answers."""
    reaching.set_contacts(system(), actor(), hospital_id, **body.phones())
    return "", 204


@admin_api.post("/hospitals/<hospital_id>/lamp")
@admin_api.input(schemas.LampIn, arg_name="body")
@for_roles(Role.ADMIN)
def set_lamp(hospital_id: str, body: schemas.LampIn) -> tuple[Json, int]:
    """The lamp on the hospital's desk: its https address. The new `secret` is told this once."""
    return {"secret": reaching.set_lamp(system(), actor(), hospital_id, body.url)}, 201


@admin_api.post("/hospitals/<hospital_id>/lamp/remove")
@for_roles(Role.ADMIN)
def remove_lamp(hospital_id: str) -> tuple[str, int]:
    """The hospital has no lamp any more."""
    reaching.remove_lamp(system(), actor(), hospital_id)
    return "", 204


@admin_api.post("/hospitals/<hospital_id>/lamp/try")
@for_roles(Role.ADMIN)
def try_lamp(hospital_id: str) -> tuple[str, int]:
    """Ask the lamp whether it answers."""
    reaching.try_lamp(system(), actor(), hospital_id)
    return "", 204
