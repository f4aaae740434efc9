"""The plan that a vehicle holds for a sortie: brought up, read back, and doubted when it may be another. Pure.

Others can speak to the vehicle too. Whatever of the mission protocol is not our own exchange takes the verification
back; so does another number of items, another height of return, or a restart. Once they are silent it is read anew.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from drones.lacks import Lack
from drones.mavlink.frames import Message
from drones.mavlink.loading import Fault, Loading
from drones.mavlink.returning import return_height_m
from drones.missionplan import FlightPlan

AGAIN = timedelta(seconds=15)  # after a fault
QUIET = timedelta(seconds=2)  # others are let finish
STRAGGLES = timedelta(seconds=3)  # so long after the reading an answer of it may still come
PROTOCOL = frozenset(
    {"MISSION_COUNT", "MISSION_ITEM_INT", "MISSION_ITEM", "MISSION_REQUEST", "MISSION_REQUEST_INT", "MISSION_ACK"}
)


@dataclass(slots=True)
class Keeping:
    """One plan in vehicle `system`. `lack` says why it is not held as read; None while it is, or is first read.

    `complaint` is a fault, or a doubt, that nobody has taken yet: a code and what the vehicle says. `moved_at` is when
    the reading last got on.
    """

    plan: FlightPlan
    plan_hash: str | None
    system: int
    lack: Lack | None = None
    complaint: tuple[str, str] | None = None
    loading: Loading = field(init=False)
    moved_at: datetime | None = None
    _complained: tuple[str, str] | None = None
    _held: bool = False
    _again_at: datetime | None = None

    def __post_init__(self) -> None:
        self.read()

    @property
    def verified(self) -> str | None:
        """The fingerprint of the plan while it is held; else None."""
        return self.plan_hash if self.loading.verified_at is not None else None

    @property
    def fault(self) -> str:
        """Why it cannot be loaded; empty while nothing speaks against it."""
        return f"{self.loading.fault}: {self.loading.detail}" if self.loading.fault is not None else ""

    def read(self) -> None:
        """Begin anew: what the vehicle holds is read, and set right where it differs."""
        self.loading, self._again_at = Loading(self.plan, self.system), None

    def begin(self) -> None:
        """Read it for a launch, which counts from here how it gets on."""
        self.read()
        self.moved_at = None

    def doubt(self, lack: Lack, now: datetime, detail: str = "", *, wait: timedelta = QUIET) -> None:
        """It may hold something else. It is read anew after a while in which nobody gives more cause."""
        if self.lack is not lack:
            self._complain(lack, detail)
        self.read()
        self.lack, self._again_at = lack, now + wait

    def due(self, now: datetime) -> list[Message]:
        """What to send now, while the vehicle stands on the ground."""
        if self._again_at is not None:
            if now < self._again_at:
                return []
            self.read()
        messages = self.loading.due(now)
        self._look(now)
        return messages

    def hear(self, message: Message, now: datetime) -> list[Message]:
        """What to answer to a message for us."""
        if self.loading.verified_at is not None:
            if now - self.loading.verified_at > STRAGGLES and (detail := self._tells_otherwise(message)) is not None:
                self.doubt(Lack.PLAN_TOUCHED, now, detail)
            return []
        before = self.loading.heard
        messages = self.loading.hear(message, now) if self._again_at is None else []
        self.moved_at = now if self.loading.heard > before else self.moved_at
        self._look(now)
        return messages

    def overhear(self, message: Message, now: datetime) -> None:
        """Take a message that the vehicle sends to another station."""
        if message.get_type() in PROTOCOL:
            self.doubt(Lack.PLAN_TOUCHED, now, f"station {message.target_system}")

    def _tells_otherwise(self, message: Message) -> str | None:
        """What in a message does not go with the plan that was read."""
        kind, height_m = message.get_type(), return_height_m(message)
        if kind in PROTOCOL:
            return f"station {message.target_system}"
        if kind == "MISSION_CURRENT" and message.total not in {0, len(self.plan.items) - 1}:  # 0: it does not say
            return f"{message.total} items"
        other = height_m is not None and not self.loading.returns_at(height_m)
        return f"{message.param_id}: {height_m:g} m" if other else None

    def _look(self, now: datetime) -> None:
        """What has come of the reading: held, or a fault after which it is tried again."""
        if self.loading.verified_at is not None:
            if self._held and self.loading.uploads:
                self._complain(Lack.PLAN_TOUCHED, "loaded anew")
            self.lack, self._held = None, True
        elif self.loading.fault is not None and self._again_at is None:
            self.lack, self._again_at = Lack(self.loading.fault.value), now + AGAIN
            self._complain(self.loading.fault, self.loading.detail)

    def _complain(self, code: Fault | Lack, detail: str) -> None:
        """Said once, however often it is found in a row."""
        if (complaint := (code.value, detail)) != self._complained:
            self.complaint = self._complained = complaint
