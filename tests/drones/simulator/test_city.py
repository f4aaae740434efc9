"""Which drones of a city are simulated, and what their vehicles are given."""

import socket

import pytest

from drones.airframes import M350
from drones.behind import line_to, simulated_address
from drones.flight import wind_at
from drones.model import Weather
from drones.simulator.city import blow, connect, open_vehicles
from drones.simulator.fleet import free_port
from drones.tables import put_weather
from drones.tables.fleet import linked_drones, lock_drone
from tests.drones.conftest import Yard
from tests.drones.scene import AED_S, CITY_HALL, DRONE_N, DRONE_S, NOW, REGION


def test_every_drone_without_a_real_vehicle_gets_a_simulated_one_at_its_station(yard: Yard) -> None:
    with yard.db.write() as session:
        lock_drone(session, DRONE_N.id).link = "tcp:10.0.0.9:5760"
        assert connect(session, REGION, first_port=free_port(24_600)) == 1
        assert linked_drones(session) == {DRONE_S.id, DRONE_N.id}
    with yard.db.read() as session:
        (vehicle,) = open_vehicles(session, REGION, loss=0.1)
    with vehicle.socket:
        copter = vehicle.copter
        assert (copter.home, copter.body.airframe, copter.battery_share) == (CITY_HALL, M350, 1.0)
        assert (copter.kit_kg, copter.parameters["SIM_LINE_LOSS"]) == (AED_S.mass_kg, 0.1)


def test_the_newest_wind_blows_at_flight_height(yard: Yard) -> None:
    windy = Weather(REGION, NOW, "a mast", 6.0, 250.0, 9.0, 0.0, 10_000.0, 15.0)
    with yard.db.write() as session:
        connect(session, REGION, first_port=free_port(24_600))
        put_weather(session, windy)
    with yard.db.read() as session:
        vehicles = open_vehicles(session, REGION)
        blow(session, REGION, vehicles, now=NOW)
    for vehicle in vehicles:
        vehicle.socket.close()
        parameters = vehicle.copter.parameters
        assert (parameters["SIM_WIND_SPD"], parameters["SIM_WIND_DIR"]) == (wind_at(60.0, 6.0), 250.0)


def test_a_taken_port_is_passed_over_and_one_taken_since_leaves_no_socket_open(yard: Yard) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        assert free_port(port) > port
        with yard.db.write() as session:
            connect(session, REGION, first_port=free_port(24_600))
            row = lock_drone(session, DRONE_S.id)
            row.link = line_to(port)
        with yard.db.read() as session, pytest.raises(OSError, match="in use"):
            open_vehicles(session, REGION)


@pytest.mark.parametrize("link", [None, "", "tcp:127.0.0.1:5760", "udpin:0.0.0.0:14550", "udpout:10.0.0.9:14550"])
def test_a_link_to_anywhere_else_is_not_simulated(link: str | None) -> None:
    assert simulated_address(link) is None
