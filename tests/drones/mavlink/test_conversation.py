"""What is said with one vehicle: loading, launching, flying, coming home, on lines that lose what they carry."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymavlink.dialects.v20 import ardupilotmega as mav

from chassis.clock import StillClock
from chassis.geo import LatLon, between
from drones.airframes import M350
from drones.flight import Air, Profile, plan_flight
from drones.homeward import way_back
from drones.kitstage import KitStage, stage_of
from drones.mavlink.conversation import Account, Conversation
from drones.mavlink.exchange import Kind
from drones.mavlink.frames import Frames
from drones.mavlink.wire import lists_of
from drones.mission import Path
from drones.missionplan import FlightPlan, compose, fingerprint
from drones.sortie import Sortie
from drones.states import SortieAction, SortieReason, SortieState
from drones.vehicle import Mode, Note, Severity
from tests.drones.mavlink.peer import Peer, Wire
from tests.drones.scene import CITY_HALL, HANSOL, NOW
from tests.drones.test_autopilot import flight
from tests.drones.test_autopilot import sortie as ordered

S, A = SortieState, SortieAction
RING = (LatLon(36.47, 127.27), LatLon(36.475, 127.27), LatLon(36.475, 127.275))
ARM, START, MODE, WINCH = (
    mav.MAV_CMD_COMPONENT_ARM_DISARM,
    mav.MAV_CMD_MISSION_START,
    mav.MAV_CMD_DO_SET_MODE,
    mav.MAV_CMD_DO_WINCH,
)
PLAN = compose(flight(), cruise_mps=15.0, home_amsl_m=40.0, exclusions=(RING,), rally=((CITY_HALL, 60.0),))
CORNER_A, CORNER_B = LatLon(36.4850, 127.2800), LatLon(36.4850, 127.2650)


def bent() -> FlightPlan:
    """The same drop by two corners."""
    way = (CITY_HALL, CORNER_A, CORNER_B, HANSOL)
    made = plan_flight(M350, Path(way), kit_mass_kg=1.5, wind=Air(0.0, 0.0), profile=Profile())
    assert made is not None
    return compose(made, cruise_mps=15.0, home_amsl_m=40.0)


BENT = bent()
HOLD, FIRST_RETURN = PLAN.hold, PLAN.first_return


class Story:
    """A vehicle at its station, our end of the line, and the sortie as the database has it."""

    def __init__(self, loss: float = 0.0, passphrase: str = "", plan: FlightPlan | None = None) -> None:
        self.clock = StillClock(NOW)
        self.plan = plan or PLAN
        self.peer = Peer(CITY_HALL, frames=Frames(passphrase, system=1, component=1, started=NOW))
        self.wire = Wire(Conversation(Frames(passphrase, started=NOW)), self.peer, self.clock, loss)
        self.entered: dict[SortieState, timedelta] = {}
        self.notes: list[Note] = []
        self.sortie = self.enter(S.ACCEPTED)

    @property
    def talk(self) -> Conversation:
        return self.wire.conversation

    def enter(self, state: SortieState, **changed: object) -> Sortie:
        """The sortie moves, as the tick or a pilot would move it."""
        self.entered[state] = self.clock.now() - NOW
        made = ordered(*self.entered.items(), state=state, planned=flight())
        self.sortie = replace(made, plan=self.plan, plan_hash=fingerprint(self.plan), **changed)  # type: ignore[arg-type]
        self.talk.follow(self.sortie)
        return self.sortie

    def again(self) -> None:
        """Our process has died, and another one has begun."""
        self.wire.conversation = Conversation(Frames(started=self.clock.now()))
        self.talk.follow(self.sortie)

    def account(self) -> Account:
        """What the adapter would report now; its notes are kept."""
        account = self.talk.account(self.sortie, self.clock.now())
        self.notes += account.notes
        return account

    def done(self) -> tuple[SortieAction | None, SortieReason | None]:
        account = self.account()
        return account.done, account.reason

    def verified(self) -> bool:
        return self.account().verified == fingerprint(self.plan)

    def told(self) -> list[Note]:
        self.account()
        return self.notes

    def codes(self) -> list[str]:
        return [note.code for note in self.told()]

    def finishes(self, action: SortieAction, within_s: float = 30.0) -> bool:
        return self.wire.run(within_s, until=lambda: self.done()[0] is action)

    def ticks(self, seconds: float) -> None:
        """Time passes, and what the vehicle says is written with its sortie."""
        for _ in range(round(seconds * 2)):
            self.wire.run(0.5)
            self.sortie = replace(self.sortie, vehicle=self.account().state)
            self.talk.follow(self.sortie)

    def launch(self) -> None:
        """Loaded, launched and risen."""
        assert self.wire.run(600, until=self.verified)
        self.press()
        assert self.wire.run(60, until=lambda: self.peer.item == 1)
        self.peer.altitude_m = 10.0
        assert self.finishes(A.TAKE_OFF)
        self.enter(S.AIRBORNE)

    def press(self) -> None:
        """The pilot's word, and what the tick makes of it."""
        self.enter(S.LAUNCHING, armed_at=self.clock.now())
        self.talk.start(self.sortie, self.clock.now())

    def over_target(self) -> None:
        self.launch()
        self.peer.place, self.peer.altitude_m, self.peer.item = HANSOL, 30.0, HOLD
        assert self.finishes(A.ON_STATION)
        self.enter(S.ON_STATION)

    def lowering(self, for_s: float) -> None:
        """Over the target, and its line has been let out for so long."""
        self.over_target()
        self.enter(S.LOWERING)
        self.wire.run(for_s)


