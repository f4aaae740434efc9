"""The administrators' page: health in words, and the switch of the simulated day."""

from apiflask import APIBlueprint

from chassis.identity import Role
from web.guard import for_roles
from web.i18n import page

ops_pages = APIBlueprint("ops_pages", __name__, enable_openapi=False)


@ops_pages.get("/ops")
@for_roles(Role.ADMIN, Role.SUPERVISOR)
def show() -> str:
    """Health and simulation."""
    return page("ops")
