"""The list of messages that wait for a person: what was wrong, the words themselves, and two keys."""

from apiflask import APIBlueprint
from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from chassis.errors import InvalidInputError
from chassis.identity import Role
from dispatch.desk.kept import PutAside, kept_messages, make_call_of, put_aside
from dispatch.intake.unreadable import Wrong
from dispatch.tables.areas import get_region
from web.current import actor, language, system
from web.guard import for_roles
from web.paper.words import Words

intake_pages = APIBlueprint("intake_pages", __name__, enable_openapi=False)
DESK = (Role.DISPATCHER, Role.SUPERVISOR)


@intake_pages.get("/desk/messages")
@for_roles(*DESK)
def show() -> str:
    """All that wait, oldest first."""
    with system().db.read() as session:
        timezone = get_region(session, actor().region).timezone
        kept = kept_messages(session, system(), actor().region)
    words = Words(timezone, (language(),), on_page=True)
    return render_template("messages.html", kept=kept, wrongs=set(Wrong), reasons=list(PutAside), w=words)


@intake_pages.post("/desk/messages/<message_id>/call")
@for_roles(*DESK)
def call(message_id: str) -> Response:
    """Make a call of it, and go on with it at the desk."""
    make_call_of(system(), actor(), message_id)
    return redirect(url_for("desk_pages.show"), 303)


@intake_pages.post("/desk/messages/<message_id>/aside")
@for_roles(*DESK)
def aside(message_id: str) -> Response:
    """Put it aside, with the reason."""
    reason = request.form.get("reason", "")
    if reason not in set(PutAside):
        raise InvalidInputError("reason", "one of the listed reasons")
    put_aside(system(), actor(), message_id, PutAside(reason))
    return redirect(url_for("intake_pages.show"), 303)
