"""What the desk's maps ask for: places, areas within minutes, other ways of a unit."""

from flask import Response

from dispatch.boards.desk import map_places, squadron_view
from dispatch.crew.rerouting import other_ways
from dispatch.isochrones import areas_view
from web.current import actor, drawer, system
from web.desk.views import DESK, Json, desk_api
from web.guard import for_roles
from web.known import unless_known


@desk_api.get("/desk/map")
@for_roles(*DESK)
def read_map() -> Json:
    """What stands still on the map, and the squadron."""
    with system().db.read() as session:
        region = actor().region
        return map_places(session, region) | {"squadron": squadron_view(session, region, system().clock.now())}


@desk_api.get("/desk/areas")
@for_roles(*DESK)
def read_areas() -> Response:
    """What the free units reach within minutes. `current` is false while newer areas are being drawn."""
    drawn, is_current = drawer().areas(system(), actor().region)
    tag = f"{drawn.key if drawn else 'none'}-{is_current}"
    return unless_known(tag, lambda: areas_view(drawn, is_current=is_current))


@desk_api.get("/assignments/<assignment_id>/alternatives")
@for_roles(*DESK)
def read_alternatives(assignment_id: str) -> Json:
    """Other ways for a unit under way, from where it is: asked for by a person, never kept."""
    return {"alternatives": other_ways(system(), actor(), assignment_id)}
