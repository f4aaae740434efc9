"""The zones of the air on the way of one flight, and by which paper each is open to it. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

import shapely

from drones.airspace.closing import opening, rules
from drones.airspace.held import height_of, span_of, too_near
from drones.mission import Flight
from drones.model import Authorisation, Zone
from drones.plane import Plane
from drones.sortie import Sortie


@dataclass(frozen=True, slots=True)
class Crossing:
    """One zone the flight goes through, and the paper that opens it to the whole flight; None: it is closed."""

    zone: Zone
    paper: Authorisation | None

    @property
    def open(self) -> bool:
        """Whether the flight may go through it."""
        return self.paper is not None


def crossings(sortie: Sortie, zones: Iterable[Zone], *, now: datetime, margin_m: float) -> tuple[Crossing, ...]:
    """Every zone within `margin_m` of the way with a say over a sortie that takes off `now`, by id.

    On the way its own height counts, over the station and the target all heights below as well.
    """
    (start, end), height_m = span_of(sortie, now=now), height_of(sortie.flight)
    found = [
        Crossing(zone, opening(zone, start=start, end=end, altitude_m=height_m, sortie_id=sortie.id))
        for zone, column in _touched(sortie.flight, zones, margin_m)
        if rules(zone, start=start, end=end, altitude_m=height_m, column=column)
    ]
    return tuple(sorted(found, key=lambda one: (one.zone.id, one.zone.region)))


def _touched(flight: Flight, zones: Iterable[Zone], margin_m: float) -> Iterator[tuple[Zone, bool]]:
    """The zones near the way, and whether the drone climbs or descends in them."""
    plane = Plane(round(flight.start.lat, 1))
    points = [plane.xy(flight.start), *(plane.xy(stage.end) for stage in flight.outbound)]
    way, ends = shapely.LineString(points), shapely.MultiPoint([points[0], points[-1]])
    for zone in zones:
        ground = too_near(zone.shape, plane, margin_m)
        if way.intersects(ground):
            yield zone, ends.intersects(ground)