def loaded() -> Story:
    """On the ground, and the plan was read back from it."""
    story = Story()
    assert story.wire.run(10, until=story.verified)
    return story


def lengths(story: Story) -> list[float]:
    """What the winch was told."""
    return [params[2] for params in story.peer.given(WINCH)]


def test_a_plan_is_loaded_fence_first_and_read_back() -> None:
    story = Story()
    assert story.wire.run(10, until=story.verified)
    assert story.peer.uploads == [1, 2, 0]
    assert [len(story.peer.lists[kind]) for kind in (0, 1, 2)] == [len(PLAN.items), len(PLAN.inclusion) + 3, 1]


@pytest.mark.parametrize("seed", range(5))
def test_three_of_ten_frames_lost_either_way_only_take_longer(seed: int) -> None:
    story = Story(loss=0.3)
    story.wire.chance.seed(seed)
    assert story.wire.run(600, until=story.verified)
    assert [item.seq for item in story.peer.lists[0]] == list(range(len(PLAN.items)))


def test_a_lost_last_answer_is_no_failure() -> None:
    story = Story()
    story.peer.loses_final_ack = 3
    assert story.wire.run(60, until=story.verified)
    assert story.peer.uploads == [1, 2, 0]
    assert story.codes() == []


def test_a_refused_upload_is_told_and_nothing_is_verified_or_armed() -> None:
    story = Story()
    story.peer.unsupported = frozenset({mav.MAV_CMD_DO_CHANGE_SPEED})
    assert not story.wire.run(10, until=story.verified)
    [note] = [n for n in story.told() if n.code.startswith("plan_")]
    assert (note.code, note.text) == ("plan_refused", "mission: unsupported")
    assert len(story.peer.lists[0]) < len(PLAN.items)
    story.press()
    assert story.finishes(A.STAND_DOWN, within_s=60)
    assert not story.peer.given(ARM)


def test_what_a_vehicle_holds_already_is_not_sent_again() -> None:
    story = loaded()
    story.again()
    assert story.wire.run(10, until=story.verified)
    assert story.peer.uploads == [1, 2, 0]


def test_another_station_changing_the_mission_is_found_before_arming() -> None:
    story = loaded()
    story.peer.lists[0] = story.peer.lists[0][:3]
    story.wire.run(181)
    story.press()
    assert story.wire.run(20, until=lambda: story.peer.armed)
    assert len(story.peer.lists[0]) == len(PLAN.items)


