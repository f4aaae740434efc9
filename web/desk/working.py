"""What makes a console for several people: finding, and who has what open."""

from typing import Any

from apiflask import APIBlueprint

from chassis.identity import Role
from dispatch.desk import finding, presence
from web.current import actor, system
from web.desk import schemas
from web.guard import for_roles

working_api = APIBlueprint("working_api", __name__, url_prefix="/api/v1/desk")
DESK = (Role.DISPATCHER, Role.SUPERVISOR)


@working_api.post("/search")
@working_api.input(schemas.SearchIn, arg_name="body")
@for_roles(*DESK)
def search(body: schemas.SearchIn) -> dict[str, Any]:
    """Incidents open or of today. A body and not an address: what is looked for stays out of every log."""
    found = finding.find_incidents(system(), actor(), body.text)
    shown = ("id", "number", "state", "priority", "complaint", "determinant", "place_text")
    return {"incidents": [{n: getattr(m.incident, n) for n in shown} | {"by": m.by} for m in found]}


@working_api.patch("/presence")
@working_api.input(schemas.PresenceIn, arg_name="body")
@for_roles(*DESK)
def show_presence(body: schemas.PresenceIn) -> tuple[str, int]:
    """What the asker has open, for the others at the desk; renewed while it lasts."""
    presence.show_presence(system(), actor(), body.incident_id, body.part)
    return "", 204
