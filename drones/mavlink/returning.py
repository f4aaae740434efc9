"""The height at which a vehicle flies home by itself: set to that of the flight, and read back. Pure.

Where it goes home without us, for want of a link or of charge, it climbs to that height first and then flies straight.
ArduCopter keeps it in centimetres, from 4.7 on in metres under another name; it answers to the one it has.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pymavlink.dialects.v20 import ardupilotmega as mav

from drones.mavlink.exchange import End, Question
from drones.mavlink.frames import AUTOPILOT, Message

A_METRE: Mapping[str, float] = {"RTL_ALT_M": 1.0, "RTL_ALT": 100.0}  # in what each is counted
SAME_M = 0.5
SETS = 8  # times it is set; a vehicle that then still says another height does not take it


@dataclass(slots=True)
class ReturnHeight:
    """Setting it to `height_m` in vehicle `system`. `end` is None while it goes on; `held_m` is what it said last."""

    height_m: float
    system: int
    end: End | None = None
    name: str | None = None
    held_m: float | None = None
    _sets: int = 0
    _question: Question = field(default_factory=Question)

    @property
    def detail(self) -> str:
        """What is wrong with it, in the vehicle's own terms."""
        if self.held_m is None:
            return f"{' / '.join(sorted(A_METRE))}: not told"
        return f"{self.name} is {self.held_m:g} m, not {self.height_m:g} m"

    def due(self, now: datetime) -> list[Message]:
        """The question, until it is answered: under both names, while nobody knows which it has."""
        due = self._question.due(now) if self.end is None else False
        self.end = End.SILENT if due is None else self.end
        if not due:
            return []
        self._question.ask(now)
        return [self._request(name) for name in ([self.name] if self.name is not None else A_METRE)]

    def hear(self, message: Message, now: datetime) -> list[Message]:
        """What to answer to a message from the vehicle: another height is set right, and it says what it then holds."""
        height_m = return_height_m(message)
        if self.end is not None or height_m is None or self.name not in {None, message.param_id}:
            return []
        self.name, self.held_m = message.param_id, height_m
        if same_height(height_m, self.height_m):
            self.end = End.DONE
            return []
        if self._sets >= SETS:
            self.end = End.REFUSED
            return []
        self._sets, self._question = self._sets + 1, Question(asked=now)
        return [self._setting(message.param_id)]

    def _request(self, name: str) -> Message:
        return mav.MAVLink_param_request_read_message(self.system, AUTOPILOT, name.encode(), -1)

    def _setting(self, name: str) -> Message:
        value, kind = self.height_m * A_METRE[name], mav.MAV_PARAM_TYPE_REAL32
        return mav.MAVLink_param_set_message(self.system, AUTOPILOT, name.encode(), value, kind)


def return_height_m(message: Message) -> float | None:
    """The height that a message tells; None for one about anything else."""
    known = message.get_type() == "PARAM_VALUE" and message.param_id in A_METRE
    return message.param_value / A_METRE[message.param_id] if known else None


def same_height(told_m: float, wanted_m: float) -> bool:
    """Whether a vehicle that tells one height comes home at the other."""
    return abs(told_m - wanted_m) <= SAME_M
