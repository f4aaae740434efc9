"""Whatever people press and whatever gets lost: what leaves us for a vehicle whose sortie is not followed."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from chassis.clock import StillClock
from chassis.errors import GoldentimeError
from drones import pad
from drones.autopilot.steer import tick
from drones.preflight import Check
from drones.simulator.codes import Command, Mode
from drones.simulator.commands import obey
from drones.states import FOLLOWED, SORTIE, SortieAction, SortieReason, SortieState
from drones.tables.fleet import DroneRow
from drones.tables.kits import KitRow
from drones.tables.sorties import SortieRow
from tests.drones.conftest import PILOT, Yard
from tests.drones.test_unfollowed import Lossy, Watched

S, A = SortieState, SortieAction
WINDOW = tuple(action for action in A if action not in {A.TAKE_OFF, A.ON_STATION, A.TIME_OUT})
MAY_ALWAYS = {(int(Command.ARM_DISARM), 0.0)}  # to disarm what stands on the ground
LOST = ((), (Command.MISSION_START,), (Command.ARM_DISARM,), (Command.SET_MODE,), (Command.SET_MISSION_CURRENT,))
PRESSES = st.tuples(st.sampled_from(("press", "press", "press", "hand", "anew", "wait")), st.integers(0, 30))
STEPS = st.lists(st.tuples(PRESSES, st.sampled_from((0.2, 0.6, 2.0, 8.0, 20.0))), min_size=1, max_size=8)


class Life(Watched):
    """One sortie and its vehicle, looked at after each moment."""

    def reach(self, state: SortieState) -> None:
        """Go on until it is there, with nothing in the way."""
        self.until_state(state)
        if state is S.ON_STATION:
            self.yard.fly(self.sortie_id, pad.lower)

    def go_on(self, seconds: float) -> None:
        """Moment by moment."""
        moment_s = min(seconds, 1.0)
        for _ in range(round(seconds / moment_s)):
            self.moment(moment_s)

    def moment(self, seconds: float) -> None:
        """Both sides go on, and what leaves us is held against what was known when it left."""
        self.step()
        followed = self.state in FOLLOWED
        self.wire.commands.clear()
        self.yard.clock.advance(timedelta(seconds=seconds))
        self.flown.wait(seconds)
        if not followed:
            sent = {one for one in self.wire.commands if one[0] != Command.SET_MESSAGE_INTERVAL}
            assert sent <= MAY_ALWAYS, f"{self.state}: {sent}"

    def step(self) -> None:
        """One tick. A landing that the vehicle reports has happened."""
        before = self.state
        tick(self.yard, self.autopilot)
        if before is not S.LANDED and self.state is S.LANDED:
            assert not self.copter.armed
            assert not self.copter.airborne

    def press(self, which: int) -> None:
        """Whatever the pilot may do now; nothing when the rules say no."""
        allowed = [action for action in WINDOW if action in SORTIE.allowed(self.state)]
        try:
            if allowed and (action := allowed[which % len(allowed)]) is A.LOWER:
                pad.tick_check(self.yard, PILOT, self.sortie_id, Check.BELOW_CLEAR)
            if allowed:
                pad.act(self.yard, PILOT, self.sortie_id, action, reason=SortieReason.TECHNICAL)
        except GoldentimeError:
            return

    def hand(self, which: int) -> None:
        """Somebody with a transmitter flies it, if it is nobody else's."""
        if self.state not in FOLLOWED and not self.copter.armed:
            self.copter.enter(Mode.GUIDED)
            obey(self.copter, Command.ARM_DISARM, (1.0, *(0.0,) * 6))
            obey(self.copter, Command.TAKEOFF, (*(0.0,) * 6, 5.0 + which))

    def anew(self, _which: int) -> None:
        """Our process dies, and another one begins."""
        self.autopilot = self.flown.restart()

    def wait(self, _which: int) -> None:
        """Nobody does anything."""


def clear(yard: Yard) -> None:
    """Another day: the squadron stands ready as at first."""
    yard.clock = StillClock()
    with yard.db.write() as session:
        session.execute(update(SortieRow).values(state=S.CLOSED.value, open=False))
        session.execute(update(DroneRow).values(sortie_id=None, out_of_service=None, heard_at=None, battery_share=1.0))
        session.execute(update(KitRow).values(sortie_id=None, used_at=None, removed_at=None, missing_since=None))


@pytest.mark.parametrize("begun", [S.LAUNCHING, S.AIRBORNE, S.ON_STATION])
@settings(
    max_examples=5,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),  # a life takes half a second: what fails is long enough to read
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@example(lost=(), steps=[])
@example(lost=(Command.ARM_DISARM,), steps=[(("wait", 0), 0.2)])
@given(lost=st.sampled_from(LOST), steps=STEPS)
def test_nothing_that_starts_raises_lowers_or_releases_leaves_us_for_a_vehicle_that_is_not_followed(
    yard: Yard, begun: SortieState, lost: tuple[int, ...], steps: list[tuple[tuple[str, int], float]]
) -> None:
    if yard.db.engine.dialect.name != "sqlite":
        pytest.skip("the tick's storage is told elsewhere on both databases")
    clear(yard)
    life = Life(yard, Lossy(yard), 1.0)
    life.pressed()
    if begun is not S.LAUNCHING:
        life.reach(begun)
    life.wire.loses = set(lost)
    for (what, which), seconds in steps:
        {"press": life.press, "hand": life.hand, "anew": life.anew, "wait": life.wait}[what](which)
        life.go_on(seconds)
    if life.state in FOLLOWED:
        pad.act(yard, PILOT, life.sortie_id, A.FAIL, reason=SortieReason.TECHNICAL)
    life.go_on(12.0)
