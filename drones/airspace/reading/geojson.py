"""Plain GeoJSON (RFC 7946): the properties that our own export writes, all of them optional but the geometry."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from drones.airspace.heights import Height, in_order, read_height
from drones.airspace.reading.drafts import Draft
from drones.airspace.reading.geometry import pieces
from drones.model import Restriction
from drones.windows import ALWAYS, Window


def read_geojson(told: Any) -> list[Draft]:
    """The zones of a feature collection or of one feature; raises ValueError naming the feature that is wrong."""
    if not isinstance(told, dict) or told.get("type") not in {"FeatureCollection", "Feature"}:
        raise ValueError("neither a feature nor a collection of them")
    features = told["features"] if told["type"] == "FeatureCollection" else [told]
    return [draft for number, one in enumerate(features, start=1) for draft in _feature(one, number)]


def _feature(feature: Mapping[str, Any], number: int) -> list[Draft]:
    said: Mapping[str, Any] = feature.get("properties") or {}
    name = str(said.get("name") or said.get("title") or said.get("id") or feature.get("id") or f"zone {number}")
    key = str(said.get("id") or feature.get("id") or name)
    try:
        found = list(pieces(feature.get("geometry"), said.get("radius_m")))
        return [of_properties(key, name, said, pairs, radius_m, holes) for pairs, radius_m, holes in found]
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise ValueError(f"{name}: {error}") from None


def of_properties(
    key: str,
    name: str,
    said: Mapping[str, Any],
    pairs: tuple[tuple[float, float], ...],
    radius_m: float | None,
    holes: bool,
) -> Draft:
    """A draft from named values, as GeoJSON's properties and KML's extended data hold them."""
    return Draft(
        id=key,
        name=name,
        kind=kind_of(said.get("restriction")),
        pairs=pairs,
        radius_m=radius_m,
        limits=limits_of(said.get("floor"), said.get("ceiling")),
        authority=str(said.get("authority") or ""),
        phone=str(said["authority_phone"]) if said.get("authority_phone") else None,
        applies=(_window(said),),
        holes=holes,
    )


def kind_of(said: object) -> Restriction | None:
    """The restriction of that name, in any case; None for any other word."""
    try:
        return Restriction(str(said).lower())
    except ValueError:
        return None


def limits_of(floor: object, ceiling: object) -> tuple[Height, Height] | None:
    """Two limits in order; None when either is missing or unclear."""
    try:
        return in_order(read_height(str(floor)), read_height(str(ceiling)))
    except ValueError:
        return None


def _window(said: Mapping[str, Any]) -> Window:
    begin, end = (_instant(said.get(name)) for name in ("applies_from", "applies_until"))
    return ALWAYS if begin is None and end is None else Window(begin, end)


def _instant(said: object) -> datetime | None:
    if said is None or said == "":
        return None
    at = datetime.fromisoformat(str(said))
    if at.tzinfo is None:
        raise ValueError(f"{said} has no time zone")
    return at.astimezone(UTC)