def test_a_launch_fences_sets_the_mode_arms_and_starts_in_this_order_once() -> None:
    story = Story()
    story.launch()
    order = [command for command, _ in story.peer.commands]
    assert order == [mav.MAV_CMD_DO_FENCE_ENABLE, MODE, ARM, START]
    assert story.peer.given(MODE) == [(1.0, 3.0, 0.0, 0.0, 0.0, 0.0, 0.0)]


def test_a_vehicle_that_does_not_arm_says_why() -> None:
    story = loaded()
    story.peer.results[ARM] = mav.MAV_RESULT_FAILED
    story.peer.text("Arm: Vehicle breaching Polygon fence")
    story.press()
    assert story.finishes(A.STAND_DOWN)
    assert story.done() == (A.STAND_DOWN, SortieReason.TECHNICAL)
    assert not story.peer.given(START)


def test_the_refusal_is_in_the_notes() -> None:
    story = loaded()
    story.peer.results[ARM] = mav.MAV_RESULT_FAILED
    story.press()
    story.wire.run(0.2)
    story.peer.text("Arm: Battery 1 low voltage")
    story.wire.run(5)
    notes = story.told()
    assert [n.text for n in notes if n.code == "not_launched"] == ["arm: Arm: Battery 1 low voltage"]
    assert [n.code for n in notes if n.text.startswith("Arm:")] == ["prearm"]


def test_one_that_does_not_arm_in_auto_arms_in_guided_and_starts_from_there() -> None:
    story = loaded()

    def obey(command: int, params: tuple[float, ...]) -> None:
        if command == ARM:
            story.peer.results.pop(ARM, None)
        Peer.obey(story.peer, command, params)
        story.peer.results[ARM] = mav.MAV_RESULT_FAILED if story.peer.mode is Mode.AUTO else mav.MAV_RESULT_ACCEPTED

    story.peer.obey = obey  # type: ignore[method-assign]
    story.press()
    story.wire.run(0.2)
    story.peer.text("Arm: AUTO mode not armable")
    assert story.wire.run(20, until=lambda: story.peer.item == 1)
    assert [params[1] for params in story.peer.given(MODE)] == [3.0, 4.0]


def test_a_word_to_launch_that_nobody_heard_is_never_heeded_later() -> None:
    story = loaded()
    story.wire.cut = True
    story.wire.run(5)
    story.press()
    assert story.done() == (A.STAND_DOWN, SortieReason.LOST_LINK)
    story.wire.cut = False
    story.wire.run(60)
    assert not story.peer.given(ARM)


@pytest.mark.parametrize(("late_s", "arms"), [(170, False), (31, False), (29, True), (-0.3, True)])
def test_a_press_that_has_waited_is_no_word_any_more(late_s: float, arms: bool) -> None:
    story = loaded()
    story.enter(S.LAUNCHING)
    pressed = story.clock.now() - timedelta(seconds=late_s)  # by the clock of the server that took the press
    sortie = replace(story.sortie, armed_at=story.clock.now(), entered={**story.sortie.entered, S.LAUNCHING: pressed})
    story.sortie = sortie
    story.talk.start(sortie, story.clock.now())
    story.wire.run(0.9)
    assert story.peer.armed is arms
    if not arms:
        assert story.done() == (A.STAND_DOWN, SortieReason.TECHNICAL)
        assert story.codes().count("not_launched") == 1


def test_a_worker_killed_between_the_word_and_the_arming_leaves_the_drone_on_the_ground() -> None:
    story = loaded()
    story.enter(S.LAUNCHING, armed_at=story.clock.now())
    story.again()
    assert story.finishes(A.STAND_DOWN, within_s=40)
    assert not story.peer.given(ARM)


