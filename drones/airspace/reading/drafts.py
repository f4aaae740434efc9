"""A zone on its way in: as the file says it, before it is known in which order its axes stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from drones.airspace.heights import ENDLESS, GROUND, Height
from drones.model import Restriction, Zone
from drones.windows import ALWAYS, Window

Pair = tuple[float, float]


class AirspaceError(ValueError):
    """A file that cannot be used; the message lists every mistake, one a line."""


class Form(StrEnum):
    """How a file of zones is written."""

    VWORLD = "vworld"
    ED269 = "ed269"
    GEOJSON = "geojson"
    KML = "kml"
    CIRCLES = "circles"  # CSV: name, lat, lon, radius_nm, floor, ceiling


class Remarked(StrEnum):
    """What a person should know of how a file was read."""

    AXES_SWAPPED = "axes_swapped"  # latitude came first, against the format
    HOLES_FILLED = "holes_filled"  # the zone counts without its holes
    LIMITS_UNCLEAR = "limits_unclear"  # it counts from the ground without a ceiling
    KIND_UNCLEAR = "kind_unclear"  # it counts as closed without an authorisation
    TOO_FAR = "too_far"  # it lies far outside the area and was left out


@dataclass(frozen=True, slots=True)
class Remark:
    """A remark on one zone, by its id."""

    code: Remarked
    zone_id: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds for one region."""

    form: Form
    zones: tuple[Zone, ...]
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """One shape of one zone. `pairs` stand in the file's order of axes; with `radius_m` there is one, the centre.

    `kind` and the limits are None where the file is not clear.
    """

    id: str
    name: str
    kind: Restriction | None
    pairs: tuple[Pair, ...]
    radius_m: float | None = None
    limits: tuple[Height, Height] | None = None
    authority: str = ""
    phone: str | None = None
    applies: tuple[Window, ...] = (ALWAYS,)
    holes: bool = False

    @property
    def floor_and_ceiling(self) -> tuple[Height, Height]:
        """The limits; unclear ones reach from the ground to the sky."""
        return self.limits if self.limits is not None else (GROUND, ENDLESS)


def ring_of(points: Sequence[Sequence[float]]) -> tuple[Pair, ...]:
    """A file's ring of positions without its closing one; raises ValueError when it encloses nothing."""
    pairs = [(float(point[0]), float(point[1])) for point in points]
    if pairs and pairs[0] == pairs[-1]:
        pairs.pop()
    if len(set(pairs)) < 3:
        raise ValueError("a ring needs three corners")
    return tuple(pairs)
