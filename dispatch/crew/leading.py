"""The crew's way for another navigator. Pure."""

from collections.abc import Mapping
from typing import Any

from chassis.markup import Element, write_markup

GPX = "http://www.topografix.com/GPX/1/1"


def route_gpx(route: Mapping[str, Any], name: str) -> bytes:
    """A way as GPX 1.1: one track along the road, so that a navigator has nothing to calculate anew."""
    points = tuple(
        Element("trkpt", attributes={"lat": f"{lat:.6f}", "lon": f"{lon:.6f}"}) for lon, lat in route["points"]
    )
    track = Element("trk", children=(Element("name", name), Element("trkseg", children=points)))
    about = {"xmlns": GPX, "version": "1.1", "creator": "Goldentime"}
    return write_markup(Element("gpx", children=(track,), attributes=about))
