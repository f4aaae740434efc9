"""The administrators' pages: one shell, one script, a tab for each address."""

from apiflask import APIBlueprint
from flask import redirect, url_for
from werkzeug.wrappers import Response

from chassis.errors import NotFoundError
from chassis.identity import Role
from web.current import actor
from web.guard import for_roles
from web.i18n import page

TABS = ("people", "machines", "city", "airspace", "policies")

admin_pages = APIBlueprint("admin_pages", __name__, enable_openapi=False)


@admin_pages.get("/admin")
@for_roles(Role.ADMIN, Role.SUPERVISOR)
def start() -> Response:
    """The first tab that the reader may open."""
    first = url_for(".show", tab="people") if actor().role is Role.ADMIN else url_for(".audit")
    return redirect(first)


@admin_pages.get("/admin/<tab>")
@for_roles(Role.ADMIN)
def show(tab: str) -> str:
    """People, machines and screens, the city, its air, policies; raises NotFoundError for any other word."""
    if tab not in TABS:
        raise NotFoundError("page", tab)
    return page("admin")


@admin_pages.get("/admin/audit")
@for_roles(Role.ADMIN, Role.SUPERVISOR)
def audit() -> str:
    """Who changed what."""
    return page("admin")
