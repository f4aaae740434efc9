"""The wallboard: a page for the big screen, its numbers, and a stream that only says that they have changed."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response

from chassis import topics
from chassis.identity import Role
from dispatch.boards.wall import wall_board
from web.current import actor, system
from web.guard import for_roles
from web.i18n import page
from web.streams import hints, stream_of

wall = APIBlueprint("wall", __name__)
ROOM = (Role.DISPATCHER, Role.SUPERVISOR, Role.ADMIN)


@wall.get("/wallboard")
@wall.doc(hide=True)
@for_roles(*ROOM)
def show() -> str:
    """The page's shell; no controls on it, for nobody reaches up there."""
    return page("wallboard")


@wall.get("/api/v1/wallboard")
@for_roles(*ROOM)
def read_wall() -> dict[str, Any]:
    """The state of the room in numbers; nothing of a patient, a caller or a place."""
    with system().db.read() as session:
        return wall_board(session, system(), actor().region)


@wall.get("/api/v1/wallboard/stream")
@for_roles(*ROOM)
def stream() -> Response:
    """That something has changed, and of what kind; what it was is in the numbers, and the rest is not for a wall."""
    region = actor().region
    return stream_of((topics.desk(region),), region, tell=hints)
