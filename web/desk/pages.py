"""The dispatchers' console and its map."""

from apiflask import APIBlueprint

from chassis.identity import Role
from web.guard import for_roles
from web.i18n import page

desk_pages = APIBlueprint("desk_pages", __name__, enable_openapi=False)


@desk_pages.get("/desk")
@for_roles(Role.DISPATCHER, Role.SUPERVISOR)
def show() -> str:
    """The page's shell; its script reads the board and follows the stream."""
    return page("desk")


@desk_pages.get("/desk/map")
@for_roles(Role.DISPATCHER, Role.SUPERVISOR)
def show_map() -> str:
    """The map in a window of its own, for the second monitor."""
    return page("deskmap")