def test_a_worker_killed_after_the_arming_disarms_what_never_rose() -> None:
    story = loaded()
    story.press()
    assert story.wire.run(10, until=lambda: story.peer.armed)
    story.again()
    assert story.wire.run(40, until=lambda: not story.peer.armed)
    assert story.finishes(A.STAND_DOWN)
    assert [params[0] for params in story.peer.given(ARM)] == [1.0, 0.0]


def test_a_worker_killed_in_flight_takes_hold_again_and_arms_nothing() -> None:
    story = Story()
    story.launch()
    armed, uploads = len(story.peer.given(ARM)), list(story.peer.uploads)
    story.again()
    story.peer.place, story.peer.altitude_m, story.peer.item = HANSOL, 30.0, HOLD
    assert story.finishes(A.ON_STATION)
    assert (len(story.peer.given(ARM)), story.peer.uploads) == (armed, uploads)


def test_calling_it_off_while_it_arms_is_the_last_word() -> None:
    story = loaded()
    story.press()
    story.peer.results[ARM] = mav.MAV_RESULT_TEMPORARILY_REJECTED
    story.wire.run(1.0, until=lambda: bool(story.peer.given(ARM)))
    story.enter(S.ABORTED)
    story.peer.results.clear()
    story.wire.run(30)
    assert not story.peer.armed
    assert not story.peer.given(START)
    assert story.done() == (A.LAND, None)


def test_the_kit_goes_down_comes_off_and_the_line_comes_in() -> None:
    story = Story()
    story.over_target()
    story.wire.run(5)
    assert not story.peer.given(WINCH)
    story.enter(S.LOWERING)
    assert story.wire.run(30, until=lambda: story.peer.line_m == pytest.approx(28.0))
    [(instance, action, length_m, speed_mps, *_)] = story.peer.given(WINCH)
    assert (instance, action, length_m, speed_mps) == (1.0, 1.0, pytest.approx(28.0), pytest.approx(1.0))
    story.enter(S.RELEASED)
    assert story.finishes(A.RETRACT)
    assert story.peer.gripper_open
    story.enter(S.RETRACTING)
    assert story.finishes(A.RETURN, within_s=40)
    assert story.peer.line_m == pytest.approx(0.0, abs=0.5)
    story.enter(S.RETURNING)
    assert story.wire.run(5, until=lambda: story.peer.item == FIRST_RETURN)
    story.peer.altitude_m, story.peer.armed, story.peer.place = 0.0, False, CITY_HALL
    assert story.finishes(A.LAND)


def test_a_lost_answer_does_not_let_out_twice_the_line() -> None:
    story = Story(loss=0.3)
    story.lowering(60)
    assert story.peer.line_m == pytest.approx(28.0, abs=0.5)


def test_lowering_is_stopped_and_the_kit_comes_up_again_unreleased() -> None:
    story = Story()
    story.lowering(3)
    story.enter(S.RETRACTING)
    assert story.finishes(A.RETURN)
    assert not story.peer.gripper_open
    assert story.peer.line_m == pytest.approx(0.0, abs=0.5)


def test_a_winch_that_tells_nothing_is_told_once() -> None:
    story = Story()
    story.peer.line_m = None
    story.over_target()
    story.enter(S.LOWERING)
    story.ticks(60)
    story.enter(S.RETRACTING, vehicle=story.sortie.vehicle)
    story.ticks(5)
    assert story.finishes(A.RETURN, within_s=60)
    assert lengths(story) == [pytest.approx(28.0), pytest.approx(-28.0)]


def test_after_a_restart_such_a_winch_is_not_told_again_and_lets_go_by_the_time() -> None:
    story = Story()
    story.peer.line_m = None
    story.over_target()
    story.enter(S.LOWERING)
    story.ticks(5)
    story.again()
    story.ticks(10)
    story.enter(S.RELEASED, vehicle=story.sortie.vehicle)
    story.ticks(20)
    assert not story.peer.gripper_open
    story.ticks(10)
    assert story.peer.gripper_open
    story.enter(S.RETRACTING, vehicle=story.sortie.vehicle)
    story.again()
    story.ticks(10)
    assert lengths(story) == [pytest.approx(28.0), pytest.approx(-28.0)]


