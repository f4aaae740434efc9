"""A sortie on other people's maps: GeoJSON (RFC 7946) and KML. Longitude first; heights above the station's ground."""

from collections.abc import Iterable, Sequence
from typing import Any

from chassis.geo import LatLon
from chassis.markup import Element, write_markup
from drones.sortie import Sortie

Place = tuple[LatLon, float]


def way_of(sortie: Sortie) -> tuple[Place, ...]:
    """Every turning point of the flight with its height, from take-off to landing."""
    stages = ((stage.end, stage.end_altitude_m) for stage in sortie.flight.stages)
    return ((sortie.flight.start, 0.0), *stages)


def sortie_geojson(sortie: Sortie) -> dict[str, Any]:
    """The way, the station, the target and the fence."""
    about = {"sortie": sortie.id, "drone": sortie.drone_id, "kit": sortie.kit, "state": sortie.state}
    way = {"type": "LineString", "coordinates": [_xyz(place, up_m) for place, up_m in way_of(sortie)]}
    features = [
        _feature(way, name="way", **about, eta=sortie.eta.isoformat(), height="above the station"),
        _feature({"type": "Point", "coordinates": _xyz(sortie.flight.start)}, name="station", id=sortie.station_id),
        _feature({"type": "Point", "coordinates": _xyz(sortie.target)}, name="target"),
    ]
    if sortie.plan is not None:
        features.append(_feature(_area(sortie.plan.inclusion), name="fence", inclusion=True))
        features += [_feature(_area(ring), name="fence", inclusion=False) for ring in sortie.plan.exclusions]
    return {"type": "FeatureCollection", "features": features}


def sortie_kml(sortie: Sortie) -> bytes:
    """The same for programs that read KML."""
    marks = [
        _mark("way", _line(way_of(sortie))),
        _mark("station", _point(sortie.flight.start)),
        _mark("target", _point(sortie.target)),
    ]
    if sortie.plan is not None:
        marks.append(_mark("fence", _polygon(sortie.plan.inclusion)))
        marks += [_mark("keep out", _polygon(ring)) for ring in sortie.plan.exclusions]
    about = f"{sortie.drone_id} · {sortie.kit} · {sortie.state} · {sortie.eta.isoformat()}"
    document = Element("Document", children=(Element("name", sortie.id), Element("description", about), *marks))
    return write_markup(Element("kml", children=(document,), attributes={"xmlns": "http://www.opengis.net/kml/2.2"}))


def _feature(geometry: dict[str, Any], **said: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": said, "geometry": geometry}


def _area(ring: Sequence[LatLon]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [[_xyz(place) for place in (*ring, ring[0])]]}


def _xyz(place: LatLon, up_m: float | None = None) -> list[float]:
    return [place.lon, place.lat] if up_m is None else [place.lon, place.lat, up_m]


def _mark(name: str, shape: Element) -> Element:
    return Element("Placemark", children=(Element("name", name), shape))


def _line(way: Iterable[Place]) -> Element:
    mode = Element("altitudeMode", "relativeToGround")
    return Element("LineString", children=(mode, _coordinates(way)))


def _point(place: LatLon) -> Element:
    return Element("Point", children=(_coordinates([(place, 0.0)]),))


def _polygon(ring: Sequence[LatLon]) -> Element:
    line = Element("LinearRing", children=(_coordinates((place, 0.0) for place in (*ring, ring[0])),))
    return Element("Polygon", children=(Element("outerBoundaryIs", children=(line,)),))


def _coordinates(places: Iterable[Place]) -> Element:
    return Element("coordinates", " ".join(f"{place.lon},{place.lat},{up_m}" for place, up_m in places))
