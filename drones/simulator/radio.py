"""One vehicle's end of the line: frames in, frames out. It owns no socket; whoever does gives it datagrams and time."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from chassis.chance import Random, seeded
from drones.simulator.codes import Command, Result
from drones.simulator.commands import obey, set_mode
from drones.simulator.copter import Copter
from drones.simulator.missionrun import jump
from drones.simulator.telemetry import EVERY_S, SPOKEN
from drones.simulator.transfers import Transfers

COMPONENT = 1  # MAV_COMP_ID_AUTOPILOT1; nobody answers for a winch of its own
FASTEST_S = 0.02
TEXT_BYTES = 50
Message = Any  # pymavlink's messages carry no types


@dataclass(slots=True)
class Stream:
    """A message that is sent again and again."""

    every_s: float
    due: float = 0.0


@dataclass(slots=True)
class Radio:
    """The protocol of one vehicle. Give it `key` (32 bytes), and it signs and hears only what is signed with it."""

    copter: Copter
    system: int
    key: bytes | None = None
    chance: Random = field(default_factory=lambda: seeded(1))
    mav: Any = field(init=False)
    transfers: Transfers = field(init=False)
    streams: dict[int, Stream] = field(init=False)
    started: float | None = None
    cut_until: float | None = None

    def __post_init__(self) -> None:
        self.mav = mavlink.MAVLink(None, srcSystem=self.system, srcComponent=COMPONENT)
        self.mav.robust_parsing = True
        if self.key is not None:
            self.mav.signing.secret_key, self.mav.signing.sign_outgoing = self.key, True
        self.transfers = Transfers(self.copter)
        self.streams = {number: Stream(every_s) for number, every_s in EVERY_S.items()}

    def hear(self, datagram: bytes, *, now: float) -> list[bytes]:
        """The answers to one datagram, for whoever sent it."""
        if self._lost(now):
            return []
        heard = self.mav.parse_buffer(datagram) or ()
        answers = [answer for message in heard for answer in self._answer(message, now)]
        return [frame for answer in answers if (frame := self._out(answer, now)) is not None]

    def say(self, *, now: float) -> list[bytes]:
        """What is due by now, for everybody who listens."""
        self.started = now if self.started is None else self.started
        frames = [self._out(message, now) for message in self._due(now)]
        return [frame for frame in frames if frame is not None]

    def _due(self, now: float) -> Iterator[Message]:
        for number, stream in self.streams.items():
            if now >= stream.due:
                stream.due = max(stream.due + stream.every_s, now)  # late is late: nothing is made up for
                yield SPOKEN[number](self.copter, self._ms(now))
        yield from self.transfers.due(now)
        for seq in self.copter.run.reached:
            yield mavlink.MAVLink_mission_item_reached_message(seq)
        self.copter.run.reached.clear()
        for severity, text in self.copter.said:
            yield mavlink.MAVLink_statustext_message(severity, text.encode()[:TEXT_BYTES])
        self.copter.said.clear()

    def _ms(self, now: float) -> int:
        return round((now - (self.started if self.started is not None else now)) * 1000)

    def _answer(self, message: Message, now: float) -> Iterator[Message]:
        kind = message.get_type()
        if kind == "BAD_DATA" or not self._meant(message):
            return
        if kind == "HEARTBEAT" and message.get_srcSystem() == self.copter.parameters["MAV_GCS_SYSID"]:
            self.copter.heard_gcs = now
        elif kind in {"COMMAND_LONG", "COMMAND_INT"}:
            yield from self._command(message, now)
        elif kind == "SET_MODE":
            set_mode(self.copter, message.custom_mode)
        elif kind == "MISSION_SET_CURRENT":
            jump(self.copter, message.seq)
        elif kind.startswith("PARAM_"):
            yield from self._parameter(message, now)
        else:
            yield from self.transfers.hear(message, now)

    def _meant(self, message: Message) -> bool:
        """Whether a message is for this vehicle, or for all."""
        system, component = getattr(message, "target_system", 0), getattr(message, "target_component", 0)
        return system in {0, self.system} and component in {0, COMPONENT}

    def _command(self, message: Message, now: float) -> Iterator[Message]:
        params = _params(message)
        result, told = self._asked(message.command, params, now)
        if result is None:
            result = obey(self.copter, message.command, params)
        sender = (message.get_srcSystem(), message.get_srcComponent())
        yield mavlink.MAVLink_command_ack_message(message.command, result, 0, 0, *sender)
        yield from told

    def _asked(self, command: int, params: tuple[float, ...], now: float) -> tuple[Result | None, list[Message]]:
        """Commands about messages; a result of None for all others."""
        if command == Command.SET_MESSAGE_INTERVAL:
            return self._interval(int(params[0]), params[1], now), []
        numbers = {
            Command.REQUEST_MESSAGE: int(params[0]),
            Command.REQUEST_CAPABILITIES: mavlink.MAVLINK_MSG_ID_AUTOPILOT_VERSION,
            Command.GET_HOME_POSITION: mavlink.MAVLINK_MSG_ID_HOME_POSITION,
        }
        if command not in numbers:
            return None, []
        speak = SPOKEN.get(numbers[Command(command)])
        return (Result.FAILED, []) if speak is None else (Result.ACCEPTED, [speak(self.copter, self._ms(now))])

    def _interval(self, number: int, microseconds: float, now: float) -> Result:
        """How often a message is sent: -1 never, 0 as by default."""
        if number not in SPOKEN:
            return Result.FAILED
        self.streams.pop(number, None)
        every_s = EVERY_S.get(number, 1.0) if microseconds == 0 else max(FASTEST_S, microseconds / 1e6)
        if microseconds >= 0:
            self.streams[number] = Stream(every_s, now)
        return Result.ACCEPTED

    def _parameter(self, message: Message, now: float) -> Iterator[Message]:
        names, kind = self.copter.parameters.names, message.get_type()
        if kind == "PARAM_REQUEST_LIST":
            yield from (self._value(name) for name in names)
            return
        name = message.param_id
        if kind == "PARAM_REQUEST_READ" and 0 <= message.param_index < len(names):
            name = names[message.param_index]
        if name not in names:
            return
        if kind == "PARAM_SET":
            self.copter.parameters[name] = message.param_value
            self.cut_until = now + message.param_value if name == "SIM_LINE_CUT" else self.cut_until
        yield self._value(name)

    def _value(self, name: str) -> Message:
        names, real32 = self.copter.parameters.names, mavlink.MAV_PARAM_TYPE_REAL32
        value = self.copter.parameters[name]
        return mavlink.MAVLink_param_value_message(name.encode(), value, real32, len(names), names.index(name))

    def _out(self, message: Message, now: float) -> bytes | None:
        """The frame of a message; None for one that gets lost on the way."""
        frame: bytes = bytes(message.pack(self.mav))
        self.mav.seq = (self.mav.seq + 1) % 256
        return None if self._lost(now) else frame

    def _lost(self, now: float) -> bool:
        if self.cut_until is not None and now < self.cut_until:
            return True
        share = self.copter.parameters["SIM_LINE_LOSS"]
        return share > 0 and self.chance.random() < share


def _params(message: Message) -> tuple[float, ...]:
    first = (message.param1, message.param2, message.param3, message.param4)
    if message.get_type() == "COMMAND_INT":
        return (*first, message.x / 1e7, message.y / 1e7, message.z)
    return (*first, message.param5, message.param6, message.param7)
