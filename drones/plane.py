"""A flat map of one city: metres east and north. Straight lines in latitude and longitude stay straight."""

import math
from dataclasses import dataclass

from chassis.geo import EARTH_RADIUS_M, LatLon

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Plane:
    """Metres east and north near one latitude, from the zero of both."""

    lat: float

    def xy(self, place: LatLon) -> Point:
        """Where a place lies on the map."""
        x = EARTH_RADIUS_M * math.radians(place.lon) * math.cos(math.radians(self.lat))
        return x, EARTH_RADIUS_M * math.radians(place.lat)

    def place(self, xy: Point) -> LatLon:
        """Which place lies at a point of the map."""
        lon = math.degrees(xy[0] / EARTH_RADIUS_M / math.cos(math.radians(self.lat)))
        return LatLon(math.degrees(xy[1] / EARTH_RADIUS_M), lon)