def test_after_a_restart_the_line_is_counted_from_what_is_out() -> None:
    story = Story()
    story.lowering(35)
    story.again()
    story.peer.line_m, quiet = None, story.peer.line_m
    story.wire.run(2)  # its winch is not heard with the first heartbeat
    story.peer.line_m = quiet
    story.wire.run(20)
    assert lengths(story) == [pytest.approx(28.0)]


def test_nothing_is_let_out_where_the_vehicle_does_not_hold() -> None:
    story = Story()
    story.over_target()
    story.peer.item, story.peer.altitude_m = FIRST_RETURN + 1, 60.0
    story.wire.run(1)
    story.enter(S.LOWERING)
    story.wire.run(10)  # it goes back, and is not there yet
    assert story.peer.item == HOLD
    assert not story.peer.given(WINCH)
    story.peer.altitude_m = 30.0
    story.wire.run(5)
    assert lengths(story) == [pytest.approx(28.0)]


def test_the_gripper_waits_for_the_kit_to_be_down() -> None:
    story = Story()
    story.lowering(3)
    story.enter(S.RELEASED)
    story.wire.run(15)
    assert not story.peer.gripper_open
    assert story.wire.run(15, until=lambda: story.peer.gripper_open)
    assert story.peer.line_m == pytest.approx(28.0, abs=0.5)


def test_a_gripper_that_does_not_open_is_asked_again_told_of_and_given_up() -> None:
    story = Story()
    story.peer.results[mav.MAV_CMD_DO_GRIPPER] = mav.MAV_RESULT_FAILED
    story.lowering(40)
    story.enter(S.RELEASED)
    story.wire.run(10)
    assert [note.severity for note in story.told() if note.code == "gripper_refused"] == [Severity.CRITICAL]
    assert len(story.peer.given(mav.MAV_CMD_DO_GRIPPER)) > 2
    assert story.finishes(A.RETRACT, within_s=40)
    assert story.done() == (A.RETRACT, SortieReason.NO_ANSWER)
    assert story.codes().count("kit_on_line") == 1
    story.enter(S.RETRACTING, reason=SortieReason.NO_ANSWER)
    assert story.finishes(A.RETURN, within_s=40)
    assert stage_of(story.sortie) is KitStage.NOT_COMING


def test_a_gripper_that_opens_at_the_second_try_lets_go() -> None:
    story = Story()
    story.peer.results[mav.MAV_CMD_DO_GRIPPER] = mav.MAV_RESULT_FAILED
    story.lowering(40)
    story.enter(S.RELEASED)
    story.wire.run(2)
    story.peer.results.clear()
    assert story.finishes(A.RETRACT, within_s=10)
    assert story.done() == (A.RETRACT, None)


def test_while_the_line_is_out_the_hold_does_not_run_out() -> None:
    story = Story()
    story.lowering(5)
    renewed = story.peer.given(mav.MAV_CMD_DO_SET_MISSION_CURRENT)
    assert renewed == [(float(HOLD), 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)]
    story.wire.run(100)
    assert len(story.peer.given(mav.MAV_CMD_DO_SET_MISSION_CURRENT)) == 3
    story.peer.item = FIRST_RETURN
    assert story.wire.run(10, until=lambda: story.peer.item == HOLD)


def test_without_a_word_it_takes_the_kit_home_and_says_so() -> None:
    story = Story()
    story.over_target()
    story.wire.run(119)
    story.peer.item = FIRST_RETURN
    assert story.finishes(A.RETURN)
    assert story.done() == (A.RETURN, SortieReason.NO_ANSWER)
    assert not story.peer.given(WINCH)
    assert not story.peer.gripper_open


