"""Loading again refreshes examples, and never covers what people, hospitals or importers have done since."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
from sqlalchemy import select

from chassis.clock import StillClock
from dispatch.city.load import load_city
from dispatch.city.reading import read_pack
from dispatch.roadfile import roads_file
from dispatch.signalling import Signals, drives_left
from dispatch.system import System
from dispatch.tables.areas import DemandZoneRow, get_region
from dispatch.tables.fleet import UnitRow
from hospitals.capacity import Capacity
from hospitals.model import Answer, BedCount, BedType, Capability, Hospital, Says, Source
from hospitals.tables.board import get_hospital
from hospitals.tables.capacity import lay_over, lock_capacity
from hospitals.tables.facts import HospitalRow
from routing.model import Label
from routing.store import load_network, save_network

SEJONG = "A1800441"


def hospital(system: System) -> Hospital:
    with system.db.read() as session:
        return get_hospital(session, SEJONG, now=system.clock.now())


def post(system: System, **parts: tuple[object, ...]) -> None:
    with system.db.write() as session:
        lay_over(lock_capacity(session, SEJONG), Capacity(**parts))  # type: ignore[arg-type]


def test_a_recorded_moment_is_told_as_if_it_were_now(sejong: System, clock: StillClock) -> None:
    first = hospital(sejong).count(BedType.ER_GENERAL)
    clock.advance(timedelta(days=2))
    load_city(sejong, read_pack("sejong"))
    again = hospital(sejong).count(BedType.ER_GENERAL)
    assert first is not None
    assert again is not None
    assert again.reported_at - first.reported_at == timedelta(days=2)
    assert timedelta(0) <= clock.now() - again.reported_at < timedelta(minutes=5)


def test_an_example_never_covers_what_a_hospital_reported_itself(sejong: System, clock: StillClock) -> None:
    said = (clock.now() + timedelta(minutes=1), Source.HOSPITAL, "nurse")
    beds = (BedCount(BedType.ER_GENERAL, 1, 17, *said),)
    answers = (Answer(Capability.STEMI, Says.NO, *said),)
    post(sejong, beds=beds, answers=answers)
    clock.advance(timedelta(hours=8))
    load_city(sejong, read_pack("sejong"))
    told = hospital(sejong)
    assert told.count(BedType.ER_GENERAL) == beds[0]
    assert told.answer(Capability.STEMI) == answers[0]
    others = [one.reported_at for one in told.answers if one.capability is not Capability.STEMI]
    assert all(clock.now() - at < timedelta(minutes=5) for at in others)


def test_a_number_to_alert_stays(sejong: System) -> None:
    with sejong.db.write() as session:
        session.get_one(HospitalRow, SEJONG).alert_phone = "+821012345678"
    load_city(sejong, read_pack("sejong"))
    with sejong.db.read() as session:
        assert session.get_one(HospitalRow, SEJONG).alert_phone == "+821012345678"


def test_a_unit_on_the_road_stays_on_the_road(sejong: System) -> None:
    with sejong.db.write() as session:
        row = session.get_one(UnitRow, "sj-1")
        row.lat, row.at_post, row.version = 36.5, False, 7
    load_city(sejong, read_pack("sejong"))
    with sejong.db.read() as session:
        row = session.get_one(UnitRow, "sj-1")
        assert (row.lat, row.at_post, row.version) == (36.5, False, 7)


def test_demand_of_an_older_pack_is_not_counted_twice(sejong: System) -> None:
    pack = read_pack("sejong")
    load_city(sejong, replace(pack, zones=pack.zones[1:]))
    with sejong.db.read() as session:
        ids = set(session.scalars(select(DemandZoneRow.id).where(DemandZoneRow.region == "sejong")))
    assert ids == {zone.id for zone, _, _ in pack.zones[1:]}


def test_imported_roads_are_not_replaced_by_example_roads(sejong: System) -> None:
    file = roads_file(sejong.settings)
    real = replace(load_network(file), label=Label("Sejong", "a survey", "own", "© the survey"))
    save_network(real, file)
    load_city(sejong, read_pack("sejong"))
    assert load_network(file).digest == real.digest
    with sejong.db.read() as session:
        region = get_region(session, "sejong")
        assert (region.roads_generated, region.attribution) == (False, "© the survey")


def test_a_damaged_road_file_is_drawn_anew(sejong: System) -> None:
    file = roads_file(sejong.settings)
    whole = load_network(file).digest
    file.write_bytes(b"torn")
    load_city(sejong, read_pack("sejong"))
    assert load_network(file).digest == whole


def test_every_station_zone_and_landmark_stands_at_a_road(sejong: System) -> None:
    pack, roads = read_pack("sejong"), sejong.roads.current()
    places = [one.place for one in (*pack.stations, *pack.landmarks)] + [zone.place for zone, _, _ in pack.zones]
    travels = roads.to_one(places, pack.landmarks[0].place)
    assert None not in travels
    assert np.median([travel.access_m for travel in travels if travel]) < 200


def test_where_traffic_keeps_left_other_paths_through_a_junction_cross(sejong: System) -> None:
    assert not drives_left(sejong.db, "nowhere")
    pack = read_pack("sejong")
    found = []
    for side in (False, True):
        load_city(sejong, replace(pack, area=replace(pack.area, drives_left=side)))
        signals = Signals(drives_left=lambda: drives_left(sejong.db, "sejong"))
        found.append(signals.junctions(sejong.roads.current()))
    right, left = found
    assert right is not None
    assert left is not None
    assert [one.id for one in right.all] == [one.id for one in left.all]
    assert [one.conflicts for one in right.all] != [one.conflicts for one in left.all]
