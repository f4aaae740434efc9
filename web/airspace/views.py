"""Zones and approvals as JSON, and sorties in the forms of other systems. Nothing here tells of a patient."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response, jsonify, request

from chassis.identity import Role
from dispatch.airexport import export_sortie
from dispatch.record import plain
from drones import zoning
from drones.airspace.writing import zones_geojson
from drones.pad.commanding import readable_sortie
from drones.tables.airspace import read_zones
from web.airspace import schemas
from web.current import actor, system
from web.guard import for_roles

airspace_api = APIBlueprint("airspace_api", __name__, url_prefix="/api/v1")
Json = dict[str, Any]


@airspace_api.get("/airspace")
@for_roles(Role.PILOT, Role.DISPATCHER, Role.SUPERVISOR, Role.ADMIN)
def show_air() -> Response:
    """The zones of the region as GeoJSON, as `flask drones airspace import` reads it."""
    with system().db.read() as session:
        answer = jsonify(zones_geojson(read_zones(session, (actor().region,))))
    answer.mimetype = "application/geo+json"
    return answer


@airspace_api.post("/airspace/<zone_id>/telephone")
@airspace_api.input(schemas.TelephoneIn, arg_name="body")
@for_roles(Role.PILOT, Role.SUPERVISOR, Role.ADMIN)
def approve(zone_id: str, body: schemas.TelephoneIn) -> tuple[Json, int]:
    """Write down an approval that was given on the telephone; the zone is open to that sortie alone until it ends."""
    paper = zoning.approve_by_telephone(
        system(),
        actor(),
        zone_id,
        sortie_id=body.sortie_id,
        number=body.number,
        given_by=body.given_by,
        lasts=body.lasts,
        max_altitude_m=body.max_altitude_m,
    )
    return plain(paper), 201


@airspace_api.get("/sorties/<sortie_id>/export/<form>")
@for_roles(Role.PILOT, Role.DISPATCHER, Role.SUPERVISOR)
def export(sortie_id: str, form: str) -> Response:
    """A sortie as `plan`, `geojson`, `kml`, `f3548` or `remote_id`.

    F3548 needs the station's height above the sea: the vehicle's, or `?ground_m=`. 404 for a form that is none.
    Pilots take it out for 12 hours after its end (403 `too_late`).
    """
    with system().db.read() as session:
        sortie = readable_sortie(session, actor(), sortie_id, now=system().clock.now())
        made = export_sortie(session, system(), sortie, form, ground_m=request.args.get("ground_m", type=float))
    answer = Response(made.body, mimetype=made.mimetype)
    answer.headers["Content-Disposition"] = f'attachment; filename="{sortie.id}{made.ending}"'
    return answer
