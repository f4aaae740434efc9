"""KML: placemarks with polygons. Its coordinates are longitude, latitude, height; the height is not used.

What a zone means stands in its extended data, under the names that our GeoJSON has; KML itself has no word for it.
"""

from collections.abc import Iterator

from chassis.markup import Element, read_markup
from drones.airspace.reading.drafts import Draft, Pair, ring_of
from drones.airspace.reading.geojson import of_properties


def read_kml(body: bytes) -> list[Draft]:
    """The zones of a document; raises MarkupError for what is not XML, ValueError for what bounds no ground."""
    return [
        draft for number, mark in enumerate(_all(read_markup(body), "placemark"), 1) for draft in _mark(mark, number)
    ]


def _mark(mark: Element, number: int) -> list[Draft]:
    said = dict(_said(mark))
    name = _text(mark, "name") or said.get("name") or f"zone {number}"
    key = said.get("id") or mark.attributes.get("id") or name
    polygons = list(_all(mark, "polygon"))
    if not polygons:
        raise ValueError(f"{name}: no polygon")
    try:
        return [of_properties(key, name, said, _outer(one), None, _has_holes(one)) for one in polygons]
    except (ValueError, IndexError) as error:
        raise ValueError(f"{name}: {error}") from None


def _said(mark: Element) -> Iterator[tuple[str, str]]:
    for one in _all(mark, "simpledata"):
        yield one.attributes.get("name", ""), one.text
    for one in _all(mark, "data"):
        yield one.attributes.get("name", ""), _text(one, "value")


def _outer(polygon: Element) -> tuple[Pair, ...]:
    boundary = next(_all(polygon, "outerboundaryis"), None)
    line = next(_all(boundary, "coordinates"), None) if boundary is not None else None
    if line is None:
        raise ValueError("no outer boundary")
    return ring_of([[float(part) for part in one.split(",")] for one in line.text.split()])


def _has_holes(polygon: Element) -> bool:
    return any(True for _ in _all(polygon, "innerboundaryis"))


def _text(element: Element, name: str) -> str:
    return next((child.text for child in element.children if _local(child) == name), "")


def _all(element: Element, name: str) -> Iterator[Element]:
    """Every element of that name inside `element`, in the document's order."""
    for child in element.children:
        if _local(child) == name:
            yield child
        else:
            yield from _all(child, name)


def _local(element: Element) -> str:
    """Its name without a namespace's prefix, in lower case."""
    return element.name.rpartition(":")[2].lower()
