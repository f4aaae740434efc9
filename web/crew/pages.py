"""The crew's page."""

from apiflask import APIBlueprint

from chassis.identity import Role
from web.guard import for_roles
from web.i18n import page

crew_pages = APIBlueprint("crew_pages", __name__, enable_openapi=False)


@crew_pages.get("/crew")
@for_roles(Role.PARAMEDIC)
def show() -> str:
    """The page's shell; its script reads the board and follows the stream."""
    return page("crew")
