"""The drone operators' page."""

from apiflask import APIBlueprint

from chassis.identity import Role
from web.guard import for_roles
from web.i18n import page

pad_pages = APIBlueprint("pad_pages", __name__, enable_openapi=False)


@pad_pages.get("/pad")
@for_roles(Role.PILOT)
def show() -> str:
    """The page's shell; its script reads the board and follows the stream."""
    return page("pad")


@pad_pages.get("/pad/log")
@for_roles(Role.PILOT)
def show_log() -> str:
    """The pilot's own flights and certificates; its script reads them."""
    return page("padlog")
