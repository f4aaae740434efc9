"""Where it is, and whether it is the event we already have."""

from typing import Any

from apiflask import APIBlueprint

from chassis.geo import LatLon
from chassis.identity import Role
from dispatch.desk import detailing, dismissing, merging
from dispatch.record import plain
from dispatch.where import searching
from web.current import actor, system
from web.desk import schemas
from web.desk.views import shown_incident
from web.guard import for_roles

where_api = APIBlueprint("where_api", __name__, url_prefix="/api/v1")
Json = dict[str, Any]
DESK = (Role.DISPATCHER, Role.SUPERVISOR)


@where_api.post("/incidents/<incident_id>/detail")
@where_api.input(schemas.PlaceDetailIn, arg_name="body")
@for_roles(*DESK)
def detail_place(incident_id: str, body: schemas.PlaceDetailIn) -> Json:
    """Building, entrance, floor, unit and the way in."""
    detailing.detail_place(system(), actor(), incident_id, body.detail(), seen=body.version)
    return shown_incident(incident_id)


@where_api.post("/incidents/<incident_id>/dismiss-pin")
@where_api.input(schemas.PinWrongIn, arg_name="body")
@for_roles(*DESK)
def dismiss_pin(incident_id: str, body: schemas.PinWrongIn) -> Json:
    """Crews' stops behind the entrance pin count no more; units on their way are led anew."""
    dismissing.dismiss_pin(system(), actor(), incident_id, body.reason)
    return shown_incident(incident_id)


@where_api.post("/desk/places")
@where_api.input(schemas.PlaceSearchIn, arg_name="body")
@for_roles(*DESK)
def search_places(body: schemas.PlaceSearchIn) -> Json:
    """What a typed place may mean. A body and not an address: what is looked for stays out of every log."""
    with system().db.read() as session:
        return plain(searching.search_places(session, system(), actor().region, body.text))


@where_api.get("/desk/similar")
@where_api.input(schemas.SimilarIn, location="query", arg_name="asked")
@for_roles(*DESK)
def read_similar(asked: schemas.SimilarIn) -> Json:
    """Open incidents a call from there may be about, while it is being taken; with the parts of their score."""
    with system().db.read() as session:
        place, now = LatLon(asked.lat, asked.lon), system().clock.now()
        return {
            "similar": [plain(c) for c in merging.similar_at(session, actor().region, place, asked.complaint, now=now)]
        }


@where_api.post("/incidents/<incident_id>/merge")
@where_api.input(schemas.MergeIn, arg_name="body")
@for_roles(*DESK)
def merge_incident(incident_id: str, body: schemas.MergeIn) -> Json:
    """Say that it is the same event as another, which then shows the calls of both."""
    merging.merge_incident(system(), actor(), incident_id, body.into)
    return shown_incident(incident_id)


@where_api.post("/incidents/<incident_id>/unmerge")
@for_roles(*DESK)
def unmerge_incident(incident_id: str) -> Json:
    """Take a merge back: it stands where it stood."""
    merging.unmerge_incident(system(), actor(), incident_id)
    return shown_incident(incident_id)
