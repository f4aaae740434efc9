"""Where it is, and whether it is the event we already have."""

from typing import Annotated, Any

from apiflask import APIBlueprint
from pydantic import Field

from chassis.geo import LatLon
from chassis.identity import Role
from dispatch.desk import detailing, dismissing, merging
from dispatch.desk.detailing import PlaceDetail
from dispatch.entrances import PinWrong
from dispatch.record import plain
from dispatch.where import searching
from web.current import actor, system
from web.desk.schemas import Body, Name, Seen
from web.desk.views import shown_incident
from web.guard import for_roles

where_api = APIBlueprint("where_api", __name__, url_prefix="/api/v1")
Json = dict[str, Any]
DESK = (Role.DISPATCHER, Role.SUPERVISOR)


class PinWrongIn(Body):
    """Why an entrance pin is wrong."""

    reason: PinWrong


class PlaceDetailIn(Body):
    """Parts of the last metres; what is left out stays, an empty text takes a part away."""

    building: Annotated[str | None, Field(max_length=60)] = None
    entrance: Annotated[str | None, Field(max_length=60)] = None
    floor: Annotated[str | None, Field(max_length=20)] = None
    unit: Annotated[str | None, Field(max_length=40)] = None
    access: Annotated[str | None, Field(max_length=300)] = None
    version: Seen = None

    def detail(self) -> PlaceDetail:
        """As dispatch knows it."""
        return PlaceDetail(self.building, self.entrance, self.floor, self.unit, self.access)


class PlaceSearchIn(Body):
    """A place as somebody says it."""

    text: Annotated[str, Field(min_length=2, max_length=120)]


class SimilarIn(Body):
    """Where a call comes from, and what it seems to be about."""

    lat: Annotated[float, Field(ge=-90, le=90)]
    lon: Annotated[float, Field(ge=-180, le=180)]
    complaint: Annotated[str | None, Field(max_length=48)] = None


class MergeIn(Body):
    """The incident this one is the same as."""

    into: Name


@where_api.post("/incidents/<incident_id>/detail")
@where_api.input(PlaceDetailIn, arg_name="body")
@for_roles(*DESK)
def detail_place(incident_id: str, body: PlaceDetailIn) -> Json:
    """Building, entrance, floor, unit and the way in."""
    detailing.detail_place(system(), actor(), incident_id, body.detail(), seen=body.version)
    return shown_incident(incident_id)


@where_api.post("/incidents/<incident_id>/dismiss-pin")
@where_api.input(PinWrongIn, arg_name="body")
@for_roles(*DESK)
def dismiss_pin(incident_id: str, body: PinWrongIn) -> Json:
    """Crews' stops behind the entrance pin count no more; units on their way are led anew."""
    dismissing.dismiss_pin(system(), actor(), incident_id, body.reason)
    return shown_incident(incident_id)


@where_api.post("/desk/places")
@where_api.input(PlaceSearchIn, arg_name="body")
@for_roles(*DESK)
def search_places(body: PlaceSearchIn) -> Json:
    """What a typed place may mean. A body and not an address: what is looked for stays out of every log."""
    with system().db.read() as session:
        return plain(searching.search_places(session, system(), actor().region, body.text))


@where_api.get("/desk/similar")
@where_api.input(SimilarIn, location="query", arg_name="asked")
@for_roles(*DESK)
def read_similar(asked: SimilarIn) -> Json:
    """Open incidents a call from there may be about, while it is being taken; with the parts of their score."""
    with system().db.read() as session:
        place, now = LatLon(asked.lat, asked.lon), system().clock.now()
        return {
            "similar": [plain(c) for c in merging.similar_at(session, actor().region, place, asked.complaint, now=now)]
        }


@where_api.post("/incidents/<incident_id>/merge")
@where_api.input(MergeIn, arg_name="body")
@for_roles(*DESK)
def merge_incident(incident_id: str, body: MergeIn) -> Json:
    """Say that it is the same event as another, which then shows the calls of both."""
    merging.merge_incident(system(), actor(), incident_id, body.into)
    return shown_incident(incident_id)


@where_api.post("/incidents/<incident_id>/unmerge")
@for_roles(*DESK)
def unmerge_incident(incident_id: str) -> Json:
    """Take a merge back: it stands where it stood."""
    merging.unmerge_incident(system(), actor(), incident_id)
    return shown_incident(incident_id)
