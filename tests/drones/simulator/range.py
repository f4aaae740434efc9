"""A flying range: one simulated vehicle and a ground station that speaks to it in memory, by a clock of its own."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from chassis.geo import LatLon
from drones.airframes import M350
from drones.plane import Plane
from drones.simulator.codes import Command, Frame, ListKind, Mode
from drones.simulator.copter import Copter
from drones.simulator.fleet import make_copter
from drones.simulator.flying import step
from drones.simulator.items import Item
from drones.simulator.radio import Radio

HOME = LatLon(36.4803, 127.2885)
AMSL_M = 40.0
GROUND = 255  # the system whose heartbeats feed the failsafe
BEAT_S = 1.0
STEP_S = 0.1
CRUISE_M, HOVER_M, HOLD_S, SPEED_MPS = 60.0, 30.0, 120.0, 18.0
NAN = math.nan
Message = Any


def off(east_m: float, north_m: float) -> LatLon:
    """A place so far from home."""
    plane = Plane(HOME.lat)
    east, north = plane.xy(HOME)
    return plane.place((east + east_m, north + north_m))


def item(command: int, place: LatLon | None, up: float, *params: float, frame: int = Frame.RELATIVE_INT) -> Item:
    """An item as a ground station sends it: what it does not care for is not a number."""
    first, second, third, fourth = (*params, NAN, NAN, NAN, NAN)[:4]
    lat, lon = (round(place.lat * 1e7), round(place.lon * 1e7)) if place is not None else (0, 0)
    return Item(command, frame, (first, second, third, fourth), lat, lon, up)


def delivery(target: LatLon, *, hold_s: float = HOLD_S) -> list[Item]:
    """The mission that flew: out, down to the hover, hold, up, home, land."""
    return [
        item(Command.WAYPOINT, HOME, AMSL_M, frame=Frame.AMSL),
        item(Command.TAKEOFF, HOME, CRUISE_M),
        item(Command.CHANGE_SPEED, None, 0.0, 1.0, SPEED_MPS, frame=Frame.MISSION),
        item(Command.WAYPOINT, target, CRUISE_M),
        item(Command.WAYPOINT, target, HOVER_M),
        item(Command.LOITER_TIME, target, HOVER_M, hold_s),
        item(Command.WAYPOINT, target, CRUISE_M),
        item(Command.WAYPOINT, HOME, CRUISE_M),
        item(Command.LAND, HOME, 0.0),
    ]


FIRST_RETURN = 6


def ring(command: int, *corners: LatLon) -> list[Item]:
    """A polygon of a fence."""
    return [item(command, corner, 0.0, float(len(corners)), frame=Frame.AMSL) for corner in corners]


@dataclass(slots=True)
class Range:
    """`heard` is all that came from the vehicle; `beating` whether the ground station sends its heartbeat."""

    copter: Copter = field(default_factory=lambda: make_copter(M350, HOME, home_amsl_m=AMSL_M))
    key: bytes | None = None
    now: float = 0.0
    beating: bool = True
    beat_at: float = 0.0
    heard: list[Message] = field(default_factory=list)
    radio: Radio = field(init=False)
    mav: Any = field(init=False)

    def __post_init__(self) -> None:
        self.radio = Radio(self.copter, 7, self.key)
        self.mav = mavlink.MAVLink(None, srcSystem=GROUND, srcComponent=190)
        self.mav.robust_parsing = True

    def send(self, message: Message) -> list[Message]:
        """Send one message; the answers."""
        frame = bytes(message.pack(self.mav))
        self.mav.seq = (self.mav.seq + 1) % 256
        return self._got(self.radio.hear(frame, now=self.now))

    def order(self, command: int, *params: float) -> int | None:
        """Send a command; its result, None when no answer came."""
        seven = (*params, *(0.0,) * 7)[:7]
        answers = self.send(mavlink.MAVLink_command_long_message(7, 1, command, 0, *seven))
        return next((a.result for a in answers if a.get_type() == "COMMAND_ACK" and a.command == command), None)

    def set(self, name: str, value: float) -> float | None:
        """Set a parameter; what the vehicle says it is now."""
        kind = mavlink.MAV_PARAM_TYPE_REAL32
        answers = self.send(mavlink.MAVLink_param_set_message(7, 1, name.encode(), value, kind))
        return answers[0].param_value if answers else None

    def fly(self, seconds: float, until: Callable[[], bool] = lambda: False) -> bool:
        """Let time pass, at most so much; whether `until` came true."""
        over = self.now + seconds
        while not until() and self.now < over:
            if self.beating and self.now >= self.beat_at:
                self.beat_at = self.now + BEAT_S
                self.send(mavlink.MAVLink_heartbeat_message(6, 8, 0, 0, 4, 3))
            self.now += STEP_S
            step(self.copter, STEP_S, now=self.now)
            self._got(self.radio.say(now=self.now))
        return until()

    def upload(self, kind: ListKind, items: Sequence[Item]) -> int:
        """Send a list, patiently, and give the vehicle's last answer; -1 when it gives none."""
        count = mavlink.MAVLink_mission_count_message(7, 1, len(items), kind)
        answers, sent = self.send(count), count
        for _ in range(400):
            if (ack := _first(answers, "MISSION_ACK")) is not None and ack.type != mavlink.MAV_MISSION_INVALID_SEQUENCE:
                return int(ack.type)
            asked = _first(answers, "MISSION_REQUEST_INT")
            sent = self._item(items[asked.seq], asked.seq, kind) if asked is not None else sent
            mark = len(self.heard)
            answers = self.send(sent)
            if not answers:
                self.fly(0.3)
                answers = [m for m in self.heard[mark:] if m.get_type().startswith("MISSION_")]
        return -1

    def download(self, kind: ListKind) -> list[Message]:
        """What the vehicle holds."""
        (count,) = self.send(mavlink.MAVLink_mission_request_list_message(7, 1, kind))
        return [self.send(mavlink.MAVLink_mission_request_int_message(7, 1, n, kind))[0] for n in range(count.count)]

    def launch(self, mission: Sequence[Item]) -> None:
        """Load a mission and fly it."""
        assert self.upload(ListKind.MISSION, mission) == 0
        assert self.order(Command.SET_MODE, 1, Mode.AUTO) == 0
        assert self.order(Command.ARM_DISARM, 1) == 0
        assert self.order(Command.MISSION_START) == 0

    def texts(self) -> list[str]:
        """Every status text so far."""
        return [m.text for m in self.heard if m.get_type() == "STATUSTEXT"]

    def last(self, kind: str) -> Message:
        """The newest message of a type."""
        return next(m for m in reversed(self.heard) if m.get_type() == kind)

    def _item(self, of: Item, seq: int, kind: ListKind) -> Message:
        place = (of.lat_e7, of.lon_e7, of.altitude_m)
        return mavlink.MAVLink_mission_item_int_message(
            7, 1, seq, of.frame, of.command, 0, 1, *of.params, *place, mission_type=kind
        )

    def _got(self, frames: Sequence[bytes]) -> list[Message]:
        messages = [m for frame in frames for m in self.mav.parse_buffer(frame) or ()]
        self.heard.extend(messages)
        return messages


def _first(messages: Sequence[Message], kind: str) -> Message | None:
    return next((m for m in messages if m.get_type() == kind), None)
