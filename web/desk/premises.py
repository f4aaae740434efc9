"""Premise notes as JSON: what holds for a place, and the keeping of it."""

from typing import Annotated, Any

from apiflask import APIBlueprint
from pydantic import AwareDatetime, Field

from chassis.geo import LatLon
from chassis.identity import Role
from dispatch.boards.premises import premise_list, premises_at, premises_of
from dispatch.desk import premises
from dispatch.events import premise_summary
from dispatch.premises import (
    PremiseDraft,
    PremiseKind,
    PremiseNote,
    PremiseScope,
    PremiseSource,
    PremiseState,
    Spot,
)
from dispatch.tables.cases import get_incident
from web.current import actor, system
from web.desk.schemas import Body, Phone, ReasonIn
from web.guard import for_roles

premises_api = APIBlueprint("premises_api", __name__, url_prefix="/api/v1")
Json = dict[str, Any]
DESK = (Role.DISPATCHER, Role.SUPERVISOR)
Latitude = Annotated[float | None, Field(ge=-90, le=90)]
Longitude = Annotated[float | None, Field(ge=-180, le=180)]


class SpotIn(Body):
    """A place, a telephone number, or both. `radius_m` is how vague the place is."""

    lat: Latitude = None
    lon: Longitude = None
    radius_m: Annotated[float, Field(ge=0, le=100_000)] = 0.0
    number: Phone | None = None

    def spot(self) -> Spot:
        """As dispatch knows it."""
        return Spot(_place(self.lat, self.lon), self.radius_m, self.number)


class PremiseIn(Body):
    """A note. Without `expires_at` and `radius_m` the kind and the scope decide."""

    kind: PremiseKind
    scope: PremiseScope
    text: Annotated[str, Field(min_length=1, max_length=500)]
    source: PremiseSource = PremiseSource.OTHER
    lat: Latitude = None
    lon: Longitude = None
    radius_m: float | None = None
    number: Phone | None = None
    label: Annotated[str | None, Field(max_length=120)] = None
    expires_at: AwareDatetime | None = None

    def draft(self) -> PremiseDraft:
        """As dispatch knows it."""
        return PremiseDraft(
            kind=self.kind,
            scope=self.scope,
            text=self.text,
            source=self.source,
            place=_place(self.lat, self.lon),
            radius_m=self.radius_m,
            number=self.number,
            label=self.label,
            expires_at=self.expires_at,
        )


class SearchIn(Body):
    """Words of a note, its label or its author; one state, or all of them."""

    text: Annotated[str, Field(max_length=80)] = ""
    state: PremiseState | None = None


@premises_api.post("/premises/find")
@premises_api.input(SpotIn, arg_name="asked")
@for_roles(*DESK)
def read_place(asked: SpotIn) -> Json:
    """What holds for a place or a number, before there is an incident. Posted: a number stands in no address."""
    with system().db.read() as session:
        return {"notes": premises_at(session, actor().region, asked.spot(), now=system().clock.now())}


@premises_api.get("/premises/search")
@premises_api.input(SearchIn, location="query", arg_name="asked")
@for_roles(*DESK, Role.ADMIN)
def search(asked: SearchIn) -> Json:
    """The notes of the region, expired and ended ones too, newest first."""
    with system().db.read() as session:
        now = system().clock.now()
        return {"notes": premise_list(session, actor().region, now=now, text=asked.text, state=asked.state)}


@premises_api.post("/premises")
@premises_api.input(PremiseIn, arg_name="body")
@for_roles(*DESK)
def write(body: PremiseIn) -> tuple[Json, int]:
    """Write a note."""
    return _told(premises.write_premise(system(), actor(), body.draft())), 201


@premises_api.post("/premises/<note_id>/replace")
@premises_api.input(PremiseIn, arg_name="body")
@for_roles(*DESK)
def replace(note_id: str, body: PremiseIn) -> tuple[Json, int]:
    """Change a note: the old one ends, its successor names it."""
    return _told(premises.replace_premise(system(), actor(), note_id, body.draft())), 201


@premises_api.post("/premises/<note_id>/end")
@premises_api.input(ReasonIn, arg_name="body")
@for_roles(*DESK)
def end(note_id: str, body: ReasonIn) -> Json:
    """Take a note away; it stays on record."""
    return _told(premises.end_premise(system(), actor(), note_id, body.reason))


@premises_api.get("/incidents/<incident_id>/premises")
@for_roles(*DESK)
def read_incident(incident_id: str) -> Json:
    """What holds for an incident's place and caller; medical texts stay shut."""
    with system().db.read() as session:
        row = get_incident(session, incident_id, region=actor().region)
        return {"notes": premises_of(session, row, now=system().clock.now())}


@premises_api.post("/incidents/<incident_id>/premises/<note_id>/open")
@for_roles(*DESK)
def open_medical(incident_id: str, note_id: str) -> Json:
    """The text of a personal medical note; who reads it for which incident is on record."""
    return {"text": premises.open_medical(system(), actor(), incident_id, note_id).text}


def _told(note: PremiseNote) -> Json:
    return {"note": premise_summary(note, now=system().clock.now())}


def _place(lat: float | None, lon: float | None) -> LatLon | None:
    return LatLon(lat, lon) if lat is not None and lon is not None else None
