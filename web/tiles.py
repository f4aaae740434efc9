"""The map's tiles as they lie in their archive: told of by a TileJSON, served under the version of their bytes."""

import gzip
from typing import Any

from apiflask import APIBlueprint
from flask import Response, request

from routing.tiles.archive import Archive
from routing.tiles.lines import FIRST_ZOOM, LAST_ZOOM, LAYER
from web.current import system
from web.guard import for_signed_in
from web.problems import Refused

tiles = APIBlueprint("tiles", __name__, enable_openapi=False)

FOREVER = "private, max-age=31536000, immutable"
MEDIA_TYPE = "application/vnd.mapbox-vector-tile"


@tiles.get("/tiles.json")
@for_signed_in
def describe() -> dict[str, Any]:
    """TileJSON 3.0 of the roads in force, with `state`: ready, drawing, or missing; without an archive no tiles."""
    archive = system().tiles.current()
    about = _about(archive) if archive is not None else {"tiles": []}
    return {"tilejson": "3.0.0", "state": _state(archive)} | about


@tiles.get("/tiles/<region>/<version>/<int:zoom>/<int:column>/<int:row>.mvt")
@for_signed_in
def tile(region: str, version: str, zoom: int, column: int, row: int) -> Response:
    """A tile, or 204 where nothing is drawn. A page that still asks for an older version is given the new one."""
    archive = system().tiles.opened()
    if archive is None or region != system().tiles.city:
        raise Refused(404, "not_found", f"no tiles of {region}")
    content = archive.tile(zoom, column, row)
    answer = Response(status=204) if content is None else _packed(content)
    answer.headers["Cache-Control"] = FOREVER if version == archive.version else "no-store"
    return answer


def _packed(content: bytes) -> Response:
    """As it lies, for whoever reads gzip."""
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        return Response(
            content, content_type=MEDIA_TYPE, headers={"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        )
    return Response(gzip.decompress(content), content_type=MEDIA_TYPE, headers={"Vary": "Accept-Encoding"})


def _state(archive: Archive | None) -> str:
    if archive is not None:
        return "ready"
    return "drawing" if system().tiles.is_drawing else "missing"


def _about(archive: Archive) -> dict[str, Any]:
    fields = {"class": "String", "name": "String", "name:ko": "String", "name:en": "String"}
    return {
        "name": archive.about.name,
        "tiles": [f"/tiles/{system().tiles.city}/{archive.version}/{{z}}/{{x}}/{{y}}.mvt"],
        "minzoom": FIRST_ZOOM,
        "maxzoom": LAST_ZOOM,
        "bounds": archive.box,
        "attribution": archive.about.attribution,
        "generated": archive.about.generated,
        "vector_layers": [{"id": LAYER, "fields": fields}],
    }
