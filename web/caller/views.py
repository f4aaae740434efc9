"""The caller's page: no sign-in, only the link from the text message, which ends after some hours."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response, g, request

from chassis import topics
from chassis.geo import LatLon
from dispatch.boards.field import caller_view, find_call_by_link
from dispatch.desk.taking import share_location
from dispatch.model import Hypothesis, LocationSource
from dispatch.tables.cases import CallRow
from web.caller.schemas import SharedPositionIn
from web.current import system
from web.guard import for_signed_requests
from web.i18n import page
from web.streams import stream_of

caller = APIBlueprint("caller", __name__)


@caller.get("/c/<token>")
@caller.doc(hide=True)
@for_signed_requests
def show(token: str) -> str:
    """The page; it says what it knows also without scripts."""
    call = _call(token)
    g.language = request.cookies.get("language", call.language)  # what the caller spoke, until they choose
    with system().db.read() as session:
        return page("caller", token=token, view=caller_view(session, call))


@caller.get("/api/v1/caller/<token>")
@for_signed_requests
def read_caller(token: str) -> dict[str, Any]:
    """That somebody is coming, and when."""
    call = _call(token)
    with system().db.read() as session:
        return caller_view(session, call)


@caller.post("/api/v1/caller/<token>/location")
@caller.input(SharedPositionIn, arg_name="body")
@for_signed_requests
def share(token: str, body: SharedPositionIn) -> tuple[str, int]:
    """The caller's device says where it is; the desk sees it, and uses it while nothing better is known."""
    place = LatLon(body.lat, body.lon)
    now = system().clock.now()
    share_location(system(), _call(token), Hypothesis(LocationSource.LINK, place, None, body.accuracy_m, now))
    return "", 204


@caller.get("/api/v1/caller/<token>/stream")
@caller.doc(hide=True)
@for_signed_requests
def stream(token: str) -> Response:
    """The caller's own news."""
    call = _call(token)
    return stream_of((topics.caller(call.region, call.id),), call.region)


def _call(token: str) -> CallRow:
    with system().db.read() as session:
        return find_call_by_link(session, token, now=system().clock.now())
