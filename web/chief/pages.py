"""The supervisors' pages."""

from zoneinfo import ZoneInfo

from apiflask import APIBlueprint
from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from chassis.identity import Role
from dispatch.review.finding import ended_lately, find_numbered
from dispatch.tables.areas import get_region
from web.current import actor, system
from web.guard import for_roles
from web.i18n import page

chief_pages = APIBlueprint("chief_pages", __name__, enable_openapi=False)


@chief_pages.get("/start")
@for_roles(Role.SUPERVISOR)
def start() -> ResponseReturnValue:
    """Where a supervisor begins: console, day, wallboard, and any incident again. Works without scripts."""
    asked, region = request.args.get("number", "").strip()[:24], actor().region
    with system().db.read() as session:
        area = get_region(session, region)
        found = find_numbered(session, region, asked) if asked else None
        if found is not None:
            return redirect(url_for("chief_pages.replay", incident_id=found.id))
        ended = ended_lately(session, region)
        zone = ZoneInfo(area.timezone)
        return render_template("start.html", area=area, ended=ended, zone=zone, asked=asked)


@chief_pages.get("/chief")
@for_roles(Role.SUPERVISOR, Role.ADMIN)
def show() -> str:
    """The day in figures; its script reads it."""
    return page("chief")


@chief_pages.get("/chief/hospitals")
@for_roles(Role.SUPERVISOR, Role.ADMIN)
def hospitals() -> str:
    """How hospitals are asked and answer, over days; its script reads it."""
    return page("hospitals")


@chief_pages.get("/chief/roads")
@for_roles(Role.SUPERVISOR, Role.ADMIN)
def roads() -> str:
    """Whether arrivals come true, over days; its script reads it."""
    return page("roads")


@chief_pages.get("/chief/drones")
@for_roles(Role.SUPERVISOR, Role.ADMIN)
def drones() -> str:
    """What drones were worth and why they stayed down, over days; its script reads it."""
    return page("drones")


@chief_pages.get("/chief/replay/<incident_id>")
@for_roles(Role.SUPERVISOR)
def replay(incident_id: str) -> str:
    """What happened to one incident; its script reads it, and that is on record."""
    return page("replay", incident_id=incident_id)
