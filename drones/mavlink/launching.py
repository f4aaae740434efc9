"""One launch, from the pilot's word until the vehicle is armed and has its mission started. Pure.

A launch is an object that lives in one process, once. When that process dies, nobody goes on with it: the next one
sees the vehicle fly or stand, and never arms.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from drones.contradiction import IN_AIR_M
from drones.mavlink.commands import ARM, FENCE_ON, START, Answer, Asking, Command, set_mode
from drones.vehicle import Mode, VehicleState

WITHIN = timedelta(seconds=30)  # without anything new being read back, and from the end of it until the mission starts
READ_WITHIN = timedelta(seconds=180)  # from the pilot's word: what they looked over then holds no longer
ON_ITS_WAY = timedelta(seconds=2)  # a word that was sent may arrive so late
SAYS_WHY = timedelta(seconds=1.5)  # a vehicle refuses first and says why afterwards
NOT_ARMABLE = "not armable"  # ArduCopter without AUTO_OPTIONS bit 0: "Arm: AUTO mode not armable"


class Stage(StrEnum):
    """How far a launch has come."""

    CHECKING = "checking"
    FENCE = "fence"
    MODE = "mode"
    ARM = "arm"
    START = "start"
    STARTED = "started"
    FAILED = "failed"


COMMANDS = {Stage.FENCE: FENCE_ON, Stage.MODE: set_mode(Mode.AUTO), Stage.ARM: ARM, Stage.START: START}
AFTER = {Stage.FENCE: Stage.MODE, Stage.MODE: Stage.ARM, Stage.ARM: Stage.START, Stage.START: Stage.STARTED}


@dataclass(slots=True)
class Launch:
    """The launch of `sortie_id`, pressed at `asked_at` by the clock of whoever took the press.

    `why` says what ended it in FAILED. `read_at` is when all was read back, `started_at` when its mission started,
    `ended_at` since when no word of it is sent any more, while it has not flown.
    """

    sortie_id: str
    asked_at: datetime
    stage: Stage = Stage.CHECKING
    why: str = ""
    read_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    told_to_arm: bool = False
    _given: bool = False
    _mode: Mode = Mode.AUTO
    _texts: list[str] = field(default_factory=list)

    @property
    def over(self) -> bool:
        """Nothing more will be sent for it."""
        return self.stage in {Stage.STARTED, Stage.FAILED}

    @property
    def checked(self) -> bool:
        """The plan was read back, and the vehicle is being told to go."""
        return not self.over and self.stage is not Stage.CHECKING

    def said(self, text: str) -> None:
        """What the vehicle says meanwhile: why it does not arm."""
        if not self.over and text.startswith(("Arm:", "PreArm:")):
            self._texts.append(text)

    def fail(self, why: str, now: datetime) -> None:
        """End it here."""
        self.ended_at = self.ended_at or now
        if not self.over:
            self.stage, self.why = Stage.FAILED, why

    def left_armed(self, state: VehicleState, beat_at: datetime | None) -> bool:
        """Whether it has ended, and what stands there armed is its doing. Once seen unarmed or risen, it is not."""
        if not self.told_to_arm or self.ended_at is None:
            return False
        if risen(state) or (state.armed is False and self.seen_after(beat_at)):
            self.told_to_arm = False
        return self.told_to_arm and state.armed is True and state.in_air is not True

    def seen_after(self, beat_at: datetime | None) -> bool:
        """Whether a heartbeat of then tells what came of the last word of it."""
        return self.ended_at is None or (beat_at is not None and beat_at - self.ended_at > ON_ITS_WAY)

    def step(
        self, asking: Asking, state: VehicleState, now: datetime, *, verified: bool, moved_at: datetime | None = None
    ) -> None:
        """Go on as far as the answers allow. `moved_at` is when the reading last got on: a slow radio has its time."""
        if not self.over and self._too_late(now, moved_at):
            self.fail(f"{self.stage}: too late", now)
        if self.stage is Stage.CHECKING and verified:
            self.stage, self.read_at = Stage.FENCE, now
        for command in self._commands():
            self._look(asking, command, state, now)

    def _too_late(self, now: datetime, moved_at: datetime | None) -> bool:
        if self.read_at is not None:
            return now - self.read_at > WITHIN
        since = max(self.asked_at, moved_at) if moved_at is not None else self.asked_at
        return now - since > WITHIN or now - self.asked_at > READ_WITHIN

    def _commands(self) -> Iterator[Command]:
        """The command of each stage as it is reached."""
        while self.stage in COMMANDS:
            before = self.stage, self._given
            yield set_mode(self._mode) if self.stage is Stage.MODE else COMMANDS[self.stage]
            if (self.stage, self._given) == before:
                return

    def _look(self, asking: Asking, command: Command, state: VehicleState, now: datetime) -> None:
        if not self._given:
            self._given = asking.ask(command)
            self.told_to_arm |= self._given and command == ARM
            return
        answer = asking.answered(command.name)
        if answer is Answer.ACCEPTED or (answer is Answer.SILENT and self._seen(state)):
            self.stage, self._given = AFTER[self.stage], False
            self.started_at = now if self.stage is Stage.STARTED else None
        elif answer is Answer.REFUSED and not self._texts and now - asking.answers[command.name][1] < SAYS_WHY:
            return
        elif answer is Answer.REFUSED and self._armable_otherwise():
            self._mode, self.stage, self._given = Mode.GUIDED, Stage.MODE, False
        elif answer is not None:
            self.fail(f"{self.stage}: {self._texts[-1] if self._texts else answer}", now)

    def _seen(self, state: VehicleState) -> bool:
        """No answer, but the vehicle says that it is so."""
        return bool(state.mode is self._mode if self.stage is Stage.MODE else self.stage is Stage.ARM and state.armed)

    def _armable_otherwise(self) -> bool:
        """It does not arm in AUTO; it does in GUIDED, and the start of the mission brings it to AUTO."""
        refused = self.stage is Stage.ARM and self._mode is Mode.AUTO
        return refused and any(NOT_ARMABLE in text for text in self._texts)


def risen(state: VehicleState) -> bool:
    """Whether it is seen in the air."""
    return state.altitude_m is not None and state.altitude_m > IN_AIR_M
