"""How often a vehicle is to say what: asked for after it was found, and again for whatever falls silent. Pure."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pymavlink.dialects.v20 import ardupilotmega as mav

from drones.mavlink.commands import Answer, Asking, message_interval

SILENT_AFTER = timedelta(seconds=10)  # a vehicle without a winch or a wind estimate never says them: asked again calmly
HERTZ = {
    mav.MAVLINK_MSG_ID_GLOBAL_POSITION_INT: 5.0,
    mav.MAVLINK_MSG_ID_WINCH_STATUS: 5.0,
    mav.MAVLINK_MSG_ID_EXTENDED_SYS_STATE: 2.0,
    mav.MAVLINK_MSG_ID_MISSION_CURRENT: 2.0,
    mav.MAVLINK_MSG_ID_SYS_STATUS: 1.0,
    mav.MAVLINK_MSG_ID_BATTERY_STATUS: 1.0,
    mav.MAVLINK_MSG_ID_GPS_RAW_INT: 1.0,
    mav.MAVLINK_MSG_ID_EKF_STATUS_REPORT: 1.0,
    mav.MAVLINK_MSG_ID_WIND: 1.0,
    mav.MAVLINK_MSG_ID_FENCE_STATUS: 1.0,
}


@dataclass(slots=True)
class Rates:
    """What was asked for and when; `again` forgets it all, for a vehicle that has started anew."""

    _waiting: list[int] = field(default_factory=lambda: list(HERTZ))
    _asked: dict[int, datetime] = field(default_factory=dict)
    _seen: dict[int, datetime] = field(default_factory=dict)
    _now: int | None = None

    def again(self) -> None:
        """Ask for everything anew."""
        self._waiting, self._asked, self._now = list(HERTZ), {}, None

    def seen(self, message_id: int, now: datetime) -> None:
        """This message has come."""
        if message_id in HERTZ:
            self._seen[message_id] = now

    def look(self, asking: Asking, now: datetime) -> None:
        """Ask for the next one, when the last is answered."""
        if asking.underway("message_interval"):
            return
        if self._now is not None and asking.answered("message_interval") is Answer.SILENT:
            self._waiting.append(self._now)
        self._now = self._next(now)
        if self._now is not None and asking.ask(message_interval(self._now, HERTZ[self._now])):
            self._asked[self._now] = now

    def _next(self, now: datetime) -> int | None:
        if self._waiting:
            return self._waiting.pop(0)
        long_ago = now - SILENT_AFTER
        silent = (number for number in HERTZ if self._seen.get(number, self._asked[number]) < long_ago)
        return next((number for number in silent if self._asked[number] < long_ago), None)
