"""The blueprint of the administrators' JSON, and what every one of its boards begins with."""

from typing import Any

from apiflask import APIBlueprint
from sqlalchemy.orm import Session

from chassis.events import newest_id
from dispatch.boards.desk import simulation_view
from web.current import actor, system

admin_api = APIBlueprint("admin_api", __name__, url_prefix="/api/v1/admin")
Json = dict[str, Any]


def board(session: Session, **more: Any) -> Json:
    """A snapshot for the page: the time, how far the log is, whether the day is simulated, and `more`."""
    region = actor().region
    newest = newest_id(session, region)
    about = {"now": system().clock.now().isoformat(), "newest": newest, "region": region}
    return about | {"simulation": simulation_view(session, region), "me": actor().id} | more
