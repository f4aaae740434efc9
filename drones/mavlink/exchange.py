"""Bringing a mission up to a vehicle and down again, as two state machines that lose frames calmly. Pure.

Measured on ArduCopter: with a quarter of all frames lost either way both succeed; the answer to the last item is lost
as often as any other, so silence after it means "unknown", never "failed"; and an upload that is refused has already
destroyed the mission that was there. So nobody believes an answer: what was brought up is read back and compared.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from pymavlink.dialects.v20 import ardupilotmega as mav

from drones.mavlink.frames import AUTOPILOT, Message

PATIENCE = timedelta(seconds=0.7)  # until we ask again; a round trip over a mobile network takes 0.1 to 0.3 s
THEIRS = timedelta(seconds=9)  # a vehicle asks again by itself each second and gives the upload up after 8
TRIES = 30  # of one question; at 30 % loss either way all of them fail once in 10^8


class Kind(StrEnum):
    """The three lists a vehicle keeps, in the order they are brought up: first what fences the flight in."""

    FENCE = "fence"
    RALLY = "rally"
    MISSION = "mission"


NUMBERS = {
    Kind.FENCE: mav.MAV_MISSION_TYPE_FENCE,
    Kind.RALLY: mav.MAV_MISSION_TYPE_RALLY,
    Kind.MISSION: mav.MAV_MISSION_TYPE_MISSION,
}


class End(StrEnum):
    """How an exchange ended. `UNKNOWN`: everything was asked for, and then nothing more was heard."""

    DONE = "done"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Item:
    """One item as it goes over the line: `x`, `y` are degrees × 10⁷, `z` metres in `frame`; unset numbers are 0."""

    command: int
    frame: int
    params: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    x: int = 0
    y: int = 0
    z: float = 0.0


@dataclass(slots=True)
class Question:
    """One question until its answer: asked again once that has been waited for, and so often at most."""

    asked: datetime | None = None
    tries: int = 0

    def due(self, now: datetime) -> bool | None:
        """Whether it is to be asked now; None once it was asked in vain often enough."""
        if self.asked is not None and now - self.asked < PATIENCE:
            return False
        return True if self.tries < TRIES else None

    def ask(self, now: datetime, *, anew: bool = False) -> None:
        """It is asked now, once more or for the first time."""
        self.asked, self.tries = now, 1 if anew else self.tries + 1


@dataclass(slots=True)
class Upload:
    """Bringing `items` up to vehicle `system`. `end` is None while it goes on; `refusal` is the vehicle's own code."""

    kind: Kind
    items: Sequence[Item]
    system: int
    end: End | None = None
    refusal: int | None = None
    _question: Question = field(default_factory=Question)
    _heard: datetime | None = None
    _last_sent: bool = False

    def due(self, now: datetime) -> list[Message]:
        """What to send now: the count, again and again until the vehicle asks for items; then it sets the pace."""
        if self.end is not None:
            return []
        if self._heard is not None:
            if now - self._heard > THEIRS:
                self.end = End.UNKNOWN if self._last_sent else End.SILENT
            return []
        due = self._question.due(now)
        if due is None:
            self.end = End.UNKNOWN if not self.items else End.SILENT
        if not due:
            return []
        self._question.ask(now)
        return [mav.MAVLink_mission_count_message(self.system, AUTOPILOT, len(self.items), NUMBERS[self.kind])]

    def hear(self, message: Message, now: datetime) -> list[Message]:
        """What to answer to a message from the vehicle; empty for one that is not part of this."""
        if self.end is not None or not _ours(message, self.kind):
            return []
        if message.get_type() in {"MISSION_REQUEST_INT", "MISSION_REQUEST"}:
            return self._give(message.seq, now)
        if message.get_type() == "MISSION_ACK" and self._question.asked is not None:
            self._acknowledged(message.type)
        return []

    def _give(self, seq: int, now: datetime) -> list[Message]:
        if self._question.asked is None or not 0 <= seq < len(self.items):
            return []
        self._heard, self._last_sent = now, self._last_sent or seq == len(self.items) - 1
        return [as_message(self.items[seq], seq, self.system, self.kind)]

    def _acknowledged(self, code: int) -> None:
        """An item out of its turn is answered with an error too, and asked for again."""
        if code == mav.MAV_MISSION_INVALID_SEQUENCE:
            return
        if code == mav.MAV_MISSION_ACCEPTED:
            if self._last_sent or not self.items:
                self.end = End.DONE
        elif code == mav.MAV_MISSION_OPERATION_CANCELLED:
            self.end = End.UNKNOWN if self._last_sent else End.SILENT
        else:
            self.end, self.refusal = End.REFUSED, code


