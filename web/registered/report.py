"""The supervisors' report on registered people: as a page without scripts, and as JSON."""

from typing import Any

from apiflask import APIBlueprint
from flask import render_template

from chassis.identity import Role
from dispatch.boards.registered import odd_looks, registered_counts
from dispatch.registered.showing import LookKind
from dispatch.tables.areas import get_region
from web.current import actor, language, system
from web.guard import for_roles
from web.paper.words import Words

registered_reports = APIBlueprint("registered_reports", __name__)


@registered_reports.get("/api/v1/chief/registered")
@for_roles(Role.SUPERVISOR, Role.ADMIN)
def read_counts() -> dict[str, Any]:
    """How many cards there are and how they were read; nothing of anybody."""
    with system().db.read() as session:
        return registered_counts(session, system(), actor().region)


@registered_reports.get("/chief/registered")
@registered_reports.doc(hide=True)
@for_roles(Role.SUPERVISOR)
def show() -> str:
    """The counts, and every look that somebody has to answer for."""
    with system().db.read() as session:
        region = actor().region
        told, odd = registered_counts(session, system(), region), odd_looks(session, system(), region)
        words = Words(get_region(session, region).timezone, (language(),), on_page=True)
    return render_template("registered_report.html", told=told, odd=odd, kinds=list(LookKind), w=words)
