"""What the desk does with the people who ring: take, say that nobody speaks, call back, close."""

from typing import Annotated, Any

from apiflask import APIBlueprint
from pydantic import Field

from dispatch.desk import suggesting
from dispatch.lines import claiming, returning
from dispatch.lines.view import line_summary
from dispatch.record import plain
from dispatch.tables.lines import LineRow
from dispatch.telephone import CloseReason
from web.current import actor, system
from web.desk.schemas import Body, CallIn
from web.desk.views import DESK, queue_line, send_if_sure
from web.guard import for_roles

lines_api = APIBlueprint("lines_api", __name__, url_prefix="/api/v1/lines/<line_id>")
Json = dict[str, Any]


class CloseLineIn(Body):
    """Why nobody has to be called back any more."""

    reason: Annotated[CloseReason, Field(description="one of the reasons of docs/lines.md")]


@lines_api.post("/claim")
@for_roles(*DESK)
def claim(line_id: str) -> Json:
    """Take it. 409 `taken` says who was faster."""
    taken = claiming.claim_line(system(), actor(), line_id)
    return {"line": taken} | queue_line(str(taken["incident_id"]))


@lines_api.post("/call")
@lines_api.input(CallIn, arg_name="body")
@for_roles(*DESK)
def fill(line_id: str, body: CallIn) -> Json:
    """Write down what the person says; the incident has stood since the line was claimed."""
    filled = claiming.fill_call(system(), actor(), line_id, body.call(actor().region))
    if body.suggested:
        suggesting.take_suggestion(system(), actor(), filled.incident_id)
    sent = send_if_sure(filled.incident_id) if body.send and filled.decision_id else None
    return plain(filled) | {"sent": plain(sent) if sent else None} | queue_line(filled.incident_id)


@lines_api.post("/silent")
@for_roles(*DESK)
def silent(line_id: str) -> Json:
    """Taken, and nobody speaks."""
    returning.mark_silent(system(), actor(), line_id)
    return _line(line_id)


@lines_api.post("/call-back")
@for_roles(*DESK)
def call_back(line_id: str) -> Json:
    """Call back. `placed` false: the provider knows no telephone of ours, so the desk dials by itself."""
    return {"placed": returning.call_back(system(), actor(), line_id)} | _line(line_id)


@lines_api.post("/close")
@lines_api.input(CloseLineIn, arg_name="body")
@for_roles(*DESK)
def close(line_id: str, body: CloseLineIn) -> Json:
    """Nobody has to be called back any more, and why."""
    returning.close_line(system(), actor(), line_id, body.reason)
    return _line(line_id)


def _line(line_id: str) -> Json:
    with system().db.read() as session:
        return {"line": line_summary(session, session.get_one(LineRow, line_id))}