def test_a_pilot_who_never_answers_over_a_lowered_kit_gets_it_back() -> None:
    story = Story()
    story.over_target()
    story.enter(S.LOWERING)
    assert not story.finishes(A.RETRACT, within_s=140)
    assert story.finishes(A.RETRACT, within_s=20)
    assert story.done()[1] is SortieReason.NO_ANSWER


def test_a_fouled_line_is_left_behind() -> None:
    story = Story()
    story.lowering(3)
    story.enter(S.RETURNING, reason=SortieReason.OTHER, cut_at=story.clock.now())
    assert story.wire.run(5, until=lambda: story.peer.item == FIRST_RETURN)
    assert story.peer.gripper_open
    assert story.peer.given(WINCH)[-1][1] == mav.WINCH_RELAXED


def test_a_line_that_was_cut_just_before_landing_where_it_is_is_let_go_all_the_same() -> None:
    story = Story()
    story.lowering(3)
    story.enter(S.DIVERTED, reason=SortieReason.BATTERY, cut_at=story.clock.now())
    assert story.wire.run(10, until=lambda: story.peer.mode is Mode.LAND)
    assert story.wire.run(5, until=lambda: story.peer.given(WINCH)[-1][1] == mav.WINCH_RELAXED)
    assert story.peer.gripper_open


def test_pause_and_go_on() -> None:
    story = Story()
    story.launch()
    story.wire.run(3)
    story.enter(S.AIRBORNE, paused_at=story.clock.now())
    story.wire.run(10)
    story.enter(S.AIRBORNE)
    story.wire.run(10)
    assert [p[0] for p in story.peer.given(mav.MAV_CMD_DO_PAUSE_CONTINUE)] == [0.0, 1.0]


def test_a_pause_that_is_refused_in_motion_is_asked_for_again() -> None:
    story = Story()
    story.launch()
    story.wire.run(3)
    story.peer.results[mav.MAV_CMD_DO_PAUSE_CONTINUE] = mav.MAV_RESULT_FAILED
    story.peer.speed_mps = 12.0
    story.wire.run(1)
    story.enter(S.AIRBORNE, paused_at=story.clock.now())
    story.wire.run(10)
    assert len([p for p in story.peer.given(mav.MAV_CMD_DO_PAUSE_CONTINUE) if p[0] == 0.0]) > 2
    story.peer.results.clear()
    story.wire.run(4)
    story.peer.speed_mps = 0.0
    told = len(story.peer.commands)
    story.wire.run(20)
    assert len(story.peer.commands) == told
    story.peer.speed_mps = 9.0
    story.wire.run(4)
    assert len(story.peer.commands) > told


def test_one_press_brings_it_home_at_once_and_the_line_in() -> None:
    story = Story()
    story.lowering(3)
    story.enter(S.ABORTED)
    assert story.wire.run(1, until=lambda: story.peer.mode is Mode.RTL)
    assert story.wire.run(20, until=lambda: story.peer.line_m == pytest.approx(0.0, abs=0.5))
    assert not story.peer.gripper_open


def test_land_now_is_where_it_is() -> None:
    story = Story()
    story.launch()
    story.enter(S.DIVERTED)
    assert story.wire.run(1, until=lambda: story.peer.mode is Mode.LAND)
    story.peer.armed, story.peer.altitude_m = False, 0.0
    assert story.finishes(A.LAND)


def test_a_lost_link_is_seen_and_what_the_vehicle_did_meanwhile_stays() -> None:
    story = Story()
    story.launch()
    story.wire.cut = True
    story.wire.run(12)
    account = story.account()
    assert account.state is not None
    assert account.state.link_lost_since is not None
    assert (account.done, "link_lost" in story.codes()) == (None, True)
    story.peer.mode = Mode.RTL
    story.wire.cut = False
    story.peer.out.clear()
    story.wire.run(1)
    story.peer.text("GCS Failsafe")
    assert story.finishes(A.ABORT)
    story.wire.run(1)
    assert story.done() == (A.ABORT, SortieReason.LOST_LINK)
    story.enter(S.ABORTED)
    story.wire.run(30)
    assert story.peer.mode is Mode.RTL
    assert len(story.peer.given(MODE)) == 1


