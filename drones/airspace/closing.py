"""Whether a zone is closed to a flight, and what opens it. Pure."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from drones.model import Authorisation, Restriction, Zone

ABOVE_BELOW_M = 10.0  # vertical distance kept from a zone's floor and ceiling


class ZoneStanding(StrEnum):
    """How a zone stands to a flight of ours."""

    FREE = "free"  # it forbids nothing
    HIGH = "high"  # it begins above where we fly
    IDLE = "idle"  # not in its hours
    OPEN = "open"  # an authorisation opens it
    CLOSED = "closed"


def closed_zones(
    zones: Iterable[Zone],
    *,
    start: datetime,
    end: datetime,
    altitude_m: float,
    column: bool = True,
    sortie_id: str | None = None,
) -> tuple[Zone, ...]:
    """The zones a flight at `altitude_m` between `start` and `end` may not enter, by id.

    With `column` all down to the ground counts, because over its station and its target a drone climbs and descends.
    What was approved for one sortie opens its zone to the flight of that `sortie_id` alone.
    """
    shut = [
        zone
        for zone in zones
        if rules(zone, start=start, end=end, altitude_m=altitude_m, column=column)
        and opening(zone, start=start, end=end, altitude_m=altitude_m, sortie_id=sortie_id) is None
    ]
    return tuple(sorted(shut, key=lambda zone: (zone.id, zone.region)))


def rules(zone: Zone, *, start: datetime, end: datetime, altitude_m: float, column: bool = True) -> bool:
    """Whether the zone has anything to say to a flight at `altitude_m` between `start` and `end`.

    With `column` also to its climb and descent below that.
    """
    if not column and zone.band_m[1] < altitude_m - ABOVE_BELOW_M:
        return False
    return standing_of(zone, start=start, end=end, altitude_m=altitude_m) in {ZoneStanding.OPEN, ZoneStanding.CLOSED}


def opening(
    zone: Zone, *, start: datetime, end: datetime, altitude_m: float, sortie_id: str | None = None
) -> Authorisation | None:
    """The authorisation that opens the zone for the whole flight, of several the one that lasts longest; else None."""
    valid = (paper for paper in zone.authorised if paper.opens(start, end, altitude_m, sortie_id=sortie_id))
    return max(valid, key=lambda paper: (paper.valid_until, paper.id), default=None)


def standing_of(zone: Zone, *, start: datetime, end: datetime, altitude_m: float) -> ZoneStanding:
    """How `zone` stands to a flight at `altitude_m` between `start` and `end`."""
    if zone.restriction is Restriction.NO_RESTRICTION:
        return ZoneStanding.FREE
    if zone.band_m[0] > altitude_m + ABOVE_BELOW_M:
        return ZoneStanding.HIGH
    if not any(window.touches(start, end) for window in zone.applies):
        return ZoneStanding.IDLE
    opened = opening(zone, start=start, end=end, altitude_m=altitude_m) is not None
    return ZoneStanding.OPEN if opened else ZoneStanding.CLOSED
