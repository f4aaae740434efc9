"""Loading a city pack: rows in one transaction, roads beside them. Loading twice refreshes and doubles nothing."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from chassis.errors import NotFoundError
from chassis.identity import Actor, system_actor
from chassis.work import record_change, working
from dispatch.city.pack import Area, CityPack, Vehicle
from dispatch.city.premises import put_premises
from dispatch.city.roads import lay_roads
from dispatch.roadfile import roads_file
from dispatch.system import System
from dispatch.tables.areas import DemandZoneRow, LandmarkRow, RegionRow, StationRow
from dispatch.tables.fleet import UnitRow
from dispatch.tilefile import tiles_file
from drones.tables import put_drone, put_kit, put_obstacles, put_station, put_weather, put_zone
from drones.tables.airspace import PACK, Put, forget_zones
from hospitals.model import Answer, BedCount, Hospital, Source
from hospitals.tables.board import put_hospital, read_board
from hospitals.tables.facts import HospitalRow
from routing.model import Label, RoadNetwork
from routing.order import order_file
from routing.store import save_network
from routing.tiles import draw_tiles


@dataclass(frozen=True, slots=True)
class Loaded:
    """How much was loaded."""

    region: str
    stations: int
    units: int
    hospitals: int
    drones: int
    junctions: int


def load_city(system: System, pack: CityPack) -> Loaded:
    """Put a pack into the database and its roads into the instance folder; drawing them is `system.tiles.draw`."""
    file = roads_file(system.settings, pack.area.roads)
    network = lay_roads(pack, file, shared_data=system.settings.shared_data)
    return put_city(system, system_actor(pack.area.id, "city"), pack, network)


def put_city(system: System, actor: Actor, pack: CityPack, network: RoadNetwork) -> Loaded:
    """Put a pack into the database in one transaction; its roads lie in the instance folder already."""
    with working(system, actor) as work:
        _put_areas(work.session, pack, network.label, work.now)
        work.session.flush()
        _put_places(work.session, pack)
        work.session.flush()
        for unit in pack.units:
            _put_unit(work.session, pack, unit)
        _put_hospitals(work.session, pack, work.now)
        _put_drones(work.session, pack, work.now)
        put_premises(work.session, pack, work.now)
        new = {"pack": pack.name, "roads": network.digest}
        record_change(work, "load_city", pack.area.id, None, new, region=pack.area.id)
    counts = (len(pack.stations), len(pack.units), len(pack.hospitals), len(pack.drones))
    return Loaded(pack.area.id, *counts, junctions=network.node_count)


def _put_hospitals(session: Session, pack: CityPack, now: datetime) -> None:
    known = {one.id: one for one in read_board(session, now=now, hospital_ids=[one.id for one in pack.hospitals])}
    for hospital in pack.hospitals:
        row = session.get(HospitalRow, hospital.id)
        told = _unheard(as_of(hospital, pack.recorded_at, now), known.get(hospital.id, hospital))
        put_hospital(session, told, alert_phone=row.alert_phone if row is not None else None)


def _unheard(hospital: Hospital, known: Hospital) -> Hospital:
    """Without what the hospital has told since: an example never covers a report."""

    def is_example(report: Answer | BedCount | None) -> bool:
        return report is None or report.source is Source.RECORDED

    return replace(
        hospital,
        answers=tuple(one for one in hospital.answers if is_example(known.answer(one.capability))),
        beds=tuple(one for one in hospital.beds if is_example(known.count(one.bed))),
    )


def as_of(hospital: Hospital, recorded_at: datetime | None, now: datetime) -> Hospital:
    """What was recorded, as if it had been said as long before now as it was before the recorded moment."""
    if recorded_at is None:
        return hospital
    shift = now - recorded_at
    return replace(
        hospital,
        answers=tuple(replace(one, reported_at=one.reported_at + shift) for one in hospital.answers),
        beds=tuple(replace(one, reported_at=one.reported_at + shift) for one in hospital.beds),
    )


def _put_areas(session: Session, pack: CityPack, label: Label, now: datetime) -> None:
    catchment = [hospital.id for hospital in pack.hospitals]
    for area in (pack.area, *pack.neighbours):
        row = _region(area, pack, catchment, label)
        row.loaded_at = now
        session.merge(row)


def _region(area: Area, pack: CityPack, catchment: list[str], label: Label) -> RegionRow:
    return RegionRow(
        id=area.id,
        name_ko=area.name_ko,
        name_en=area.name_en,
        timezone=area.timezone,
        box=[area.box.south, area.box.west, area.box.north, area.box.east],
        centre=[area.centre.lat, area.centre.lon],
        neighbours=list(area.neighbours),
        catchment=catchment,
        nemc_areas=[[one.province, one.district] for one in area.nemc],
        roads=pack.area.roads,
        roads_generated=label.generated,
        drives_left=area.drives_left,
        attribution=label.attribution,
        notice=dict(area.notice or pack.area.notice),
    )


def _put_places(session: Session, pack: CityPack) -> None:
    for station in pack.stations:
        place = {"lat": station.place.lat, "lon": station.place.lon, "estimated": station.estimated}
        names = {"name_ko": station.name_ko, "name_en": station.name_en}
        session.merge(StationRow(id=station.id, region=station.region, **names, **place))
    _forget(session, DemandZoneRow, pack.area.id, [zone.id for zone, _, _ in pack.zones])
    _forget(session, LandmarkRow, pack.area.id, [mark.id for mark in pack.landmarks])
    for zone, name_ko, name_en in pack.zones:
        place = {"lat": zone.place.lat, "lon": zone.place.lon, "weight": zone.weight}
        session.merge(DemandZoneRow(id=zone.id, region=pack.area.id, name_ko=name_ko, name_en=name_en, **place))
    for mark in pack.landmarks:
        names = {"name_ko": mark.name_ko, "name_en": mark.name_en}
        session.merge(LandmarkRow(id=mark.id, region=mark.region, lat=mark.place.lat, lon=mark.place.lon, **names))


def _forget(session: Session, table: type[DemandZoneRow] | type[LandmarkRow], region: str, kept: list[str]) -> None:
    """Drop the region's rows that the pack no longer names; nothing refers to them."""
    session.execute(delete(table).where(table.region == region, table.id.not_in(kept)))


