"""What is put in comes out, and what flying has changed survives a second loading of the city."""

from dataclasses import replace
from datetime import time, timedelta

from chassis.geo import LatLon
from drones import pad
from drones.model import Datum, Ring, Weather
from drones.tables import put_drone, put_kit, put_weather, put_zone
from drones.windows import ALWAYS, Slot, Window
from tests.drones.conftest import PILOT, Yard
from tests.drones.scene import AED_N, AED_S, CALM, DRONE_N, DRONE_S, NORTH, NOW, P65B, PAPER, REGION, SOUTH

NIGHTS = Window(NOW, NOW + timedelta(days=1), (Slot(0, time(13), time(21)), Slot(6, time(22, 30), time(1))))


def test_the_squadron_comes_out_as_it_was_put_in(yard: Yard) -> None:
    team = yard.squadron()
    assert team.drones == (DRONE_N, DRONE_S)
    assert team.kits == (AED_N, AED_S)
    assert team.stations == (NORTH, SOUTH)
    assert team.zones == (replace(P65B, authorised=(PAPER,)),)
    assert team.weather == CALM


def test_a_ring_and_its_windows_come_out_too(yard: Yard) -> None:
    shape = Ring((LatLon(36.5, 127.2), LatLon(36.5, 127.3), LatLon(36.6, 127.3)))
    zone = replace(P65B, id="ring", shape=shape, ceiling_m=300.0, ceiling_datum=Datum.SEA, applies=(NIGHTS, ALWAYS))
    with yard.db.write() as session:
        put_zone(session, zone)
    assert zone in yard.squadron().zones


def test_the_weather_is_the_newest_there_was_by_then(yard: Yard) -> None:
    older, newer, future = (
        replace(CALM, wind_mps=w, wind_from_deg=90.0, observed_at=NOW + timedelta(minutes=m))
        for w, m in ((1.0, -30), (2.0, 10), (3.0, 99))
    )
    with yard.db.write() as session:
        for weather in (future, older, newer, newer):
            put_weather(session, weather)
    yard.clock.advance(timedelta(minutes=10))
    weather = yard.squadron().weather
    assert isinstance(weather, Weather) and weather.wind_mps == 2.0


def test_loading_the_city_again_does_not_free_a_busy_drone(yard: Yard) -> None:
    yard.order()
    pad.change_battery(yard, replace(PILOT, facility=NORTH.id), DRONE_N.id, share=0.4)
    with yard.db.write() as session:
        put_drone(session, DRONE_S)
        put_drone(session, replace(DRONE_N, name="새 이름"))
        put_kit(session, AED_S, region=REGION)
    north, south = yard.squadron().drones
    assert south.sortie_id is not None
    assert (north.battery_share, north.name) == (0.4, "새 이름")
    assert [kit.sortie_id for kit in yard.squadron().kits if kit.id == AED_S.id] == [south.sortie_id]
