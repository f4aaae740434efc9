"""The caller's JSON: no sign-in, only the link from the text message, which ends after some hours."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response

from chassis import topics
from chassis.geo import LatLon
from dispatch.boards.caller import caller_view
from dispatch.caller import speaking
from dispatch.desk.locating import share_location
from dispatch.model import Hypothesis, LocationSource
from web.caller.links import call_of
from web.caller.schemas import SaidIn, SharedPositionIn
from web.current import language, system
from web.guard import for_signed_requests
from web.streams import stream_of

caller = APIBlueprint("caller", __name__, url_prefix="/api/v1/caller/<token>")


@caller.get("")
@for_signed_requests
def read_caller(token: str) -> dict[str, Any]:
    """That somebody is coming, and when; and what was written."""
    call = call_of(token)
    with system().db.read() as session:
        return caller_view(session, call, system().rules, now=system().clock.now())


@caller.post("/location")
@caller.input(SharedPositionIn, arg_name="body")
@for_signed_requests
def share(token: str, body: SharedPositionIn) -> tuple[str, int]:
    """The caller's device says where it is; the desk sees it, and uses it while nothing better is known."""
    place = LatLon(body.lat, body.lon)
    now = system().clock.now()
    share_location(system(), call_of(token), Hypothesis(LocationSource.LINK, place, None, body.accuracy_m, now))
    return "", 204


@caller.post("/messages")
@caller.input(SaidIn, arg_name="body")
@for_signed_requests
def say(token: str, body: SaidIn) -> tuple[str, int]:
    """A line to the control room."""
    speaking.say(system(), call_of(token), text=body.text, phrase=body.phrase, language=language())
    return "", 204


@caller.get("/stream")
@caller.doc(hide=True)
@for_signed_requests
def stream(token: str) -> Response:
    """The caller's own news."""
    call = call_of(token)
    return stream_of((topics.caller(call.region, call.id),), call.region)