@pytest.mark.parametrize(
    ("text", "code", "reason"),
    [
        ("Battery 1 is low 45.10V used 9000 mAh", "battery_low", SortieReason.BATTERY),
        ("Polygon fence breached", "fence_breach", SortieReason.AIRSPACE),
        ("GCS Failsafe", "gcs_failsafe", SortieReason.LOST_LINK),
    ],
)
def test_a_failsafe_ends_the_way_out_with_its_reason(text: str, code: str, reason: SortieReason) -> None:
    story = Story()
    story.launch()
    story.peer.text(text)
    story.peer.mode = Mode.RTL
    story.wire.run(2)
    assert story.done() == (A.ABORT, reason)
    assert code in story.codes()


def test_nobody_takes_a_vehicle_from_a_pilot_with_a_transmitter() -> None:
    story = Story()
    story.launch()
    story.wire.run(3)
    told = len(story.peer.commands)
    story.peer.mode = Mode.LOITER
    story.wire.run(1)
    story.enter(S.AIRBORNE, paused_at=story.clock.now())
    story.wire.run(30)
    assert len(story.peer.commands) == told
    assert "mode_loiter" in story.codes()
    story.enter(S.ABORTED)
    assert story.wire.run(1, until=lambda: story.peer.mode is Mode.RTL)


def test_a_vehicle_that_restarts_on_its_pad_is_read_and_loaded_anew() -> None:
    story = Story()
    assert story.wire.run(30, until=story.verified)
    story.peer.lists = {0: [], 1: [], 2: []}
    story.wire.run(10)
    story.peer.boot = story.clock.now()
    story.wire.run(0.6)
    assert story.wire.run(10, until=story.verified)
    assert story.peer.uploads == [1, 2, 0, 1, 2, 0]


def test_signed_lines_hear_nobody_without_the_passphrase() -> None:
    story = Story(passphrase="gold")
    assert story.wire.run(10, until=story.verified)
    forged = Peer(HANSOL, frames=Frames(system=1, component=1))
    for frame in forged.beat(story.clock.now()):
        story.talk.hear(frame, story.clock.now())
    state = story.talk.hearing.state
    assert state is not None
    assert state.place == CITY_HALL
    wrong = Frames("silver", system=1, component=1, started=NOW)
    assert not Frames("gold", started=NOW).unpack(wrong.pack(mav.MAVLink_mission_current_message(3)))


def test_a_heartbeat_of_ground_station_255_goes_out_each_second() -> None:
    story = Story()
    story.wire.run(20)
    assert len(story.peer.heard_gcs) == 20


def test_what_it_says_is_kept_with_its_units() -> None:
    story = Story()
    story.wire.run(3)
    state = story.talk.hearing.state
    assert state is not None
    assert (state.battery_share, state.battery_v, state.fix, state.satellites, state.hdop) == (0.87, 48.0, 3, 14, 0.8)
    assert (state.ekf_ok, state.prearm_ok, state.armed, state.in_air) == (True, True, False, False)
    assert (state.place, state.altitude_m, state.amsl_m, state.heading_deg) == (CITY_HALL, 0.0, 40.0, 90.0)
    assert (state.wind_mps, state.wind_from_deg, state.line_m, state.mode) == (4.0, 270.0, 0.0, Mode.STABILIZE)


def test_broken_off_behind_a_bend_it_goes_back_the_way_it_came() -> None:
    story = Story(plan=BENT)
    story.launch()
    story.peer.item, story.peer.place = 5, between(CORNER_B, HANSOL, 0.3)
    story.wire.run(1)
    story.enter(S.ABORTED)
    assert story.wire.run(2, until=lambda: story.peer.item == BENT.first_return + 1)
    story.wire.run(20)
    assert story.peer.mode is Mode.AUTO
    assert BENT.items[BENT.first_return + 1].place == CORNER_B


