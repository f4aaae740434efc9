"""Making a vehicle do what its sortie calls for: one aspect at a time, told once, and again while it does not help.

Everything remembered here may be lost with the process: what the vehicle says of itself is enough to go on.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from drones.lowering import most_kg
from drones.mavlink.commands import (
    DISARM,
    Answer,
    Asking,
    Command,
    let_line_go,
    open_gripper,
    pause,
    set_item,
    set_mode,
    wind,
)
from drones.mavlink.goals import LINE_RIGHT_M, Goal, Winch
from drones.mavlink.winding import Winding
from drones.sortie import Sortie
from drones.vehicle import Mode, VehicleState

AGAIN = timedelta(seconds=3)
RENEWED = timedelta(seconds=45)  # the hold, while the line is out: well inside the shortest hold
LINE_STANDS = timedelta(seconds=2)
HEEDS_WITHIN = timedelta(seconds=6)
LINE_MOVES_M = 0.05
STILL_MPS, MOVING_MPS = 1.0, 3.0
STOPS_WITHIN = timedelta(seconds=15)  # measured: 8 s from 11 m/s


@dataclass(slots=True)
class Driver:
    """What one sortie's vehicle was told, and when.

    `told_m` is how much line its winch was told to have out, or is about to be told; `written_m` what of that stands
    written with the sortie, which the next process will know. `most_kg` is the most that pulled while the kit hung,
    `opened` that its gripper has said that it is open, `winding` what the line has told of the kit.
    """

    asking: Asking
    told_m: float | None = None
    written_m: float | None = None
    most_kg: float | None = None
    opened: bool = False
    winding: Winding = field(default_factory=Winding)
    paused: bool | None = None
    _past_since: datetime | None = None
    _paused_at: datetime | None = None
    _told: dict[str, datetime] = field(default_factory=dict)
    _line: tuple[float, datetime] | None = None
    _from_m: float | None = None

    @property
    def gripper_refused(self) -> bool:
        """Whether the gripper has been asked, and has not opened."""
        return OPEN in self._told and self.asking.answered(OPEN) in {Answer.REFUSED, Answer.SILENT}

    @property
    def released(self) -> bool:
        """Whether the gripper has opened, by its own answer, to us or to a process before us."""
        self.opened = self.opened or (OPEN in self._told and self.asking.answered(OPEN) is Answer.ACCEPTED)
        return self.opened

    @property
    def gripper_moves(self) -> bool:
        """Whether it has opened, or may be about to: an answer is on its way."""
        return self.released or self.asking.underway(OPEN)

    def remember(self, written: VehicleState | None) -> None:
        """What stands written of line and gripper. A driver that knows nothing of them goes on from there."""
        self.written_m = written.line_told_m if written is not None else None
        if self.told_m is None:
            self.told_m = self.written_m
        if written is not None:
            self.opened = self.opened or written.gripper_opened
            self.winding.remember(written.line_rests_m)

    def believes(self, state: VehicleState) -> VehicleState:
        """What the vehicle says, what its winch was told, and what it has felt."""
        return replace(
            state,
            line_told_m=self.told_m,
            line_most_kg=self.most_kg,
            line_rests_m=self.winding.rests_m,
            gripper_opened=self.released,
        )

    def feel(self, sortie: Sortie, state: VehicleState) -> None:
        """Remember what pulls while the kit hangs; what stands written goes on."""
        before = sortie.vehicle.line_most_kg if sortie.vehicle is not None else None
        known = max((kg for kg in (before, self.most_kg) if kg is not None), default=None)
        self.most_kg = most_kg(sortie, replace(state, line_most_kg=known))
        self.winding.feel(sortie.flight, self.believes(state), released=self.released)

    def stays_behind(self, sortie: Sortie, state: VehicleState | None, now: datetime) -> bool | None:
        """Whether the kit stays on the ground while the line comes in; None where nobody can say yet."""
        return self.winding.stays_behind(sortie, self.believes(state), now) if state is not None else None

    def drive(self, goal: Goal, state: VehicleState, now: datetime, *, all_said: bool = True) -> None:
        """Tell what is missing. A vehicle that stands on the ground is told nothing.

        Until it has been heard so long that `all_said`, nothing is done that hangs on what its winch may yet say.
        """
        self._watch(state, now)
        if not state.armed:
            return
        if state.line_m is None:
            opens = goal.gripper_open and (goal.line_free or (all_said and self._let_out_unseen()))
            goal = replace(goal, winch=goal.winch if all_said else None, gripper_open=opens)
        if not goal.gripper_open:
            self.asking.no_more(OPEN)  # a kit that goes up again does not fall
        for command in self._missing(goal, state, now):
            if command.number == MODE_NUMBER:
                self.asking.instead(command)  # home means now, whatever else was asked
            else:
                self.asking.ask(command)

    def disarm(self, now: datetime) -> None:
        """Stop the motors of what stands on the ground."""
        if self._again("disarm", now):
            self.asking.instead(DISARM)

    def _missing(self, goal: Goal, state: VehicleState, now: datetime) -> Iterator[Command]:
        if goal.mode is not None and state.mode not in {goal.mode, Mode.LAND} and self._again("mode", now):
            yield set_mode(goal.mode)
        if goal.mode is not None or state.mode is Mode.AUTO:
            yield from self._wind(goal.winch, state, now)
            yield from self._let_go(goal, now)
        if state.mode is Mode.AUTO:
            yield from self._pause(goal, state, now)
            yield from self._place(goal, state, now)

    def _place(self, goal: Goal, state: VehicleState, now: datetime) -> Iterator[Command]:
        """Where in its mission it should be. A hold is begun anew in time, so that the line is not dragged away."""
        if goal.item is not None:
            there = state.mission_item == goal.item
            if self._again("item", now, RENEWED if there else AGAIN):
                yield set_item(goal.item)
        elif goal.past is not None and (state.mission_item or 0) < goal.past:
            self._past_since = self._past_since or now
            if goal.otherwise is not None and now - self._past_since > HEEDS_WITHIN:
                yield set_mode(goal.otherwise)
            elif self._again("past", now):
                yield set_item(goal.past)

    def _pause(self, goal: Goal, state: VehicleState, now: datetime) -> Iterator[Command]:
        """Refused, it may be so already: a vehicle that stands is paused, one that nobody paused goes on."""
        speed_mps = state.ground_speed_mps if state.ground_speed_mps is not None else 0.0
        if self.paused and self._paused_at and now - self._paused_at > STOPS_WITHIN and speed_mps > MOVING_MPS:
            self.paused = None
        if goal.paused is None or self.paused is goal.paused:
            return
        command = pause(go_on=not goal.paused)
        answer = self.asking.answered(command.name)
        stands = state.ground_speed_mps is not None and speed_mps < STILL_MPS
        already = answer is Answer.REFUSED and (not goal.paused or stands)
        if command.name in self._told and (answer is Answer.ACCEPTED or already):
            self.paused, self._paused_at = goal.paused, now
            self._told.pop(command.name)
        elif not self.asking.underway(command.name) and self._again(command.name, now):
            yield command

    def _let_go(self, goal: Goal, now: datetime) -> Iterator[Command]:
        wanted = [open_gripper()] if goal.gripper_open else []
        wanted += [let_line_go()] if goal.line_free else []
        for command in wanted:
            answer = self.asking.answered(command.name) if command.name in self._told else None
            done = answer is Answer.ACCEPTED or (answer is Answer.REFUSED and command.name != OPEN)
            if not done and not self.asking.underway(command.name) and self._again(command.name, now):
                yield command

    def _wind(self, winch: Winch | None, state: VehicleState, now: datetime) -> Iterator[Command]:
        """Lengths are counted from what is out, so a second telling waits until the line is seen to stand."""
        if winch is None:
            return
        if state.line_m is None:
            yield from self._wind_unseen(winch)
            return
        new, self._from_m = winch.length_m != self.told_m, None
        if abs(winch.length_m - state.line_m) <= LINE_RIGHT_M:
            self.told_m = winch.length_m
        elif self._winch_listens() and (new or (self._line_stands(now) and self._again("wind", now))):
            self.told_m, self._told["wind"] = winch.length_m, now
            yield wind(winch.length_m - state.line_m, winch.speed_mps)

    def _wind_unseen(self, winch: Winch) -> Iterator[Command]:
        """A winch that does not tell its length is told once, after that was written down: never again by another."""
        if self.told_m != winch.length_m:
            self._from_m = self._from_m if self._from_m is not None else (self.told_m or 0.0)
            self.told_m = winch.length_m
        elif self._from_m is not None and self.written_m == self.told_m and self._winch_listens():
            by_m, self._from_m = winch.length_m - self._from_m, None
            if abs(by_m) > LINE_RIGHT_M:
                yield wind(by_m, winch.speed_mps)

    def _winch_listens(self) -> bool:
        """Whether no other word to the winch is on its way."""
        return not self.asking.underway("wind") and not self.asking.underway("let_line_go")

    def _watch(self, state: VehicleState, now: datetime) -> None:
        if state.line_m is not None and (self._line is None or abs(state.line_m - self._line[0]) > LINE_MOVES_M):
            self._line = (state.line_m, now)

    def _let_out_unseen(self) -> bool:
        """Whether a winch that has never told its length was told, and did not refuse."""
        return self._line is None and self._from_m is None and self.asking.answered("wind") is not Answer.REFUSED

    def _line_stands(self, now: datetime) -> bool:
        return self._line is not None and now - self._line[1] > LINE_STANDS

    def _again(self, what: str, now: datetime, after: timedelta = AGAIN) -> bool:
        """Whether `what` may be told: never yet, or long enough ago. It counts as told from here."""
        last = self._told.get(what)
        if last is not None and now - last < after:
            return False
        self._told[what] = now
        return True


MODE_NUMBER = set_mode(Mode.RTL).number
OPEN = open_gripper().name
