"""What a vehicle must be set to, asked of it once: a failsafe that is off is found on the ground. Pure.

Names are ArduPilot's; where a release has renamed one, either is asked for, and what a vehicle does not have is not
held against it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pymavlink.dialects.v20 import ardupilotmega as mav

from drones.mavlink.frames import AUTOPILOT, GCS_SYSTEM, Message

PATIENCE = timedelta(seconds=1)
TRIES = 4
POLYGONS = 4  # bit of FENCE_TYPE
WANTED: Mapping[str, Callable[[float], bool]] = {
    "SYSID_MYGCS": lambda value: value == GCS_SYSTEM,
    "MAV_GCS_SYSID": lambda value: value == GCS_SYSTEM,
    "FS_GCS_ENABLE": lambda value: value > 0,
    "FENCE_TYPE": lambda value: bool(int(value) & POLYGONS),
    "FENCE_ACTION": lambda value: value > 0,
}


@dataclass(slots=True)
class Settings:
    """Which are still to be asked, and what was found wrong: name and value."""

    system: int
    wrong: dict[str, float] = field(default_factory=dict)
    _left: dict[str, int] = field(default_factory=lambda: dict.fromkeys(WANTED, TRIES))
    _asked: datetime | None = None

    def due(self, now: datetime) -> list[Message]:
        """The next question, one a second."""
        if not self._left or (self._asked is not None and now - self._asked < PATIENCE):
            return []
        self._asked = now
        name = next(iter(self._left))
        tries = self._left.pop(name) - 1
        if tries:
            self._left[name] = tries  # at the end of the row
        return [mav.MAVLink_param_request_read_message(self.system, AUTOPILOT, name.encode(), -1)]

    def hear(self, message: Message) -> str | None:
        """Take a PARAM_VALUE; returns what is to be noted when it is wrong, the first time."""
        name, value = message.param_id, message.param_value
        if name not in WANTED:
            return None
        self._left.pop(name, None)
        if WANTED[name](value):
            self.wrong.pop(name, None)
            return None
        known = self.wrong.get(name) == value
        self.wrong[name] = value
        return None if known else f"{name} is {value:g}"
