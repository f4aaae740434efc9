"""Missions, fences and rally points up and down: MAVLink's mission protocol, with ArduPilot's ways.

A mission is overwritten item by item as it comes, so that a refused upload leaves what had come until then; a fence and
rally points are taken whole at the end. An item nobody waits for is answered with an error, also when it is the last
one sent again because the final answer was lost.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from pymavlink.dialects.v20 import ardupilotmega as mavlink

from drones.simulator.codes import Answer, ListKind, Severity
from drones.simulator.copter import Copter
from drones.simulator.items import MOST_ITEMS, Item, home_item, kept, taken, whole

ASKS_AGAIN_S = 1.0
GIVES_UP_S = 8.0
Message = Any  # pymavlink's messages carry no types


@dataclass(slots=True)
class Receiving:
    """An upload in progress: from whom, of how many, and what has come."""

    kind: ListKind
    sender: tuple[int, int]
    count: int
    heard_at: float
    asked_at: float
    items: list[Item] = field(default_factory=list)


@dataclass(slots=True)
class Transfers:
    """Both directions for one vehicle. What it yields goes to whoever was heard."""

    copter: Copter
    receiving: Receiving | None = None

    def hear(self, message: Message, now: float) -> Iterator[Message]:
        """Answers to a message of the protocol; nothing for any other."""
        answer = self._answers().get(message.get_type())
        if answer is not None and message.mission_type in set(ListKind):
            yield from answer(message, ListKind(message.mission_type), now)

    def due(self, now: float) -> Iterator[Message]:
        """What is asked for again because nothing came."""
        got = self.receiving
        if got is None:
            return
        if now - got.heard_at > GIVES_UP_S:
            self.receiving = None
            self.copter.say(Severity.WARNING, "Mission upload timeout")
        elif now - got.asked_at > ASKS_AGAIN_S:
            yield self._ask(got, now)

    def _answers(self) -> dict[str, Callable[[Message, ListKind, float], Iterator[Message]]]:
        return {
            "MISSION_COUNT": self._count,
            "MISSION_ITEM_INT": self._item,
            "MISSION_REQUEST_LIST": self._list,
            "MISSION_REQUEST_INT": self._send,
            "MISSION_REQUEST": self._send,
            "MISSION_CLEAR_ALL": self._clear,
        }

    def _count(self, message: Message, kind: ListKind, now: float) -> Iterator[Message]:
        sender = _sender(message)
        if self.receiving is not None and self.receiving.sender != sender:
            yield _ack(sender, Answer.DENIED, kind)
        elif message.count > MOST_ITEMS[kind]:
            yield _ack(sender, Answer.NO_SPACE, kind)
        else:
            self.receiving = got = Receiving(kind, sender, message.count, now, now)
            if kind is ListKind.MISSION:
                del self.copter.held.mission[message.count :]
            yield from [self._ask(got, now)] if message.count else self._complete(got)

    def _item(self, message: Message, kind: ListKind, now: float) -> Iterator[Message]:
        got, sender = self.receiving, _sender(message)
        if got is None or got.kind is not kind or got.sender != sender:
            yield _ack(sender, Answer.ERROR, kind)
            return
        got.heard_at = now
        if message.seq != len(got.items):
            yield _ack(sender, Answer.INVALID_SEQUENCE, kind)
            return
        item = kept(kind, _read(message))
        answer = self._refused(kind, message.seq) or taken(kind, item)
        if answer is not Answer.ACCEPTED:
            self.receiving = None
            self._cut_off(kind, len(got.items))
            yield _ack(sender, answer, kind)
            return
        got.items.append(item)
        self._store(kind, item, message.seq)
        yield from [self._ask(got, now)] if len(got.items) < got.count else self._complete(got)

    def _refused(self, kind: ListKind, seq: int) -> Answer | None:
        """The item it was told not to support."""
        refuses = kind is ListKind.MISSION and seq > 0 and seq == int(self.copter.parameters["SIM_MIS_REFUSE"])
        return Answer.UNSUPPORTED if refuses else None

    def _store(self, kind: ListKind, item: Item, seq: int) -> None:
        if kind is ListKind.MISSION:
            mission = self.copter.held.mission
            item = home_item(self.copter.home, self.copter.home_amsl_m) if seq == 0 else item
            mission[seq : seq + 1] = [item]

    def _cut_off(self, kind: ListKind, at: int) -> None:
        if kind is ListKind.MISSION:
            del self.copter.held.mission[at:]

    def _complete(self, got: Receiving) -> Iterator[Message]:
        self.receiving = None
        if not whole(got.kind, got.items):
            yield _ack(got.sender, Answer.ERROR, got.kind)
            return
        if got.kind is not ListKind.MISSION:
            self.copter.held.of(got.kind)[:] = got.items
        if got.kind is ListKind.FENCE:
            self.copter.fence_changed()
        if got.kind is ListKind.MISSION:
            self.copter.say(Severity.INFO, "Flight plan received")
        if not self.copter.parameters["SIM_ACK_LOSS"]:
            yield _ack(got.sender, Answer.ACCEPTED, got.kind)

    def _ask(self, got: Receiving, now: float) -> Message:
        got.asked_at = now
        return mavlink.MAVLink_mission_request_int_message(*got.sender, len(got.items), got.kind)

    def _list(self, message: Message, kind: ListKind, _now: float) -> Iterator[Message]:
        yield mavlink.MAVLink_mission_count_message(*_sender(message), len(self.copter.held.of(kind)), kind)

    def _send(self, message: Message, kind: ListKind, _now: float) -> Iterator[Message]:
        items = self.copter.held.of(kind)
        if message.seq >= len(items):
            yield _ack(_sender(message), Answer.INVALID_SEQUENCE, kind)
        else:
            yield _written(_sender(message), items[message.seq], message.seq, kind, self.copter.run.current)

    def _clear(self, message: Message, kind: ListKind, _now: float) -> Iterator[Message]:
        self.copter.held.of(kind).clear()
        if kind is ListKind.FENCE:
            self.copter.fence_changed()
        yield _ack(_sender(message), Answer.ACCEPTED, kind)


def _sender(message: Message) -> tuple[int, int]:
    return message.get_srcSystem(), message.get_srcComponent()


def _ack(to: tuple[int, int], answer: Answer, kind: ListKind) -> Message:
    return mavlink.MAVLink_mission_ack_message(*to, answer, kind)


def _read(message: Message) -> Item:
    params = (message.param1, message.param2, message.param3, message.param4)
    return Item(message.command, message.frame, params, message.x, message.y, message.z)


def _written(to: tuple[int, int], item: Item, seq: int, kind: ListKind, current: int) -> Message:
    now = int(kind is ListKind.MISSION and seq == current)
    place = (item.lat_e7, item.lon_e7, item.altitude_m)
    return mavlink.MAVLink_mission_item_int_message(
        *to, seq, item.frame, item.command, now, 1, *item.params, *place, mission_type=kind
    )
