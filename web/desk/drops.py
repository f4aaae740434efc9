"""The desk and the kit from the air: what the caller says of it, and calling it off."""

from typing import Any

from apiflask import APIBlueprint

from chassis.identity import Role
from dispatch.desk import dropped
from dispatch.dropscript import DropMark, Unfetched
from drones.events import for_desk
from drones.pad.recalling import recall
from drones.states import SortieReason
from web.current import actor, system
from web.desk.schemas import Body
from web.guard import for_roles

drops = APIBlueprint("drops", __name__, url_prefix="/api/v1", tag="desk")
DESK = (Role.DISPATCHER, Role.SUPERVISOR)


class DropMarkIn(Body):
    """What somebody at the call says of the kit from the air."""

    mark: DropMark


class UnfetchedIn(Body):
    """Why nobody fetches it."""

    why: Unfetched


class RecallIn(Body):
    """Why the drone is not needed any more."""

    reason: SortieReason


@drops.post("/incidents/<incident_id>/kit")
@drops.input(DropMarkIn, arg_name="body")
@for_roles(*DESK)
def mark(incident_id: str, body: DropMarkIn) -> tuple[str, int]:
    """The caller has the kit, or says what was done with it."""
    dropped.mark_drop(system(), actor(), incident_id, body.mark)
    return "", 204


@drops.post("/incidents/<incident_id>/kit/unfetched")
@drops.input(UnfetchedIn, arg_name="body")
@for_roles(*DESK)
def unfetched(incident_id: str, body: UnfetchedIn) -> tuple[str, int]:
    """Nobody fetches the kit that is on the ground, and why."""
    dropped.mark_unfetched(system(), actor(), incident_id, body.why)
    return "", 204


@drops.post("/sorties/<sortie_id>/recall")
@drops.input(RecallIn, arg_name="body")
@for_roles(*DESK)
def call_back(sortie_id: str, body: RecallIn) -> dict[str, Any]:
    """The kit is not needed: on the ground the order ends, in the air its pilot is asked to bring it home."""
    return for_desk(recall(system(), actor(), sortie_id, reason=body.reason))
