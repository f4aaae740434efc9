"""Places on the earth, in degrees WGS 84, and the few measures everybody needs."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter

EARTH_RADIUS_M = 6_371_008.8  # mean radius R1, IUGG 1980


@dataclass(frozen=True, slots=True, order=True)
class LatLon:
    """A position. Latitude first; raises ValueError outside the globe or on NaN."""

    lat: float
    lon: float

    def __post_init__(self) -> None:
        if not (-90.0 <= self.lat <= 90.0 and -180.0 <= self.lon <= 180.0):
            raise ValueError(f"not a position on the globe: {self.lat}, {self.lon}")


@dataclass(frozen=True, slots=True)
class Box:
    """A latitude–longitude rectangle that does not cross the antimeridian."""

    south: float
    west: float
    north: float
    east: float

    def holds(self, place: LatLon) -> bool:
        """Whether `place` lies inside or on the edge."""
        return self.south <= place.lat <= self.north and self.west <= place.lon <= self.east

    @staticmethod
    def around(places: Iterable[LatLon]) -> "Box":
        """The smallest box round `places`; raises ValueError when there are none."""
        listed = list(places)
        lats, lons = [p.lat for p in listed], [p.lon for p in listed]
        return Box(min(lats), min(lons), max(lats), max(lons))


def distance_m(a: LatLon, b: LatLon) -> float:
    """Great-circle distance in metres (haversine)."""
    phi_a, phi_b = math.radians(a.lat), math.radians(b.lat)
    half_phi, half_lambda = (phi_b - phi_a) / 2, math.radians(b.lon - a.lon) / 2
    chord = math.sin(half_phi) ** 2 + math.cos(phi_a) * math.cos(phi_b) * math.sin(half_lambda) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(chord)))


def bearing_deg(a: LatLon, b: LatLon) -> float:
    """Initial bearing from `a` to `b`, degrees clockwise from north, 0 ≤ bearing < 360."""
    phi_a, phi_b = math.radians(a.lat), math.radians(b.lat)
    d_lambda = math.radians(b.lon - a.lon)
    east = math.sin(d_lambda) * math.cos(phi_b)
    north = math.cos(phi_a) * math.sin(phi_b) - math.sin(phi_a) * math.cos(phi_b) * math.cos(d_lambda)
    bearing = math.degrees(math.atan2(east, north)) % 360.0
    return 0.0 if bearing == 360.0 else bearing  # the remainder of a tiny negative number is 360 itself


def between(a: LatLon, b: LatLon, share: float) -> LatLon:
    """The point `share` (0–1) of the way from `a` to `b`, on a straight line in degrees; for short hops."""
    return LatLon(a.lat + (b.lat - a.lat) * share, a.lon + (b.lon - a.lon) * share)


def along(points: Sequence[LatLon], here: LatLon, after_m: float = 0.0) -> tuple[float, float, float]:
    """How far along a line the point nearest to `here` lies, how far from it `here` is, and how long the line is.

    In metres. What lies less than `after_m` along the line is not looked at.
    """
    best, at_m = (0.0, math.inf), 0.0
    for a, b in pairwise(points):
        long_m = distance_m(a, b)
        least = max(0.0, (after_m - at_m) / long_m) if long_m > 0 else 0.0
        share = max(least, _share(a, b, here))
        if share <= 1.0:
            foot = LatLon(a.lat + share * (b.lat - a.lat), a.lon + share * (b.lon - a.lon))
            best = min(best, (at_m + share * long_m, distance_m(foot, here)), key=itemgetter(1))
        at_m += long_m
    return (*best, at_m) if best[1] < math.inf else (at_m, distance_m(points[-1], here), at_m)


def _share(a: LatLon, b: LatLon, here: LatLon) -> float:
    """Where on the piece from `a` to `b` the foot of `here` lies, 0 to 1; a piece is short enough to be plane."""
    wide = _cosine(a)
    north, east = b.lat - a.lat, (b.lon - a.lon) * wide
    square = north * north + east * east
    if square == 0:
        return 0.0
    return min(1.0, max(0.0, ((here.lat - a.lat) * north + (here.lon - a.lon) * wide * east) / square))


def _cosine(place: LatLon) -> float:
    return max(0.01, math.cos(math.radians(place.lat)))
