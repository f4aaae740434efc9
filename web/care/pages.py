"""The page of a patient's record."""

from apiflask import APIBlueprint

from chassis.identity import Role
from web.guard import for_roles
from web.i18n import page

care_pages = APIBlueprint("care_pages", __name__, enable_openapi=False)


@care_pages.get("/record/<incident_id>")
@for_roles(Role.PARAMEDIC, Role.SUPERVISOR, Role.HOSPITAL)
def show(incident_id: str) -> str:
    """The page's shell; its script reads the record, and that is on the audit."""
    return page("record", incident_id=incident_id)