def _put_unit(session: Session, pack: CityPack, unit: Vehicle) -> None:
    """A new unit stands at its station; one that is known keeps where it is and what it does."""
    post = next(station.place for station in pack.stations if station.id == unit.station)
    row = session.get(UnitRow, unit.id)
    if row is None:
        row = UnitRow(id=unit.id, lat=post.lat, lon=post.lon, at_post=True)
        session.add(row)
    row.region, row.station_id, row.phone = unit.region, unit.station, unit.phone
    row.callsign, row.callsign_en = unit.callsign_ko, unit.callsign_en
    row.skills, row.post_lat, row.post_lon = sorted(unit.skills), post.lat, post.lon


def _put_drones(session: Session, pack: CityPack, now: datetime) -> None:
    for pad in pack.pads:
        put_station(session, pad)
    session.flush()
    for drone in pack.drones:
        put_drone(session, drone)
    session.flush()
    for kit in pack.kits:
        put_kit(session, kit, region=pack.area.id)
    forget_zones(session, pack.area.id, PACK, kept=[zone.id for zone in pack.air])
    for zone in pack.air:
        put_zone(session, zone, put=Put(at=now))
    if pack.obstacles:
        put_obstacles(session, pack.area.id, f"{pack.name} pack", pack.obstacles, now=now)
    if pack.weather is not None:
        put_weather(session, replace(pack.weather, observed_at=now))


def put_roads(
    system: System,
    network: RoadNetwork,
    *,
    actor: Actor | None = None,
    tiles: Path | None = None,
    order: Path | None = None,
) -> None:
    """Put imported roads in force for this instance's city, drawn for every map, which says whose they are; `tiles`
    are those that somebody has drawn already, `order` is that in which somebody has found to contract them."""
    city = system.settings.city
    if tiles is None:
        draw_tiles(network, tiles_file(system.settings, city))  # first, for it takes the longest
    else:
        shown = tiles_file(system.settings, city)
        shown.parent.mkdir(parents=True, exist_ok=True)
        tiles.replace(shown)
    save_network(network, roads_file(system.settings, city))
    if order is not None:
        order.replace(order_file(roads_file(system.settings, city)))
    with working(system, actor or system_actor(city, "roads")) as work:
        for row in work.session.scalars(select(RegionRow).where(RegionRow.roads == city)):
            row.roads_generated, row.attribution = network.label.generated, network.label.attribution
        record_change(work, "put_roads", city, None, {"roads": network.digest, "name": network.label.name})
    with suppress(NotFoundError):  # who holds no file's roads goes on with his own
        system.roads.refresh()
