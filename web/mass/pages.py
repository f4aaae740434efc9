"""The board of one mass-casualty incident."""

from apiflask import APIBlueprint

from chassis.identity import Role
from web.guard import for_roles
from web.i18n import page

mass_pages = APIBlueprint("mass_pages", __name__, enable_openapi=False)


@mass_pages.get("/desk/mass/<incident_id>")
@for_roles(Role.DISPATCHER, Role.SUPERVISOR)
def show(incident_id: str) -> str:
    """The page's shell; its script reads the board and follows the stream."""
    return page("mass", incident_id=incident_id)
