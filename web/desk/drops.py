"""The desk and the kit from the air: what the caller says of it, and calling it off."""

from typing import Any

from apiflask import APIBlueprint

from chassis.identity import Role
from dispatch.desk import dropped
from drones.events import for_desk
from drones.pad.recalling import recall
from web.current import actor, system
from web.desk import schemas
from web.guard import for_roles

drops = APIBlueprint("drops", __name__, url_prefix="/api/v1", tag="desk")
DESK = (Role.DISPATCHER, Role.SUPERVISOR)


@drops.post("/incidents/<incident_id>/kit")
@drops.input(schemas.DropMarkIn, arg_name="body")
@for_roles(*DESK)
def mark(incident_id: str, body: schemas.DropMarkIn) -> tuple[str, int]:
    """The caller has the kit, or says what was done with it."""
    dropped.mark_drop(system(), actor(), incident_id, body.mark)
    return "", 204


@drops.post("/incidents/<incident_id>/kit/unfetched")
@drops.input(schemas.UnfetchedIn, arg_name="body")
@for_roles(*DESK)
def unfetched(incident_id: str, body: schemas.UnfetchedIn) -> tuple[str, int]:
    """Nobody fetches the kit that is on the ground, and why."""
    dropped.mark_unfetched(system(), actor(), incident_id, body.why)
    return "", 204


@drops.post("/sorties/<sortie_id>/recall")
@drops.input(schemas.RecallIn, arg_name="body")
@for_roles(*DESK)
def call_back(sortie_id: str, body: schemas.RecallIn) -> dict[str, Any]:
    """The kit is not needed: on the ground the order ends, in the air its pilot is asked to bring it home."""
    return for_desk(recall(system(), actor(), sortie_id, reason=body.reason))
