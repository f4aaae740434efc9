"""A file of zones as zones of one region."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from chassis.geo import Box
from drones.airspace.outline import outline
from drones.airspace.reading.axes import misfits, order_of, place_of
from drones.airspace.reading.circles import is_circles, read_circles
from drones.airspace.reading.drafts import AirspaceError, Draft, Form, Reading, Remark, Remarked
from drones.airspace.reading.ed269 import read_ed269
from drones.airspace.reading.geojson import read_geojson
from drones.airspace.reading.kml import read_kml
from drones.airspace.reading.vworld import is_vworld, read_vworld
from drones.model import Circle, Restriction, Ring, Zone

EXPECTED_DEG = 5.0  # a file may hold the whole country; farther out than this its axes are in doubt
NEAR_DEG = 0.5  # some 50 km: beyond what a drone reaches
LONGEST_ID, LONGEST_NAME, LONGEST_AUTHORITY, LONGEST_PHONE = 64, 96, 96, 32


def read_airspace(
    body: bytes, *, region: str, area: Box, source: str, form: Form | None = None, ground_max_m: float | None = None
) -> Reading:
    """The zones of a file that lie in or near `area`.

    `form` None: seen from the file. `ground_max_m` is the highest ground in the area where it is known; without it a
    floor above sea level counts from the ground. Raises AirspaceError when anything in the file cannot be read.
    """
    form = form or form_of(body)
    try:
        drafts = _numbered(READERS[form](body))
    except ValidationError as error:
        told = [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()]
        raise AirspaceError("\n".join(told)) from None
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise AirspaceError(str(error) or type(error).__name__) from None
    if not drafts:
        raise AirspaceError("no zones")
    placed, swapped = _placed(drafts, _widened(area, EXPECTED_DEG))
    near = _widened(area, NEAR_DEG)
    kept = [(draft, shape) for draft, shape in placed if _meets(shape, near)]
    zones = tuple(_zone(draft, shape, region, source, ground_max_m) for draft, shape in kept)
    far = {draft.id for draft, _ in placed} - {draft.id for draft, _ in kept}
    remarks = [remark for draft, _ in kept for remark in _remarks(draft, draft.id in swapped)]
    return Reading(form, zones, (*remarks, *(Remark(Remarked.TOO_FAR, one) for one in sorted(far))))


def form_of(body: bytes) -> Form:
    """Which form a file has; raises AirspaceError when it is none of them."""
    if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return Form.KML
    if is_circles(body):
        return Form.CIRCLES
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        raise AirspaceError("neither JSON nor XML, and no table of circles") from None
    if is_vworld(told):
        return Form.VWORLD
    features = told.get("features") if isinstance(told, dict) else None
    if isinstance(features, list) and any(isinstance(one, dict) and "restriction" in one for one in features):
        return Form.ED269
    return Form.GEOJSON


def _json(read: Callable[[Any], list[Draft]]) -> Callable[[bytes], list[Draft]]:
    def from_bytes(body: bytes) -> list[Draft]:
        try:
            return read(json.loads(body))
        except RecursionError:
            raise ValueError("nested too deeply") from None

    return from_bytes


READERS: Mapping[Form, Callable[[bytes], list[Draft]]] = {
    Form.VWORLD: _json(read_vworld),
    Form.ED269: _json(read_ed269),
    Form.GEOJSON: _json(read_geojson),
    Form.KML: read_kml,
    Form.CIRCLES: read_circles,
}


def _numbered(drafts: Sequence[Draft]) -> list[Draft]:
    """Ids fit to store, each once: the second of a name is number 2."""
    seen: Counter[str] = Counter()
    numbered = []
    for draft in drafts:
        plain = "-".join(draft.id.split())[: LONGEST_ID - 5] or "zone"
        seen[plain] += 1
        own = plain if seen[plain] == 1 else f"{plain}-{seen[plain]}"
        numbered.append(replace(draft, id=own))
    return numbered


def _placed(drafts: Sequence[Draft], box: Box) -> tuple[list[tuple[Draft, Circle | Ring]], set[str]]:
    """Every draft with its shape, in the file's order, and the ids of those whose latitude came first."""
    first: dict[bool, bool] = {}
    for circles in (False, True):
        alike = [draft for draft in drafts if (draft.radius_m is not None) is circles]
        order = order_of(alike, box)
        if order is None:
            raise AirspaceError("\n".join(f"{one}: outside the area in either order" for one in misfits(alike, box)))
        first[circles] = order
    placed = [(draft, _shape(draft, first[draft.radius_m is not None])) for draft in drafts]
    return placed, {draft.id for draft in drafts if first[draft.radius_m is not None]}


def _shape(draft: Draft, latitude_first: bool) -> Circle | Ring:
    places = tuple(place_of(pair, latitude_first=latitude_first) for pair in draft.pairs)
    return Ring(places) if draft.radius_m is None else Circle(places[0], draft.radius_m)


def _meets(shape: Circle | Ring, box: Box) -> bool:
    """Whether a shape's own box meets `box`."""
    own = Box.around(outline(shape))
    apart = own.south > box.north or own.north < box.south or own.west > box.east or own.east < box.west
    return not apart


def _widened(box: Box, by_deg: float) -> Box:
    return Box(box.south - by_deg, box.west - by_deg, box.north + by_deg, box.east + by_deg)


def _zone(draft: Draft, shape: Circle | Ring, region: str, source: str, ground_max_m: float | None) -> Zone:
    floor, ceiling = draft.floor_and_ceiling
    return Zone(
        id=draft.id,
        region=region,
        name=draft.name[:LONGEST_NAME] or draft.id,
        restriction=draft.kind or Restriction.REQ_AUTHORISATION,
        shape=shape,
        floor_m=floor.metres or 0.0,
        ceiling_m=ceiling.metres,
        authority=draft.authority[:LONGEST_AUTHORITY],
        authority_phone=draft.phone[:LONGEST_PHONE] if draft.phone else None,
        source=source,
        floor_datum=floor.datum,
        ceiling_datum=ceiling.datum,
        ground_max_m=ground_max_m,
        applies=draft.applies,
    )


def _remarks(draft: Draft, swapped: bool) -> Iterator[Remark]:
    found = {
        Remarked.AXES_SWAPPED: swapped,
        Remarked.HOLES_FILLED: draft.holes,
        Remarked.LIMITS_UNCLEAR: draft.limits is None,
        Remarked.KIND_UNCLEAR: draft.kind is None,
    }
    return (Remark(code, draft.id) for code, so in found.items() if so)
