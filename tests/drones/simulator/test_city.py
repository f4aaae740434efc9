"""Which drones of a city are simulated, and what their vehicles are given."""

import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from drones import pad
from drones.airframes import M350
from drones.behind import line_to, simulated_address
from drones.flight import wind_at
from drones.model import Weather
from drones.simulator.city import blow, change_batteries, connect, open_vehicles
from drones.simulator.copter import Copter
from drones.simulator.fleet import Vehicle, free_port
from drones.tables import put_weather
from drones.tables.fleet import lock_drone
from drones.tables.links import read_connections
from tests.drones.conftest import PILOT, Yard
from tests.drones.scene import AED_S, CITY_HALL, DRONE_N, DRONE_S, NOW, REGION

FIRST_PORT = 24_000 + os.getpid() % 800 * 10  # each of the processes that tell stories at once has ports of its own


def test_every_drone_without_a_real_vehicle_gets_a_simulated_one_at_its_station(yard: Yard) -> None:
    with yard.db.write() as session:
        lock_drone(session, DRONE_N.id).link = "tcp:10.0.0.9:5760"
        assert connect(session, REGION, first_port=FIRST_PORT) == 1
        assert {one.drone_id for one in read_connections(session)} == {DRONE_S.id, DRONE_N.id}
    with yard.db.read() as session:
        (vehicle,) = open_vehicles(session, REGION, loss=0.1)
    with vehicle.socket:
        copter = vehicle.copter
        assert (copter.home, copter.body.airframe, copter.battery_share) == (CITY_HALL, M350, 1.0)
        assert (copter.kit_kg, copter.parameters["SIM_LINE_LOSS"]) == (AED_S.mass_kg, 0.1)


def test_the_newest_wind_blows_at_flight_height(yard: Yard) -> None:
    windy = Weather(REGION, NOW, "a mast", 6.0, 250.0, 9.0, 0.0, 10_000.0, 15.0)
    with yard.db.write() as session:
        connect(session, REGION, first_port=FIRST_PORT)
        put_weather(session, windy)
    with yard.db.read() as session:
        vehicles = open_vehicles(session, REGION)
        blow(session, REGION, vehicles, now=NOW)
    for vehicle in vehicles:
        vehicle.socket.close()
        parameters = vehicle.copter.parameters
        assert (parameters["SIM_WIND_SPD"], parameters["SIM_WIND_DIR"]) == (wind_at(60.0, 6.0), 250.0)


@dataclass
class Standing:
    """A vehicle of the yard that has flown its battery half empty, and what its pilot does."""

    yard: Yard
    vehicle: Vehicle
    begun: datetime

    @property
    def copter(self) -> Copter:
        return self.vehicle.copter

    def put_in(self, share: float, seconds: float = 60.0) -> None:
        self.yard.clock.advance(timedelta(seconds=seconds))
        pad.change_battery(self.yard, PILOT, DRONE_S.id, share=share)

    def look(self) -> int:
        with self.yard.db.read() as session:
            return change_batteries(session, (self.vehicle,), since=self.begun)


@pytest.fixture
def standing(yard: Yard) -> Iterator[Standing]:
    with yard.db.write() as session:
        lock_drone(session, DRONE_N.id).link = "tcp:10.0.0.9:5760"
        connect(session, REGION, first_port=FIRST_PORT)
    pad.change_battery(yard, PILOT, DRONE_S.id, share=0.9)  # before its process began
    begun = yard.clock.advance(timedelta(seconds=1))
    with yard.db.read() as session:
        (vehicle,) = open_vehicles(session, REGION)
    with vehicle.socket:
        assert vehicle.copter.battery_share == pytest.approx(0.9)
        vehicle.copter.body.energy_wh = M350.battery_wh / 2
        yield Standing(yard, vehicle, begun)


def test_a_battery_that_a_pilot_puts_in_is_in_the_vehicle_once(standing: Standing) -> None:
    assert standing.look() == 0, "what was put in before it began is used up"
    standing.put_in(0.7)
    standing.put_in(0.98)
    assert standing.look() == 1
    assert standing.copter.battery_share == pytest.approx(0.98)
    standing.copter.body.energy_wh = M350.battery_wh / 4
    assert standing.look() == 0
    assert standing.copter.battery_share == pytest.approx(0.25)


@pytest.mark.parametrize("armed", [True, False])
def test_into_a_vehicle_that_is_armed_or_flies_nobody_puts_a_battery(standing: Standing, armed: bool) -> None:
    standing.copter.armed, standing.copter.airborne = armed, not armed
    standing.put_in(0.98)
    assert standing.look() == 0
    standing.copter.armed = standing.copter.airborne = False
    assert standing.look() == 0, "it was none, and is not put in afterwards"
    assert standing.copter.battery_share == pytest.approx(0.5)
    standing.put_in(0.6)
    assert standing.look() == 1
    assert standing.copter.battery_share == pytest.approx(0.6)


def test_a_taken_port_is_passed_over_and_one_taken_since_leaves_no_socket_open(yard: Yard) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        assert free_port(port) > port
        with yard.db.write() as session:
            connect(session, REGION, first_port=FIRST_PORT)
            row = lock_drone(session, DRONE_S.id)
            row.link = line_to(port)
        with yard.db.read() as session, pytest.raises(OSError, match="in use"):
            open_vehicles(session, REGION)


@pytest.mark.parametrize("link", [None, "", "tcp:127.0.0.1:5760", "udpin:0.0.0.0:14550", "udpout:10.0.0.9:14550"])
def test_a_link_to_anywhere_else_is_not_simulated(link: str | None) -> None:
    assert simulated_address(link) is None
