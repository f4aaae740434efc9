"""Zones put on record and taken off it: out of a file, or drawn by a person who has just been told of one."""

from dataclasses import dataclass, replace
from datetime import datetime

from chassis.errors import InvalidInputError, NotFoundError
from chassis.geo import LatLon
from chassis.ground import Ground
from chassis.identity import Actor
from chassis.work import record_change, working
from drones.airspace.heights import in_order, read_height
from drones.airspace.reading import Reading
from drones.events import airspace_changed
from drones.model import Circle, Restriction, Zone
from drones.tables.airspace import BY_HAND, PACK, Put, delete_zone, forget_zones, put_zone
from drones.tables.fleet import read_stations
from drones.windows import Window

LARGEST_RADIUS_M = 100_000.0
LONGEST_NAME, LONGEST_AUTHORITY, LONGEST_PHONE = 64, 96, 32


@dataclass(frozen=True, slots=True)
class Imported:
    """How many zones a file put on record, and how many it no longer names."""

    put: int
    gone: int


@dataclass(frozen=True, slots=True)
class ZoneDraft:
    """A circle that somebody was told of. Limits as published: SFC, 1500 ft AGL."""

    name: str
    centre: LatLon
    radius_m: float
    floor: str
    ceiling: str
    begins: datetime | None
    ends: datetime | None
    restriction: Restriction = Restriction.PROHIBITED
    authority: str = ""
    authority_phone: str | None = None


def import_zones(system: Ground, actor: Actor, reading: Reading, *, series: str) -> Imported:
    """Put the zones of a file on record in place of those that the same `series` brought before.

    What opens a zone stays with its id. Raises InvalidInputError for a series that is not a file's name.
    """
    if not series or series in {PACK, BY_HAND} or len(series) > 96:
        raise InvalidInputError("series", "1 to 96 characters, and not one of ours")
    with working(system, actor) as work:
        gone = forget_zones(work.session, actor.region, series, kept=[zone.id for zone in reading.zones])
        for zone in reading.zones:
            put_zone(work.session, zone, series=series, put=Put(actor.name, work.now))
        told = {"zones": len(reading.zones), "gone": gone, "form": reading.form}
        record_change(work, "import_airspace", series[:64], None, told)
        work.told.extend(airspace_changed(actor.region, read_stations(work.session, (actor.region,)), at=work.now))
    return Imported(len(reading.zones), gone)


def draw_zone(system: Ground, actor: Actor, draft: ZoneDraft) -> Zone:
    """Put a zone on record that a person was told of; it counts from now on. Raises InvalidInputError."""
    zone = replace(read_draft(actor, draft), id=system.ids.new("zon"))
    with working(system, actor) as work:
        put_zone(work.session, zone, series=BY_HAND, put=Put(actor.name, work.now))
        record_change(work, "draw_zone", zone.id, None, {"name": zone.name, "restriction": zone.restriction})
        work.told.extend(airspace_changed(actor.region, read_stations(work.session, (actor.region,)), at=work.now))
    return zone


def end_zone(system: Ground, actor: Actor, zone_id: str) -> None:
    """Take a zone off that a person drew. One out of a file ends with the file; raises NotFoundError for it too."""
    with working(system, actor) as work:
        if not delete_zone(work.session, actor.region, zone_id, series=BY_HAND):
            raise NotFoundError("zone", zone_id)
        record_change(work, "end_zone", zone_id, {"series": BY_HAND}, None)
        work.told.extend(airspace_changed(actor.region, read_stations(work.session, (actor.region,)), at=work.now))


def read_draft(actor: Actor, draft: ZoneDraft) -> Zone:
    """The zone that a draft says, without an id and not on record; raises InvalidInputError."""
    name = " ".join(draft.name.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise InvalidInputError("name", f"1 to {LONGEST_NAME} characters")
    if not 0.0 < draft.radius_m <= LARGEST_RADIUS_M:
        raise InvalidInputError("radius_m", f"above 0 and at most {LARGEST_RADIUS_M:.0f}")
    if draft.begins is not None and draft.ends is not None and draft.ends <= draft.begins:
        raise InvalidInputError("ends", "after its begin")
    try:
        floor, ceiling = in_order(read_height(draft.floor), read_height(draft.ceiling))
    except ValueError as error:
        raise InvalidInputError("floor", str(error)) from None
    return Zone(
        id="",
        region=actor.region,
        name=name,
        restriction=draft.restriction,
        shape=Circle(draft.centre, draft.radius_m),
        floor_m=floor.metres or 0.0,
        ceiling_m=ceiling.metres,
        authority=draft.authority[:LONGEST_AUTHORITY],
        authority_phone=draft.authority_phone[:LONGEST_PHONE] if draft.authority_phone else None,
        source=f"told to {actor.name}"[:200],
        floor_datum=floor.datum,
        ceiling_datum=ceiling.datum,
        applies=(Window(draft.begins, draft.ends),),
    )
