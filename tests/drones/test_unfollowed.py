"""A sortie that is over steers nothing any more: the whole tick, the real conversation, a simulated ArduCopter."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from chassis.errors import ContradictedError, IllegalMoveError
from drones import pad
from drones.autopilot.steer import tick
from drones.mavlink.frames import Frames
from drones.simulator.codes import Command, Mode
from drones.simulator.commands import obey
from drones.simulator.copter import Copter
from drones.states import SortieReason, SortieState
from tests.drones.conftest import PILOT, Yard
from tests.drones.test_autopilot_contract import Flight, Simulated

S = SortieState
START = 300  # MAV_CMD_MISSION_START
MODE = 176  # MAV_CMD_DO_SET_MODE
TECHNICAL = SortieReason.TECHNICAL
NOTHING_BUT = {int(Command.SET_MESSAGE_INTERVAL)}


@dataclass
class Lossy(Simulated):
    """A line on which commands of some numbers get lost."""

    loses: set[int] = field(default_factory=set)

    def send(self, data: bytes) -> None:
        sent = [m for m in Frames().unpack(data) if m.get_type() == "COMMAND_LONG"]
        if any(message.command in self.loses for message in sent):
            self.commands += [(message.command, message.param1) for message in sent]
        else:
            super().send(data)


class Watched(Flight):
    """A flight whose vehicle can be looked at."""

    @property
    def wire(self) -> Lossy:
        assert isinstance(self.flown, Lossy)
        return self.flown

    @property
    def copter(self) -> Copter:
        return self.wire.radio.copter

    def pressed(self) -> None:
        """Loaded, looked over, and the pilot has held the button; the tick has not seen it yet."""
        self.ordered()
        self.until(lambda: self.yard.sortie(self.sortie_id).verified_at is not None)
        for command in (pad.preflight_ok, pad.launch):
            self.yard.fly(self.sortie_id, command)

    def on(self, seconds: float) -> None:
        """Time passes."""
        over = self.yard.clock.now() + timedelta(seconds=seconds)
        self.until(lambda: self.yard.clock.now() >= over, seconds + 2 * self.step_s)

    def fail(self) -> None:
        pad.fail(self.yard, PILOT, self.sortie_id, reason=TECHNICAL)

    def told(self) -> set[int]:
        """The commands that were sent since the last look, without those that ask for telemetry."""
        told = {number for number, _ in self.wire.commands} - NOTHING_BUT
        self.wire.commands.clear()
        return told


@pytest.fixture
def flight(yard: Yard) -> Watched:
    if yard.db.engine.dialect.name != "sqlite":
        pytest.skip("the tick's storage is told elsewhere on both databases; flying once is long enough")
    return Watched(yard, Lossy(yard), 1.0)


@pytest.fixture
def finely(flight: Watched) -> Watched:
    """The same, looked at five times a second."""
    flight.step_s = 0.2
    return flight


def test_failed_before_the_arming_left_it_is_never_armed(flight: Watched) -> None:
    flight.pressed()
    tick(flight.yard, flight.autopilot)  # the word is taken
    flight.fail()
    tick(flight.yard, flight.autopilot)
    flight.on(60)
    assert flight.state is S.FAILED
    assert flight.flown.armings() == 0
    assert not flight.copter.armed


def test_failed_while_it_stands_armed_it_is_disarmed(finely: Watched) -> None:
    finely.wire.loses = {START}
    finely.pressed()
    finely.until(lambda: finely.copter.armed, 20)
    finely.fail()
    finely.on(20)
    assert not finely.copter.armed
    assert finely.copter.body.up == 0.0
    assert finely.flown.armings() == 1
    finely.told()
    finely.wire.loses.clear()
    finely.on(30)
    assert finely.told() == set()
    assert not finely.copter.armed


def test_failed_as_it_rises_it_is_left_to_its_own_timers(finely: Watched) -> None:
    finely.pressed()
    finely.until(lambda: finely.copter.body.up > 1.0, 20)
    finely.fail()
    finely.on(5)
    finely.told()
    finely.step_s = 1.0
    finely.until(lambda: not finely.copter.armed, 900)
    assert finely.told() == set()
    assert finely.copter.body.away_m(0.0, 0.0) < 5.0
    assert finely.copter.winch.kit


def test_failed_with_the_line_out_its_own_timer_takes_it_home(flight: Watched) -> None:
    flight.airborne()
    flight.until_state(S.ON_STATION)
    flight.yard.fly(flight.sortie_id, pad.lower)
    flight.on(10)
    flight.fail()
    flight.on(1)
    flight.told()
    flight.until(lambda: not flight.copter.armed, 600)
    assert flight.told() == set()
    assert flight.copter.body.away_m(0.0, 0.0) < 5.0


@pytest.mark.parametrize("ended", ["aborted", "diverted"])
def test_who_flies_it_by_hand_afterwards_is_left_alone(flight: Watched, ended: str) -> None:
    flight.airborne()
    flight.on(10)
    {"aborted": pad.abort, "diverted": pad.divert}[ended](flight.yard, PILOT, flight.sortie_id, reason=TECHNICAL)
    flight.until_state(S.LANDED)
    pad.close(flight.yard, PILOT, flight.sortie_id)
    flight.on(30)
    flight.told()
    flight.copter.enter(Mode.GUIDED)
    obey(flight.copter, Command.ARM_DISARM, (1.0, *(0.0,) * 6))
    obey(flight.copter, Command.TAKEOFF, (*(0.0,) * 6, 10.0))
    flight.on(20)
    assert flight.copter.mode is Mode.GUIDED
    assert flight.copter.body.up > 5.0
    assert flight.told() == set()


def test_what_somebody_else_armed_on_the_ground_stays_armed(flight: Watched) -> None:
    flight.pressed()
    flight.on(1)
    flight.fail()
    flight.on(30)
    flight.told()
    flight.copter.enter(Mode.GUIDED)
    obey(flight.copter, Command.ARM_DISARM, (1.0, *(0.0,) * 6))
    flight.on(5)
    assert flight.copter.armed
    assert flight.told() == set()


def test_our_side_that_comes_to_nothing_lets_the_vehicle_be(flight: Watched) -> None:
    """The thread of the line goes on without the tick: what nobody confirms any more is not steered."""
    flight.airborne()
    flight.until_state(S.ON_STATION)
    flight.yard.fly(flight.sortie_id, pad.lower)
    flight.on(5)
    for _ in range(600):
        flight.yard.clock.advance(timedelta(seconds=1))
        flight.flown.wait(1.0)
    assert flight.copter.body.away_m(0.0, 0.0) < 5.0


def test_called_home_within_a_heartbeat_of_arming_it_has_landed_only_when_it_stands(finely: Watched) -> None:
    finely.pressed()
    finely.until(lambda: finely.copter.armed, 20)
    pad.abort(finely.yard, PILOT, finely.sortie_id, reason=SortieReason.WEATHER)
    for _ in range(300):
        finely.on(0.2)
        assert finely.state is S.ABORTED or not (finely.copter.armed or finely.copter.airborne)
    assert finely.state is S.LANDED
    assert finely.copter.body.up == 0.0


def test_a_word_to_arm_that_arrives_after_it_was_taken_back_is_undone(finely: Watched) -> None:
    """The frame was on its way when the pilot thought better of it."""
    finely.pressed()
    finely.until(lambda: finely.flown.armings() == 1, 20)
    finely.copter.disarm(forced=True)
    pad.abort(finely.yard, PILOT, finely.sortie_id, reason=SortieReason.WEATHER)
    finely.on(1.0)
    obey(finely.copter, Command.ARM_DISARM, (1.0, *(0.0,) * 6))
    finely.until_state(S.LANDED, 30)
    assert not finely.copter.armed


def test_what_failed_just_after_its_start_comes_home_when_a_pilot_says_so_told_once(finely: Watched) -> None:
    finely.pressed()
    finely.until(lambda: finely.copter.body.up > 1.0, 20)
    finely.fail()
    finely.step_s = 1.0
    finely.on(10)
    finely.told()
    pad.call_home(finely.yard, PILOT, finely.sortie_id)
    finely.on(3)
    assert finely.copter.mode is Mode.RTL
    finely.until(lambda: not finely.copter.armed, 300)
    assert [number for number, _ in finely.wire.commands if number not in NOTHING_BUT] == [MODE]
    assert finely.copter.body.away_m(0.0, 0.0) < 5.0
    with pytest.raises(IllegalMoveError):  # it stands on the ground
        pad.call_home(finely.yard, PILOT, finely.sortie_id)


def test_called_home_from_over_the_target_it_winds_in_and_comes_by_its_mission(flight: Watched) -> None:
    flight.airborne()
    flight.until_state(S.ON_STATION)
    flight.yard.fly(flight.sortie_id, pad.lower)
    flight.on(10)
    flight.fail()
    flight.on(8)
    flight.told()
    pad.call_home(flight.yard, PILOT, flight.sortie_id)
    flight.on(20)
    assert flight.copter.mode is Mode.AUTO
    assert flight.copter.winch.line_m <= 1.0  # counted from what was out when it was last heard
    assert flight.told() == {int(Command.SET_MISSION_CURRENT), int(Command.WINCH)}
    flight.until(lambda: not flight.copter.armed, 600)
    assert flight.copter.body.away_m(0.0, 0.0) < 5.0


def test_nobody_calls_home_what_somebody_flies_by_hand(flight: Watched) -> None:
    flight.airborne()
    flight.on(10)
    flight.fail()
    flight.copter.enter(Mode.LOITER)
    flight.on(8)
    flight.told()
    with pytest.raises(ContradictedError):
        pad.call_home(flight.yard, PILOT, flight.sortie_id)
    flight.on(5)
    assert (flight.told(), flight.copter.mode) == (set(), Mode.LOITER)


def test_a_hand_on_the_stick_comes_before_a_word_that_is_on_its_way(flight: Watched) -> None:
    flight.airborne()
    flight.on(10)
    flight.fail()
    flight.on(8)
    flight.told()
    pad.call_home(flight.yard, PILOT, flight.sortie_id)
    flight.copter.enter(Mode.LOITER)
    flight.on(5)
    assert (flight.told(), flight.copter.mode) == (set(), Mode.LOITER)
    assert "not_called_home" in flight.notes()


def test_a_flight_that_has_not_failed_is_called_home_by_its_own_key(flight: Watched) -> None:
    flight.airborne()
    with pytest.raises(IllegalMoveError):
        pad.call_home(flight.yard, PILOT, flight.sortie_id)