@dataclass(slots=True)
class Download:
    """Reading a list back. `items` are what came, whole once `end` is DONE."""

    kind: Kind
    system: int
    end: End | None = None
    count: int | None = None
    items: list[Item] = field(default_factory=list)
    _question: Question = field(default_factory=Question)

    def due(self, now: datetime) -> list[Message]:
        """The question that stands, when it has waited long enough for its answer."""
        due = self._question.due(now) if self.end is None else False
        self.end = End.SILENT if due is None else self.end
        return self._ask(now, anew=False) if due else []

    def hear(self, message: Message, now: datetime) -> list[Message]:
        """What to answer to a message from the vehicle: the next question, or thanks after the last."""
        if self.end is not None or self._question.asked is None or not _ours(message, self.kind):
            return []
        kind = message.get_type()
        if kind == "MISSION_COUNT" and self.count is None:
            self.count = message.count
            return self._ask(now) if self.count else self._thank()
        if kind in {"MISSION_ITEM_INT", "MISSION_ITEM"} and self.count and message.seq == len(self.items):
            self.items.append(as_item(message))
            return self._ask(now) if len(self.items) < self.count else self._thank()
        if kind == "MISSION_ACK" and message.type not in {mav.MAV_MISSION_ACCEPTED, mav.MAV_MISSION_INVALID_SEQUENCE}:
            self.end = End.REFUSED
        return []

    def _ask(self, now: datetime, *, anew: bool = True) -> list[Message]:
        self._question.ask(now, anew=anew)
        number = NUMBERS[self.kind]
        if self.count is None:
            return [mav.MAVLink_mission_request_list_message(self.system, AUTOPILOT, number)]
        return [mav.MAVLink_mission_request_int_message(self.system, AUTOPILOT, len(self.items), number)]

    def _thank(self) -> list[Message]:
        self.end = End.DONE
        return [mav.MAVLink_mission_ack_message(self.system, AUTOPILOT, mav.MAV_MISSION_ACCEPTED, NUMBERS[self.kind])]


def as_message(item: Item, seq: int, system: int, kind: Kind) -> Message:
    """The item as message number `seq` of its list."""
    return mav.MAVLink_mission_item_int_message(
        system,
        AUTOPILOT,
        seq,
        item.frame,
        item.command,
        0,
        1,
        *item.params,
        item.x,
        item.y,
        item.z,
        NUMBERS[kind],
    )


def as_item(message: Message) -> Item:
    """The message's item; one in the old form, with degrees, is put into the new."""
    item = Item(
        message.command,
        message.frame,
        (message.param1, message.param2, message.param3, message.param4),
        message.x,
        message.y,
        message.z,
    )
    if message.get_type() == "MISSION_ITEM":
        return replace(item, x=round(message.x * 1e7), y=round(message.y * 1e7))
    return item


def refusal_name(code: int | None) -> str:
    """The vehicle's own word for its refusal, such as `unsupported`."""
    known = mav.enums["MAV_MISSION_RESULT"].get(code)
    return known.name.removeprefix("MAV_MISSION_").lower() if known is not None else f"code_{code}"


def _ours(message: Message, kind: Kind) -> bool:
    return bool(getattr(message, "mission_type", None) == NUMBERS[kind])
