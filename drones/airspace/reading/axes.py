"""Which of two coordinates is the latitude. Formats say one thing and files do another, so every position is checked.

A position counts as latitude and longitude only inside the box that the caller expects. Where that holds in one order
for all shapes of a kind, this is the order; ED-269 files write centres one way and corners the other.
"""

from collections.abc import Sequence

from chassis.geo import Box, LatLon
from drones.airspace.reading.drafts import Draft, Pair


def order_of(drafts: Sequence[Draft], box: Box) -> bool | None:
    """True when latitude comes first in all of `drafts`, False when longitude does, None when neither fits all.

    Where both fit, longitude comes first, as the formats say.
    """
    for latitude_first in (False, True):
        if all(_inside(pair, box, latitude_first) for draft in drafts for pair in draft.pairs):
            return latitude_first
    return None


def misfits(drafts: Sequence[Draft], box: Box) -> tuple[str, ...]:
    """The ids of the drafts that fit the box in no order, or of all of them when only their orders differ."""
    lost = [draft.id for draft in drafts if order_of([draft], box) is None]
    return tuple(lost or [draft.id for draft in drafts])


def place_of(pair: Pair, *, latitude_first: bool) -> LatLon:
    """The position a pair stands for."""
    return LatLon(*pair) if latitude_first else LatLon(pair[1], pair[0])


def _inside(pair: Pair, box: Box, latitude_first: bool) -> bool:
    lat, lon = pair if latitude_first else (pair[1], pair[0])
    return box.south <= lat <= box.north and box.west <= lon <= box.east
