"""The zones of the air on the way of one flight, and by which paper each is open to it. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

import shapely

from drones.airspace.closing import opening, rules
from drones.airspace.outline import outline
from drones.mission import Flight
from drones.model import Authorisation, Zone
from drones.plane import Plane


@dataclass(frozen=True, slots=True)
class Crossing:
    """One zone the flight goes through, and the paper that opens it to the whole flight; None: it is closed."""

    zone: Zone
    paper: Authorisation | None

    @property
    def open(self) -> bool:
        """Whether the flight may go through it."""
        return self.paper is not None


def crossings(
    flight: Flight, zones: Iterable[Zone], *, start: datetime, sortie_id: str | None = None
) -> tuple[Crossing, ...]:
    """Every zone with a say over the flight of a sortie that begins at `start`, by id.

    On the way its own height counts, over the station and the target all heights below as well.
    """
    end, height_m = start + flight.time_of(), max(stage.end_altitude_m for stage in flight.stages)
    found = [
        Crossing(zone, opening(zone, start=start, end=end, altitude_m=height_m, sortie_id=sortie_id))
        for zone, column in _touched(flight, zones)
        if rules(zone, start=start, end=end, altitude_m=height_m, column=column)
    ]
    return tuple(sorted(found, key=lambda one: (one.zone.id, one.zone.region)))


def _touched(flight: Flight, zones: Iterable[Zone]) -> Iterator[tuple[Zone, bool]]:
    """The zones under the way, and whether the drone climbs or descends in them."""
    plane = Plane(round(flight.start.lat, 1))
    points = [plane.xy(flight.start), *(plane.xy(stage.end) for stage in flight.outbound)]
    way, ends = shapely.LineString(points), shapely.MultiPoint([points[0], points[-1]])
    for zone in zones:
        ground = shapely.make_valid(shapely.Polygon([plane.xy(corner) for corner in outline(zone.shape)]))
        if way.intersects(ground):
            yield zone, ends.intersects(ground)
