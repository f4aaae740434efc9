"""Zones as GeoJSON, in the properties that our own reading of it knows. A circle is a point with a radius."""

from collections.abc import Iterable
from typing import Any

from drones.model import Circle, Datum, Zone

WORDS = {Datum.GROUND: "AGL", Datum.SEA: "AMSL"}


def zones_geojson(zones: Iterable[Zone]) -> dict[str, Any]:
    """A feature for each zone. Hours of the week are told but not read back."""
    return {"type": "FeatureCollection", "features": [_feature(zone) for zone in zones]}


def _feature(zone: Zone) -> dict[str, Any]:
    window = zone.applies[0]
    said: dict[str, Any] = {
        "id": zone.id,
        "name": zone.name,
        "restriction": zone.restriction.value.upper(),
        "floor": _height(zone.floor_m, zone.floor_datum),
        "ceiling": _height(zone.ceiling_m, zone.ceiling_datum),
        "authority": zone.authority,
        "authority_phone": zone.authority_phone,
        "source": zone.source,
        "applies_from": window.begin.isoformat() if window.begin is not None else None,
        "applies_until": window.end.isoformat() if window.end is not None else None,
        "hours": [[slot.day, slot.begin.isoformat(), slot.end.isoformat()] for slot in window.slots],
    }
    if isinstance(zone.shape, Circle):
        said["radius_m"] = zone.shape.radius_m
        centre = zone.shape.centre
        return _told(said, {"type": "Point", "coordinates": [centre.lon, centre.lat]})
    ring = [[place.lon, place.lat] for place in (*zone.shape.corners, zone.shape.corners[0])]
    return _told(said, {"type": "Polygon", "coordinates": [ring]})


def _told(said: dict[str, Any], geometry: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "id": said["id"], "properties": said, "geometry": geometry}


def _height(metres: float | None, datum: Datum) -> str:
    if metres is None:
        return "UNL"
    if metres == 0.0 and datum is Datum.GROUND:
        return "SFC"
    return f"{metres:.2f} m {WORDS[datum]}"
