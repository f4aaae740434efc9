"""Whether a zone is closed to a flight, and what opens it. Pure."""

from collections.abc import Iterable
from datetime import datetime

from drones.model import Authorisation, Restriction, Zone

ABOVE_BELOW_M = 10.0  # vertical distance kept from a zone's floor and ceiling


def closed_zones(
    zones: Iterable[Zone], *, start: datetime, end: datetime, altitude_m: float, column: bool = True
) -> tuple[Zone, ...]:
    """The zones a flight at `altitude_m` between `start` and `end` may not enter, by id.

    With `column` all down to the ground counts, because over its station and its target a drone climbs and descends.
    """
    shut = [
        zone
        for zone in zones
        if rules(zone, start=start, end=end, altitude_m=altitude_m, column=column)
        and opening(zone, start=start, end=end, altitude_m=altitude_m) is None
    ]
    return tuple(sorted(shut, key=lambda zone: (zone.id, zone.region)))


def rules(zone: Zone, *, start: datetime, end: datetime, altitude_m: float, column: bool = True) -> bool:
    """Whether the zone has anything to say to a flight at `altitude_m` between `start` and `end`.

    With `column` also to its climb and descent below that.
    """
    low_m, high_m = zone.band_m
    if zone.restriction is Restriction.NO_RESTRICTION or low_m > altitude_m + ABOVE_BELOW_M:
        return False
    if not column and high_m < altitude_m - ABOVE_BELOW_M:
        return False
    return any(window.touches(start, end) for window in zone.applies)


def opening(zone: Zone, *, start: datetime, end: datetime, altitude_m: float) -> Authorisation | None:
    """The authorisation that opens the zone for the whole flight, of several the one that lasts longest; else None."""
    valid = (paper for paper in zone.authorised if paper.opens(start, end, altitude_m))
    return max(valid, key=lambda paper: (paper.valid_until, paper.id), default=None)
