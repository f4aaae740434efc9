"""The receiving hospital's page."""

from apiflask import APIBlueprint

from chassis.identity import Role
from web.guard import for_roles
from web.i18n import page

receiving_pages = APIBlueprint("receiving_pages", __name__, enable_openapi=False)


@receiving_pages.get("/receiving")
@for_roles(Role.HOSPITAL)
def show() -> str:
    """The page's shell; its script reads the board and follows the stream."""
    return page("receiving")
