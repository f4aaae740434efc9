"""MAVSDK, a client neither we nor ArduPilot wrote, against simulated vehicles on real sockets."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Event, Thread

import pytest
from mavsdk import Configuration, Mavsdk, System
from mavsdk.plugins.action import Action, ActionError
from mavsdk.plugins.gripper import Gripper
from mavsdk.plugins.mission_raw import MissionItem, MissionRaw, MissionRawError
from mavsdk.plugins.param import Param
from mavsdk.plugins.telemetry import Telemetry

from chassis.geo import LatLon
from drones.airframes import M350
from drones.exports.groundstation import plan_file
from drones.missionplan import compose
from drones.simulator.codes import Command, Mode
from drones.simulator.fleet import Fleet, Vehicle, make_copter, put_on_air
from drones.simulator.items import Item
from tests.drones.airspace.test_ahead import from_the_south
from tests.drones.simulator.range import AMSL_M, GROUND, HOME, delivery, item, off, ring

TARGET = off(900.0, -1200.0)
FAST = 100.0  # a delivery of six minutes in four seconds
PATIENCE_S = 30.0


@dataclass(frozen=True, slots=True)
class Met:
    """A vehicle, and MAVSDK's view of it."""

    vehicle: Vehicle
    system: System


@pytest.fixture(scope="module")
def flying() -> Iterator[Vehicle]:
    """A vehicle in a loop of its own."""
    vehicle = put_on_air(make_copter(M350, HOME, home_amsl_m=AMSL_M), system=7)
    vehicle.copter.parameters["DISARM_DELAY"] = 0.0  # ten seconds are a tenth of one here
    stop, fleet = Event(), Fleet((vehicle,), speed=FAST)
    loop = Thread(target=fleet.run, args=(stop.is_set,))
    loop.start()
    yield vehicle
    stop.set()
    loop.join()


@pytest.fixture(scope="module")
def met(flying: Vehicle) -> Iterator[Met]:
    """As the ground station whose heartbeats count."""
    ground = Mavsdk(Configuration.create_manual(GROUND, 190, True))
    ground.add_any_connection(f"udpout://127.0.0.1:{flying.address[1]}")
    system = ground.first_autopilot(PATIENCE_S)
    assert system is not None
    yield Met(flying, system)
    ground.destroy()


def raw(items: list[Item], kind: int = 0) -> list[MissionItem]:
    """Our items in MAVSDK's words."""
    return [
        MissionItem(n, i.frame, i.command, int(n == 0), 1, *i.params, i.lat_e7, i.lon_e7, i.altitude_m, kind)
        for n, i in enumerate(items)
    ]


def test_it_loads_a_mission_a_fence_and_rally_points_and_reads_the_mission_back(met: Met) -> None:
    client, sent = MissionRaw(met.system), raw(delivery(TARGET))
    client.upload_geofence(raw(ring(Command.FENCE_INCLUSION, off(-999, -1999), off(1999, 0), off(0, 1999)), 1))
    client.upload_rally_points(raw([item(Command.RALLY_POINT, off(20, 20), 40.0)], 2))
    client.upload_mission(sent)
    held = client.download_mission()
    assert [(one.command, one.x, one.y) for one in held] == [(one.command, one.x, one.y) for one in sent]
    assert (len(met.vehicle.copter.held.fence), len(met.vehicle.copter.held.rally)) == (3, 1)


def test_it_is_told_of_a_refusal(met: Met) -> None:
    client = MissionRaw(met.system)
    with pytest.raises(MissionRawError):
        client.upload_mission(raw([*delivery(TARGET)[:2], item(2001, TARGET, 60.0)]))
    assert len(client.download_mission()) == 2


def test_it_sets_and_reads_parameters(met: Met) -> None:
    client = Param(met.system)
    client.set_param_float("WPNAV_SPEED", 1100.0)
    assert client.get_param_float("WPNAV_SPEED") == 1100.0


def test_it_arms_flies_a_whole_delivery_and_sees_it_land(met: Met) -> None:
    client, action, telemetry = MissionRaw(met.system), Action(met.system), Telemetry(met.system)
    landed, seen = Event(), []
    client.upload_mission(raw(delivery(TARGET, hold_s=5.0)))
    telemetry.set_rate_position(20.0)
    subscribed = telemetry.subscribe_position(lambda position, _=None: seen.append(position.relative_altitude_m))
    followed = telemetry.subscribe_armed(lambda armed, _=None: landed.set() if seen and not armed else None)
    landed.clear()
    action.arm()
    client.start_mission()
    assert met.vehicle.copter.mode is Mode.AUTO
    Gripper(met.system).grab(1)
    assert _comes_down(landed, met.vehicle)
    telemetry.unsubscribe_armed(followed)
    telemetry.unsubscribe_position(subscribed)
    assert max(seen) == pytest.approx(60.0, abs=1.0)
    assert met.vehicle.copter.winch.kit


def _comes_down(landed: Event, vehicle: Vehicle) -> bool:
    """Heartbeats tell, once a second; of those on the ground before the start none counts."""
    while landed.wait(PATIENCE_S):
        if not vehicle.copter.armed:
            return True
        landed.clear()
    return False


def test_a_take_off_outside_of_guided_fails(met: Met) -> None:
    with pytest.raises(ActionError):
        Action(met.system).takeoff()


def test_it_reads_our_plan_files_as_the_mission_that_we_send(met: Met) -> None:
    flight = from_the_south().flight
    plan = compose(flight, cruise_mps=15.0, home_amsl_m=50.0, rally=((flight.start, 40.0),))
    document = json.dumps(plan_file(plan, cruise_mps=15.0))
    read = MissionRaw(met.system).import_qgroundcontrol_mission_from_string(document)
    wanted = [(i.command, round((i.place or LatLon(0, 0)).lat * 1e7), i.altitude_m) for i in plan.items]
    told = [(one.command, one.x, one.z) for one in read.mission_items]
    assert [command for command, *_ in told] == [command for command, *_ in wanted]
    assert told == [
        (command, pytest.approx(lat, abs=2), pytest.approx(up_m, abs=0.01)) for command, lat, up_m in wanted
    ]
    assert len(read.geofence_items) == len(plan.inclusion)
    assert len(read.rally_items) == 1
