"""Bringing a whole flight plan into a vehicle: fence, rally points, mission, each read back and compared; then the
height at which it is to come home by itself, which is part of the plan as much as they are. Pure.

What the vehicle holds already is not sent again, so a worker that starts anew only reads.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from drones.mavlink.exchange import Download, End, Item, Kind, Upload, refusal_name
from drones.mavlink.frames import Message
from drones.mavlink.returning import ReturnHeight, same_height
from drones.mavlink.wire import lists_of, unlike
from drones.missionplan import FlightPlan

ROUNDS = 3  # uploads of one list that were not refused and yet did not arrive whole


class Fault(StrEnum):
    """Why a plan could not be loaded."""

    REFUSED = "plan_refused"
    DIFFERS = "plan_differs"
    SILENT = "plan_silent"
    RETURN_HEIGHT = "return_height"


@dataclass(slots=True)
class Loading:
    """One plan on its way into vehicle `system`. Over when `verified_at` or `fault` is set; `detail` says more."""

    plan: FlightPlan
    system: int
    verified_at: datetime | None = None
    fault: Fault | None = None
    detail: str = ""
    uploads: int = 0
    _lists: Mapping[Kind, tuple[Item, ...]] = field(init=False)
    _left: list[Kind] = field(init=False)
    _step: Upload | Download | ReturnHeight = field(init=False)
    _round: int = 0
    _sent: Upload | None = None
    _heard: int = 0

    def __post_init__(self) -> None:
        self._lists, self._left = lists_of(self.plan), list(Kind)
        self._read()

    @property
    def over(self) -> bool:
        """Nothing more will be sent."""
        return self.verified_at is not None or self.fault is not None

    @property
    def heard(self) -> int:
        """How much of it the vehicle has told: it grows with each item that is read back, and with each list."""
        items = len(self._step.items) if isinstance(self._step, Download) else 0
        return self._heard + items

    def returns_at(self, height_m: float) -> bool:
        """Whether this is the height at which it is to come home."""
        return same_height(height_m, self.plan.cruise_m)

    def due(self, now: datetime) -> list[Message]:
        """What to send now."""
        if self.over:
            return []
        messages = self._step.due(now)
        return messages if self._step.end is None else self._next(now)

    def hear(self, message: Message, now: datetime) -> list[Message]:
        """What to answer to a message from the vehicle."""
        if self.over:
            return []
        messages = self._step.hear(message, now)
        return messages if self._step.end is None else [*messages, *self._next(now)]

    def _next(self, now: datetime) -> list[Message]:
        """One exchange has ended: whatever an upload's end was, only what is read back counts."""
        step, self._heard = self._step, self.heard + 1
        if isinstance(step, Upload):
            self._sent = step
            self._read()
        elif isinstance(step, ReturnHeight):
            self._returns(step, now)
        elif step.end is not End.DONE:
            self._give_up(Fault.SILENT if step.end is End.SILENT else Fault.REFUSED, f"{step.kind}: not read back")
        else:
            self._compare(step)
        return [] if self.over else self._step.due(now)

    def _compare(self, read: Download) -> None:
        wanted = self._lists[read.kind]
        wrong = unlike(read.kind, wanted, read.items)
        if not wrong:
            self._left.pop(0)
            self._round, self._sent = 0, None
            self._read()
        elif self._sent is not None and self._sent.end is End.REFUSED:
            self._give_up(Fault.REFUSED, f"{read.kind}: {refusal_name(self._sent.refusal)}")
        elif self._round == ROUNDS:
            self._give_up(Fault.DIFFERS, f"{read.kind}: {', '.join(wrong[:3])}")
        else:
            self._round, self.uploads = self._round + 1, self.uploads + 1
            self._step = Upload(read.kind, wanted, self.system)

    def _read(self) -> None:
        """The next list; after the last of them the height of a return."""
        lists = self._left
        self._step = Download(lists[0], self.system) if lists else ReturnHeight(self.plan.cruise_m, self.system)

    def _returns(self, step: ReturnHeight, now: datetime) -> None:
        if step.end is End.DONE:
            self.verified_at = now
        else:
            self._give_up(Fault.RETURN_HEIGHT, step.detail)

    def _give_up(self, fault: Fault, detail: str) -> None:
        self.fault, self.detail = fault, detail
