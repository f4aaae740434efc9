"""The air of the region as JSON: zones out of files or drawn by hand, and what opens them."""

import re

from flask import request

from chassis.errors import InvalidInputError
from chassis.identity import Role
from dispatch.admin.airspace import read_airspace_board, read_file, report
from dispatch.record import plain
from drones import zoning
from drones.airspace.reading import Form, Reading
from web.admin import schemas
from web.admin.board import Json, admin_api, board
from web.current import actor, system
from web.guard import for_roles, takes_up_to

LARGEST_FILE = 16 * 1024 * 1024  # a whole country's zones are below 3 MB
FILE_NAME = re.compile(r"[^/\\\x00-\x1f]{1,96}")


@admin_api.get("/airspace")
@for_roles(Role.ADMIN)
def read_air() -> Json:
    """Zones with how they stand to a flight now, authorisations, and where the zones came from."""
    with system().db.read() as session:
        return board(session, **read_airspace_board(session, system(), actor().region), largest=LARGEST_FILE)


@admin_api.post("/airspace/check")
@for_roles(Role.ADMIN)
@takes_up_to(LARGEST_FILE)
def check_air() -> Json:
    """Read the file that is the body and put nothing on record: its zones and what is to be known of them."""
    return report(_read())


@admin_api.post("/airspace/import")
@for_roles(Role.ADMIN)
@takes_up_to(LARGEST_FILE)
def import_air() -> tuple[Json, int]:
    """Put the zones of the file that is the body on record, `?name=` telling which file they replace."""
    reading = _read()
    done = zoning.import_zones(system(), actor(), reading, series=_name())
    return report(reading) | plain(done), 201


@admin_api.post("/airspace/zones")
@admin_api.input(schemas.ZoneIn, arg_name="body")
@for_roles(Role.ADMIN)
def draw_zone(body: schemas.ZoneIn) -> tuple[Json, int]:
    """A zone that somebody was told of. Drones in the air are looked at within seconds."""
    return plain(zoning.draw_zone(system(), actor(), body.draft())), 201


@admin_api.post("/airspace/zones/check")
@admin_api.input(schemas.ZoneIn, arg_name="body")
@for_roles(Role.ADMIN)
def check_zone(body: schemas.ZoneIn) -> Json:
    """A zone as it would be drawn, its limits as they are read; nothing is put on record."""
    return plain(zoning.read_draft(actor(), body.draft()))


@admin_api.post("/airspace/zones/<zone_id>/end")
@for_roles(Role.ADMIN)
def end_zone(zone_id: str) -> tuple[str, int]:
    """A zone that was drawn by hand is over."""
    zoning.end_zone(system(), actor(), zone_id)
    return "", 204


@admin_api.post("/airspace/zones/<zone_id>/authorisations")
@admin_api.input(schemas.AuthorisationIn, arg_name="body")
@for_roles(Role.ADMIN)
def authorise(zone_id: str, body: schemas.AuthorisationIn) -> tuple[Json, int]:
    """File a standing authorisation of a zone."""
    paper = zoning.authorise(
        system(),
        actor(),
        zone_id,
        document_no=body.document_no,
        valid_from=body.valid_from,
        valid_until=body.valid_until,
        max_altitude_m=body.max_altitude_m,
        slots=body.week(),
    )
    return plain(paper), 201


@admin_api.post("/airspace/authorisations/<authorisation_id>/withdraw")
@for_roles(Role.ADMIN)
def withdraw(authorisation_id: str) -> tuple[str, int]:
    """An authorisation opens nothing any more."""
    zoning.withdraw(system(), actor(), authorisation_id)
    return "", 204


def _read() -> Reading:
    told, ground = request.args.get("form") or None, request.args.get("ground_max_m", type=float)
    if told is not None and told not in list(Form):
        raise InvalidInputError("form", f"one of {', '.join(Form)}")
    form = Form(told) if told else None
    body, region = request.get_data(), actor().region
    with system().db.read() as session:
        return read_file(session, region, body, name=_name(), form=form, ground_max_m=ground)


def _name() -> str:
    name = request.args.get("name", "")
    if not FILE_NAME.fullmatch(name):
        raise InvalidInputError("file", "a name of at most 96 characters")
    return name
