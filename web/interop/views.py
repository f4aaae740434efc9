"""Hospitals for other agencies: EDXL-HAVE 1.0, and FHIR R4 as a search. Reading only."""

from collections.abc import Iterable
from http import HTTPStatus

from apiflask import APIBlueprint
from flask import Response, json, request

from chassis.errors import NotFoundError
from chassis.identity import Role
from dispatch.tables.areas import get_region
from hospitals.feeds import fhir
from hospitals.feeds.have import have_message, is_reported
from hospitals.model import Hospital
from hospitals.tables.board import read_board
from web.current import actor, system
from web.forms import gives
from web.guard import for_roles
from web.problems import Refused

interop_api = APIBlueprint("interop_api", __name__)
READERS = (Role.DISPATCHER, Role.SUPERVISOR, Role.ADMIN)
FHIR_JSON = "application/fhir+json"
LOCATION_ASKS = frozenset({"_id", "identifier", "partof", "type", "_format"})
SERVICE_ASKS = frozenset({"_id", "location", "service-type", "_format"})


@interop_api.get("/api/v1/hospitals/have.xml")
@gives("application/xml")
@for_roles(*READERS)
def read_have() -> Response:
    """All hospitals of the catchment as EDXL-HAVE 1.0."""
    return _have(_catchment())


@interop_api.get("/api/v1/hospitals/<hospital_id>/have.xml")
@gives("application/xml")
@for_roles(*READERS)
def read_have_of(hospital_id: str) -> Response:
    """One hospital as EDXL-HAVE 1.0."""
    return _have([one for one in _catchment() if one.id == hospital_id])


@interop_api.get("/fhir/Location")
@gives(FHIR_JSON)
@for_roles(*READERS)
def search_locations() -> Response:
    """Hospitals and their types of bed; `_id`, `identifier`, `partof` (the hospital) and `type` narrow the search."""
    asked, now = _asked(LOCATION_ASKS), system().clock.now()
    part_of = asked.get("partof", "").removeprefix("Location/")
    found = [one for hospital in _catchment() for one in fhir.locations(hospital, now=now)]
    return _searchset(
        one
        for one in found
        if asked.get("_id", one["id"]) == one["id"]
        and (not part_of or one.get("partOf", {}).get("reference") == f"Location/{part_of}")
        and ("identifier" not in asked or _token(asked["identifier"]) in _values(one))
        and ("type" not in asked or _token(asked["type"]) in _type_codes(one))
    )


@interop_api.get("/fhir/HealthcareService")
@gives(FHIR_JSON)
@for_roles(*READERS)
def search_services() -> Response:
    """What hospitals take; `_id`, `location` (the hospital) and `service-type` narrow the search."""
    asked, now = _asked(SERVICE_ASKS), system().clock.now()
    where = asked.get("location", "").removeprefix("Location/")
    chosen = [one for one in _catchment() if not where or one.id == where]
    found = [one for hospital in chosen for one in fhir.services(hospital, now=now)]
    return _searchset(
        one
        for one in found
        if asked.get("_id", one["id"]) == one["id"]
        and ("service-type" not in asked or _token(asked["service-type"]) in _type_codes(one))
    )


def _catchment() -> list[Hospital]:
    now = system().clock.now()
    with system().db.read() as session:
        area = get_region(session, actor().region)
        return list(read_board(session, hospital_ids=area.catchment, now=now))


def _have(hospitals: list[Hospital]) -> Response:
    if not any(is_reported(one) for one in hospitals):
        raise NotFoundError("report", "")
    return Response(have_message(hospitals, now=system().clock.now()), content_type="application/xml; charset=utf-8")


def _asked(known: frozenset[str]) -> dict[str, str]:
    """The parameters of the search. One nobody knows is refused: an answer too wide would look like the right one."""
    if strange := sorted(set(request.args) - known):
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_input", f"not searched by: {', '.join(strange)}")
    return dict(request.args)


def _searchset(found: Iterable[fhir.Resource]) -> Response:
    body = json.dumps(fhir.searchset(found, at=system().clock.now()), ensure_ascii=False)
    return Response(body, content_type=f"{FHIR_JSON}; charset=utf-8")


def _token(asked: str) -> str:
    """The code of a token, whatever the system before it."""
    return asked.rsplit("|", 1)[-1]


def _values(one: fhir.Resource) -> set[str]:
    return {identifier["value"] for identifier in one.get("identifier", [])}


def _type_codes(one: fhir.Resource) -> set[str]:
    return {coding["code"] for concept in one.get("type", []) for coding in concept["coding"]}
