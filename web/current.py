"""What a view may take for granted: the system, and who asks."""

from datetime import datetime

from flask import current_app, g, request

from chassis.errors import ForbiddenError
from chassis.identity import Actor
from dispatch.isochrones import AreaDrawer
from dispatch.system import System


def system() -> System:
    """The running system of this application."""
    running: System = current_app.extensions["goldentime"]
    return running


def drawer() -> AreaDrawer:
    """Who draws the areas of this process."""
    drawing: AreaDrawer = current_app.extensions["goldentime_areas"]
    return drawing


def actor() -> Actor:
    """Who asks; the guard has checked that somebody does. Raises ForbiddenError on an open page."""
    found = find_actor()
    if found is None:
        raise ForbiddenError("nobody is signed in")
    return found


def find_actor() -> Actor | None:
    """Who asks, or None on a page open to everybody."""
    found: Actor | None = g.get("actor")
    return found


def language() -> str:
    """The language of the page: `ko` or `en`, and to callers also `zh` or `vi`."""
    chosen: str = g.get("language", "ko")
    return chosen


def device_now() -> datetime | None:
    """The clock of the device that sent this (`Device-Time`, ISO 8601 with its zone); None where it does not say."""
    try:
        told = datetime.fromisoformat(request.headers.get("Device-Time", ""))
    except ValueError:
        return None
    return told if told.tzinfo is not None else None