def test_it_returns_straight_after_all_when_the_vehicle_does_not_heed() -> None:
    story = Story(plan=BENT)
    story.launch()
    story.peer.results[mav.MAV_CMD_DO_SET_MISSION_CURRENT] = mav.MAV_RESULT_FAILED
    story.peer.item, story.peer.place = BENT.hold, HANSOL
    story.wire.run(1)
    story.enter(S.ABORTED)
    assert not story.wire.run(5, until=lambda: story.peer.mode is Mode.RTL)
    assert story.wire.run(5, until=lambda: story.peer.mode is Mode.RTL)


def test_before_the_first_bend_home_is_straight() -> None:
    assert way_back(BENT, between(CITY_HALL, CORNER_A, 0.5), 3) is None
    assert way_back(BENT, HANSOL, BENT.hold) == BENT.first_return
    assert way_back(PLAN, HANSOL, PLAN.hold) is None
    assert way_back(BENT, None, 4) is None
    assert way_back(BENT, HANSOL, BENT.first_return) is None


def test_what_is_said_no_more_is_not_known_any_more() -> None:
    story = Story()
    story.wire.run(3)
    story.peer.line_m = None
    story.wire.run(3)
    assert story.talk.hearing.state is not None
    assert story.talk.hearing.state.line_m == 0.0
    story.wire.run(3)
    assert story.talk.hearing.state.line_m is None
    assert story.talk.hearing.state.place == CITY_HALL


def test_another_make_of_autopilot_is_not_heard() -> None:
    story = Story()
    story.peer.make = mav.MAV_AUTOPILOT_PX4
    story.wire.run(10)
    assert story.talk.hearing.state is None
    assert story.peer.commands == story.peer.uploads == []


def test_a_failsafe_that_is_off_is_found_on_the_ground() -> None:
    story = Story()
    story.peer.settings |= {"FS_GCS_ENABLE": 0.0, "FENCE_TYPE": 3.0}
    story.wire.run(40)
    told = [note.text for note in story.told() if note.code == "setting"]
    assert sorted(told) == ["FENCE_TYPE is 3", "FS_GCS_ENABLE is 0"]


def test_a_vehicle_that_is_set_right_is_not_spoken_of() -> None:
    story = Story(loss=0.2)
    story.wire.run(60)
    assert "setting" not in story.codes()


def test_what_went_home_while_nobody_heard_it_went_for_want_of_a_link() -> None:
    story = Story()
    story.launch()
    story.wire.run(2)
    heard = story.account().state
    story.wire.cut = True
    story.wire.run(11)
    story.enter(S.AIRBORNE, vehicle=heard)
    story.again()
    story.peer.mode = Mode.RTL
    story.wire.cut = False
    assert story.finishes(A.ABORT)
    assert story.done() == (A.ABORT, SortieReason.LOST_LINK)


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([0.1, 0.3, 0.4]), st.integers(0, 2))
def test_whatever_gets_lost_what_is_verified_is_what_the_vehicle_holds(seed: int, loss: float, acks: int) -> None:
    story = Story(loss=loss)
    story.wire.chance.seed(seed)
    story.peer.loses_final_ack = acks
    story.wire.run(300, until=story.verified)
    if story.verified():
        held = [(item.command, item.x, item.y) for item in story.peer.lists[0]]
        assert held == [(item.command, item.x, item.y) for item in lists_of(PLAN)[Kind.MISSION]]
        assert len(story.peer.lists[1]) == len(lists_of(PLAN)[Kind.FENCE])
    else:
        assert loss > 0.3 or "plan_silent" in story.codes()


def test_a_reason_given_with_the_line_in_lets_nothing_go() -> None:
    story = Story()
    story.lowering(3)
    story.enter(S.RETRACTING)
    assert story.finishes(A.RETURN)
    story.enter(S.RETURNING, reason=SortieReason.SITE_UNSAFE)
    story.wire.run(10)
    assert not story.peer.gripper_open
