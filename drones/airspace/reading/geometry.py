"""GeoJSON geometries, of which zones are made: polygons, many of them, or a point with a radius."""

from collections.abc import Iterator, Mapping
from typing import Any

from drones.airspace.reading.drafts import Pair, ring_of

Piece = tuple[tuple[Pair, ...], float | None, bool]  # corners or centre, radius in metres, whether it had holes


def pieces(geometry: Mapping[str, Any] | None, radius_m: float | None = None) -> Iterator[Piece]:
    """The pieces of a geometry; raises ValueError for one that bounds no ground."""
    kind = geometry.get("type") if geometry is not None else None
    if geometry is None or kind is None:
        raise ValueError("no geometry")
    if kind == "GeometryCollection":
        for one in geometry["geometries"]:
            yield from pieces(one, radius_m)
    elif kind == "Point" and radius_m is not None:
        lon, lat, *_ = geometry["coordinates"]
        yield ((float(lon), float(lat)),), _positive(radius_m), False
    elif kind in {"Polygon", "MultiPolygon"}:
        polygons = [geometry["coordinates"]] if kind == "Polygon" else geometry["coordinates"]
        for outer, *holes in polygons:
            yield ring_of(outer), None, bool(holes)
    else:
        raise ValueError(f"{kind} bounds no ground")


def _positive(radius_m: float) -> float:
    if not 0.0 < radius_m < 1_000_000.0:
        raise ValueError("a radius is above 0")
    return float(radius_m)
