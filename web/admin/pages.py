"""The administrators' pages: one shell, one script, a tab for each address."""

from apiflask import APIBlueprint

from chassis.identity import Role
from web.guard import for_roles
from web.i18n import page

admin_pages = APIBlueprint("admin_pages", __name__, enable_openapi=False)


@admin_pages.get("/admin/<any(people, machines, city, policies):tab>")
@for_roles(Role.ADMIN)
def show(tab: str) -> str:  # noqa: ARG001  the script reads the address
    """People, machines and screens, the city, policies."""
    return page("admin")


@admin_pages.get("/admin/audit")
@for_roles(Role.ADMIN, Role.SUPERVISOR)
def audit() -> str:
    """Who changed what."""
    return page("admin")
