"""Commands to a vehicle: each is asked until it is answered, and no oftener than it may be. Pure.

A vehicle answers by the command's number alone, so of one number only one is on its way at a time.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from pymavlink.dialects.v20 import ardupilotmega as mav

from drones.mavlink.frames import AUTOPILOT, Message
from drones.mavlink.modes import NUMBERS
from drones.vehicle import Mode

PATIENCE = timedelta(seconds=1.0)
WORKING = timedelta(seconds=20)  # how long "in progress" is believed
CUSTOM_MODE = float(mav.MAV_MODE_FLAG_CUSTOM_MODE_ENABLED)


class Answer(StrEnum):
    """What became of a command. `SILENT`: asked as often as allowed and never answered; it may have been done."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Command:
    """One command by its name here, its number and its parameters; `tries` is how often it may be sent."""

    name: str
    number: int
    params: tuple[float, ...] = ()
    tries: int = 8


def set_mode(mode: Mode) -> Command:
    """Change the flight mode."""
    return Command(f"mode_{mode}", mav.MAV_CMD_DO_SET_MODE, (CUSTOM_MODE, float(NUMBERS[mode])))


def set_item(seq: int) -> Command:
    """Go on with mission item `seq`."""
    return Command("item", mav.MAV_CMD_DO_SET_MISSION_CURRENT, (float(seq),))


def pause(*, go_on: bool) -> Command:
    """Stop on the way, or go on. The mode stays AUTO."""
    return Command("resume" if go_on else "pause", mav.MAV_CMD_DO_PAUSE_CONTINUE, (float(go_on),), tries=3)


def wind(length_m: float, speed_mps: float) -> Command:
    """Let `length_m` more line out, or wind it in when negative. Counted from what is out, so it is sent once only."""
    relative = float(mav.WINCH_RELATIVE_LENGTH_CONTROL)
    return Command("wind", mav.MAV_CMD_DO_WINCH, (1.0, relative, length_m, speed_mps), tries=1)


def let_line_go() -> Command:
    """Let the line run off freely, so that it holds the vehicle no more."""
    return Command("let_line_go", mav.MAV_CMD_DO_WINCH, (1.0, float(mav.WINCH_RELAXED)))


def open_gripper() -> Command:
    """Let the kit go."""
    return Command("open_gripper", mav.MAV_CMD_DO_GRIPPER, (1.0, float(mav.GRIPPER_ACTION_RELEASE)))


def message_interval(message_id: int, hertz: float) -> Command:
    """Have a message sent `hertz` times a second."""
    return Command(
        "message_interval", mav.MAV_CMD_SET_MESSAGE_INTERVAL, (float(message_id), 1_000_000.0 / hertz), tries=3
    )


FENCE_ON = Command("fence_on", mav.MAV_CMD_DO_FENCE_ENABLE, (1.0,))
ARM = Command("arm", mav.MAV_CMD_COMPONENT_ARM_DISARM, (1.0,), tries=3)
DISARM = Command("disarm", mav.MAV_CMD_COMPONENT_ARM_DISARM, (0.0,))
START = Command("start", mav.MAV_CMD_MISSION_START, ())


@dataclass(slots=True)
class Asking:
    """The commands on their way to one vehicle, and the last answer to each by name."""

    system: int
    answers: dict[str, tuple[Answer, datetime]] = field(default_factory=dict)
    refusals: dict[str, int] = field(default_factory=dict)
    _open: dict[int, "_Open"] = field(default_factory=dict)

    def ask(self, command: Command) -> bool:
        """Put a command on its way; False while another of its number is."""
        if command.number in self._open:
            return False
        self._open[command.number] = _Open(command)
        self.answers.pop(command.name, None)
        return True

    def instead(self, command: Command) -> None:
        """Put a command on its way in the place of any other of its number: what an operator wants now."""
        standing = self._open.get(command.number)
        if standing is None or standing.command != command:
            self._open[command.number] = _Open(command)
            self.answers.pop(command.name, None)

    def drop(self, *commands: Command) -> None:
        """These are not to be sent again, whatever became of them."""
        for command in commands:
            standing = self._open.get(command.number)
            if standing is not None and standing.command == command:
                del self._open[command.number]

    def call_off(self, *names: str) -> None:
        """Nothing of these names is sent again; whether it was done already nobody knows."""
        self._open = {number: one for number, one in self._open.items() if one.command.name not in names}

    def call_off_but(self, *names: str) -> None:
        """Nothing is sent again but what has one of these names."""
        self._open = {number: one for number, one in self._open.items() if one.command.name in names}

    def no_more(self, name: str) -> None:
        """A command of this name is not sent again; the answer to what was sent is still heard."""
        for number, standing in list(self._open.items()):
            if standing.command.name == name:
                if standing.sent:
                    standing.sent = standing.command.tries
                else:
                    del self._open[number]

    def answered(self, name: str) -> Answer | None:
        """What became of the last command of this name; None while it is open, or when there was none."""
        found = self.answers.get(name)
        return found[0] if found else None

    def underway(self, name: str) -> bool:
        """Whether a command of this name waits for its answer."""
        return any(standing.command.name == name for standing in self._open.values())

    def forget(self) -> None:
        """The vehicle is another one now, or has restarted."""
        self._open.clear()
        self.answers.clear()

    def due(self, now: datetime) -> list[Message]:
        """What to send now."""
        messages = []
        for number, standing in list(self._open.items()):
            if standing.until is not None and now < standing.until:
                continue
            if standing.sent >= standing.command.tries:
                del self._open[number]
                self.answers[standing.command.name] = (Answer.SILENT, now)
                continue
            messages.append(standing.message(self.system))
            standing.sent, standing.until = standing.sent + 1, now + PATIENCE
        return messages

    def hear(self, message: Message, now: datetime) -> None:
        """Take a COMMAND_ACK; one nobody waits for is an echo."""
        standing = self._open.get(message.command)
        if standing is None or not standing.sent:
            return
        if message.result == mav.MAV_RESULT_IN_PROGRESS:
            standing.until = now + WORKING
            return
        if message.result == mav.MAV_RESULT_TEMPORARILY_REJECTED and standing.sent < standing.command.tries:
            return
        del self._open[message.command]
        accepted = message.result == mav.MAV_RESULT_ACCEPTED
        self.answers[standing.command.name] = (Answer.ACCEPTED if accepted else Answer.REFUSED, now)
        self.refusals[standing.command.name] = message.result


@dataclass(slots=True)
class _Open:
    command: Command
    sent: int = 0
    until: datetime | None = None

    def message(self, system: int) -> Message:
        params = (*self.command.params, *(0.0,) * 7)[:7]
        return mav.MAVLink_command_long_message(system, AUTOPILOT, self.command.number, self.sent, *params)
