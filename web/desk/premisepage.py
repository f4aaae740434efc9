"""The list of premise notes: expired and ended ones are found here, for the desk and for administration."""

from apiflask import APIBlueprint
from flask import render_template, request

from chassis.identity import Role
from dispatch.boards.premises import premise_list
from dispatch.premises import PremiseState
from dispatch.tables.areas import get_region
from web.current import actor, language, system
from web.guard import for_roles
from web.paper.words import Words

premise_pages = APIBlueprint("premise_pages", __name__, enable_openapi=False)


@premise_pages.get("/desk/premises")
@for_roles(Role.DISPATCHER, Role.SUPERVISOR, Role.ADMIN)
def show() -> str:
    """Words and a state to look for; all notes, newest first."""
    text, asked = request.args.get("text", "").strip()[:80], request.args.get("state", "")
    state = PremiseState(asked) if asked in set(PremiseState) else None
    with system().db.read() as session:
        timezone = get_region(session, actor().region).timezone
        notes = premise_list(session, actor().region, now=system().clock.now(), text=text, state=state)
    words = Words(timezone, (language(),), on_page=True)
    return render_template("premises.html", notes=notes, text=text, state=state, states=list(PremiseState), w=words)
