"""A scripted ArduCopter: it keeps its three lists and answers as the real one was seen to; flying is told by the story.

No thread, no socket, no sleep: `Wire` carries frames between it and a conversation by a still clock, and loses some.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from pymavlink.dialects.v20 import ardupilotmega as mav

from chassis.clock import StillClock
from chassis.geo import LatLon
from drones.mavlink.conversation import Conversation
from drones.mavlink.frames import Frames
from drones.mavlink.modes import NUMBERS
from drones.vehicle import Mode

STEP = timedelta(milliseconds=100)
ASKS_AGAIN, GIVES_UP = timedelta(seconds=1), timedelta(seconds=8)
HOME_ALT_M = 40.0
SETTINGS = {"MAV_GCS_SYSID": 255.0, "FS_GCS_ENABLE": 1.0, "FENCE_TYPE": 7.0, "FENCE_ACTION": 1.0, "RTL_ALT": 1500.0}


@dataclass
class Peer:
    """Vehicle 1. Fields are how it stands; a story changes them."""

    place: LatLon
    frames: Frames = field(default_factory=lambda: Frames(system=1, component=1))
    mode: Mode | int = Mode.STABILIZE
    armed: bool = False
    altitude_m: float = 0.0
    speed_mps: float = 0.0
    item: int = 0
    line_m: float | None = 0.0
    line_wanted_m: float = 0.0
    pull_kg: float = 0.0
    gripper_open: bool = False
    ready: bool = True
    settings: dict[str, float] = field(default_factory=lambda: dict(SETTINGS))
    stubborn: frozenset[str] = frozenset()  # settings that cannot be changed
    make: int = mav.MAV_AUTOPILOT_ARDUPILOTMEGA
    boot: datetime | None = None
    talks: bool = True
    unsupported: frozenset[int] = frozenset()
    results: dict[int, int] = field(default_factory=dict)
    deaf_to: set[int] = field(default_factory=set)
    loses_final_ack: int = 0
    commands: list[tuple[int, tuple[float, ...]]] = field(default_factory=list)
    lists: dict[int, list[Any]] = field(default_factory=lambda: {0: [], 1: [], 2: []})
    read: list[int] = field(default_factory=list)  # the lists that were asked for
    deaf: bool = False
    uploads: list[int] = field(default_factory=list)
    heard_gcs: list[datetime] = field(default_factory=list)
    out: list[Any] = field(default_factory=list)
    _coming: "_Coming | None" = None
    _beat: datetime | None = None

    def take(self, data: bytes, now: datetime) -> None:
        for message in self.frames.unpack(data):
            handler = getattr(self, f"on_{message.get_type().lower()}", None)
            if handler is not None and not self.deaf:
                handler(message, now)

    def beat(self, now: datetime) -> list[bytes]:
        self.boot = self.boot or now
        self._ask_again(now)
        self._wind()
        if self._beat is None or now - self._beat >= timedelta(seconds=0.5):
            self._beat = now
            self.tell(now)
        out, self.out = self.out, []
        return [self.frames.pack(message) for message in out] if self.talks else []

    def tell(self, now: datetime) -> None:
        mode = NUMBERS[self.mode] if isinstance(self.mode, Mode) else self.mode
        base = mav.MAV_MODE_FLAG_CUSTOM_MODE_ENABLED | (mav.MAV_MODE_FLAG_SAFETY_ARMED if self.armed else 0)
        self.say(mav.MAVLink_heartbeat_message(2, self.make, base, mode, 4, 3))
        lat, lon = round(self.place.lat * 1e7), round(self.place.lon * 1e7)
        boot_ms = round((now - (self.boot or now)).total_seconds() * 1000)
        amsl = round((self.altitude_m + HOME_ALT_M) * 1000)
        above, east = round(self.altitude_m * 1000), round(self.speed_mps * 100)
        self.say(mav.MAVLink_global_position_int_message(boot_ms, lat, lon, amsl, above, 0, east, 0, 9000))
        landed = 2 if self.altitude_m > 0.5 else 1
        self.say(mav.MAVLink_extended_sys_state_message(0, landed))
        health = mav.MAV_SYS_STATUS_PREARM_CHECK if self.ready else 0
        present = mav.MAV_SYS_STATUS_PREARM_CHECK
        self.say(mav.MAVLink_sys_status_message(present, present, health, 0, 48_000, 0, 87, 0, 0, 0, 0, 0, 0))
        self.say(mav.MAVLink_gps_raw_int_message(0, 3, lat, lon, amsl, 80, 100, 0, 0, 14))
        self.say(mav.MAVLink_ekf_status_report_message(831, 0.1, 0.1, 0.1, 0.1, 0.1))
        self.say(mav.MAVLink_wind_message(270.0, 4.0, 0.0))
        self.say(mav.MAVLink_mission_current_message(self.item))
        if self.line_m is not None:
            self.say(mav.MAVLink_winch_status_message(0, self.line_m, 0.0, self.pull_kg, 0.0, 0.0, 20, 1))

    def _wind(self) -> None:
        """One metre a second towards the length that was asked for."""
        if self.line_m is not None:
            step = max(-0.1, min(0.1, self.line_wanted_m - self.line_m))
            self.line_m += step

    def say(self, message: Any) -> None:
        self.out.append(message)

    def text(self, text: str, severity: int = 2) -> None:
        self.say(mav.MAVLink_statustext_message(severity, text.encode()))

    def on_heartbeat(self, message: Any, now: datetime) -> None:
        if message.get_srcSystem() == 255:
            self.heard_gcs.append(now)

    def on_param_request_read(self, message: Any, now: datetime) -> None:
        if message.param_id in self.settings:
            value = self.settings[message.param_id]
            self.say(mav.MAVLink_param_value_message(message.param_id.encode(), value, 9, len(self.settings), 0))

    def on_param_set(self, message: Any, now: datetime) -> None:
        if message.param_id in self.settings and message.param_id not in self.stubborn:
            self.settings[message.param_id] = message.param_value
        self.on_param_request_read(message, now)

    # The mission protocol, as AP_Mission's transfer does it: the vehicle asks for items, and asks again each second.

    def on_mission_count(self, message: Any, now: datetime) -> None:
        self.uploads.append(message.mission_type)
        self.lists[message.mission_type] = self.lists[message.mission_type][: message.count]  # it is gone already
        self._coming = _Coming(message.mission_type, message.count, now, now)
        if message.count == 0:
            self._acknowledge(mav.MAV_MISSION_ACCEPTED, message.mission_type)
        else:
            self._request(now)

    def on_mission_item_int(self, message: Any, now: datetime) -> None:
        coming = self._coming
        if coming is None:
            return
        if message.seq != len(coming.items):
            self.say(mav.MAVLink_mission_ack_message(255, 190, mav.MAV_MISSION_INVALID_SEQUENCE, coming.kind))
            return
        if message.command in self.unsupported:
            self.lists[coming.kind] = coming.items
            self._acknowledge(mav.MAV_MISSION_UNSUPPORTED, coming.kind)
            return
        coming.items.append(message)
        coming.heard = now
        if len(coming.items) < coming.count:
            self._request(now)
            return
        self.lists[coming.kind] = coming.items
        if self.loses_final_ack:
            self.loses_final_ack -= 1
            self._coming = None
        else:
            self._acknowledge(mav.MAV_MISSION_ACCEPTED, coming.kind)

    def on_mission_request_list(self, message: Any, now: datetime) -> None:
        self.read.append(message.mission_type)
        count = len(self.lists[message.mission_type])
        self.say(mav.MAVLink_mission_count_message(255, 190, count, message.mission_type))

    def on_mission_request_int(self, message: Any, now: datetime) -> None:
        held = self.lists[message.mission_type]
        if message.seq < len(held):
            item = held[message.seq]
            third = 1.0 if item.command == mav.MAV_CMD_NAV_LOITER_TIME else item.param3
            fields = (item.frame, item.command, 0, 1, item.param1, item.param2, third, item.param4)
            place = (item.x, item.y, item.z, message.mission_type)
            self.say(mav.MAVLink_mission_item_int_message(255, 190, message.seq, *fields, *place))

    def _request(self, now: datetime) -> None:
        if self._coming is not None:
            self._coming.asked = now
            seq = len(self._coming.items)
            self.say(mav.MAVLink_mission_request_message(255, 190, seq, self._coming.kind))

    def _ask_again(self, now: datetime) -> None:
        coming = self._coming
        if coming is None:
            return
        if now - coming.heard > GIVES_UP:
            self._acknowledge(mav.MAV_MISSION_OPERATION_CANCELLED, coming.kind)
        elif now - coming.asked > ASKS_AGAIN:
            self._request(now)

    def _acknowledge(self, code: int, kind: int) -> None:
        self._coming = None
        self.say(mav.MAVLink_mission_ack_message(255, 190, code, kind))

    # Commands

    def on_command_long(self, message: Any, now: datetime) -> None:
        params = tuple(getattr(message, f"param{n}") for n in range(1, 8))
        if message.command != mav.MAV_CMD_SET_MESSAGE_INTERVAL:
            self.commands.append((message.command, params))
        if message.command in self.deaf_to:
            return
        result = self.results.get(message.command, mav.MAV_RESULT_ACCEPTED)
        if result == mav.MAV_RESULT_ACCEPTED:
            self.obey(message.command, params)
        self.say(mav.MAVLink_command_ack_message(message.command, result, 0, 0, 255, 190))

    def obey(self, command: int, params: tuple[float, ...]) -> None:
        if command == mav.MAV_CMD_DO_SET_MODE:
            self.mode = next(mode for mode, number in NUMBERS.items() if number == params[1])
        elif command == mav.MAV_CMD_COMPONENT_ARM_DISARM:
            self.armed = params[0] == 1.0
        elif command == mav.MAV_CMD_MISSION_START:
            self.mode, self.item = Mode.AUTO, 1
        elif command == mav.MAV_CMD_DO_SET_MISSION_CURRENT:
            self.item = int(params[0])
        elif command == mav.MAV_CMD_DO_WINCH and params[1] == mav.WINCH_RELATIVE_LENGTH_CONTROL:
            self.line_wanted_m = (self.line_m or 0.0) + params[2]
        elif command == mav.MAV_CMD_DO_GRIPPER:
            self.gripper_open = True

    def given(self, command: int) -> list[tuple[float, ...]]:
        """The parameters of every such command that arrived."""
        return [params for number, params in self.commands if number == command]


@dataclass
class _Coming:
    kind: int
    count: int
    heard: datetime
    asked: datetime
    items: list[Any] = field(default_factory=list)


@dataclass
class Wire:
    """Between a conversation and a peer. `loss` is the share of frames lost, each way."""

    conversation: Conversation
    peer: Peer
    clock: StillClock
    loss: float = 0.0
    chance: random.Random = field(default_factory=lambda: random.Random(7))
    cut: bool = False

    def run(self, seconds: float, until: Callable[[], bool] = lambda: False) -> bool:
        """Let time pass, at most so long; returns whether `until` came true."""
        end = self.clock.now() + timedelta(seconds=seconds)
        while not until():
            if self.clock.now() >= end:
                return False
            now = self.clock.advance(STEP)
            for frame in self.conversation.beat(now):
                if self._arrives():
                    self.peer.take(frame, now)
            for frame in self.peer.beat(now):
                if self._arrives():
                    self.conversation.hear(frame, now)
        return True

    def _arrives(self) -> bool:
        return not self.cut and self.chance.random() >= self.loss
