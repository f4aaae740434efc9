"""The roads inside a polygon, asked of an Overpass server as OpenStreetMap XML: turn restrictions come along.

OSMnx finds the place and says which server to ask; its own download leaves the restrictions out.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import requests

from routing.model import RoadImportError
from routing.osmtags import CLASSES, CLOSED_CLASSES

TIMEOUT_S = 300
BUSY = {429, 504}
PIECE = 1 << 20

Ring = list[tuple[float, float]]


def download(rings: list[Ring], target: Path, *, server: str, agent: str) -> None:
    """Write the roads inside the rings (longitude, latitude) to `target`; RoadImportError when nobody answers."""
    query = {"data": query_of(rings)}
    url, headers = f"{server.rstrip('/')}/interpreter", {"User-Agent": agent}
    try:
        with requests.post(url, data=query, headers=headers, timeout=TIMEOUT_S + 30, stream=True) as answer:
            if answer.status_code in BUSY:
                raise RoadImportError(f"{server} is busy ({answer.status_code}): try again in a few minutes")
            answer.raise_for_status()
            with target.open("wb") as file:
                file.writelines(answer.iter_content(PIECE))
    except requests.RequestException as fault:
        raise RoadImportError(f"{server} does not answer: {fault}") from fault


def query_of(rings: list[Ring]) -> str:
    """What is asked, in Overpass QL: roads, their nodes, and the restrictions between them."""
    kinds = "|".join((*CLASSES, *CLOSED_CLASSES))
    areas = (" ".join(f"{lat:.6f} {lon:.6f}" for lon, lat in ring) for ring in rings)
    ways = "".join(f'way["highway"~"^({kinds})$"](poly:"{area}");' for area in areas)
    relations = 'rel(bw.roads)["type"="restriction"];'
    return f"[out:xml][timeout:{TIMEOUT_S}];({ways})->.roads;(.roads;node(w.roads);{relations});out body;"


def rings_of_file(path: Path) -> list[Ring]:
    """The outlines in a GeoJSON file; raises RoadImportError where there are none."""
    try:
        found = [*_rings(json.loads(path.read_text("utf-8-sig")))]
    except (OSError, ValueError, KeyError, TypeError, IndexError, RecursionError) as fault:
        raise RoadImportError(f"{path.name} is not readable GeoJSON: {fault!r}") from fault
    if not found:
        raise RoadImportError(f"{path.name} holds no polygon")
    return found


def rings_of(shape: Mapping[str, Any]) -> list[Ring]:
    """The outer rings of a GeoJSON object; holes are filled."""
    return [*_rings(shape)]


def _rings(shape: Mapping[str, Any]) -> Iterator[Ring]:
    kind = shape["type"]
    if kind == "FeatureCollection":
        for feature in shape["features"]:
            yield from _rings(feature)
    elif kind == "Feature":
        yield from _rings(shape["geometry"] or {"type": "nothing"})
    elif kind == "GeometryCollection":
        for part in shape["geometries"]:
            yield from _rings(part)
    elif kind in {"Polygon", "MultiPolygon"}:
        polygons = [shape["coordinates"]] if kind == "Polygon" else shape["coordinates"]
        for polygon in polygons:
            yield _ring(polygon[0])


def _ring(points: list[list[float]]) -> Ring:
    ring = [(float(point[0]), float(point[1])) for point in points]
    if len(ring) < 4 or any(abs(lon) > 180 or abs(lat) > 90 for lon, lat in ring):
        raise ValueError("a ring needs four points in degrees")
    return ring
