"""One suite over every adapter of `drones.autopilot.Autopilot`: arithmetic, and MAVLink to a simulated ArduCopter."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

import pytest
from pymavlink.dialects.v20 import ardupilotmega as mav
from sqlalchemy import update

from chassis import topics
from chassis.errors import NotReadyError
from chassis.geo import between
from drones import pad
from drones.airframes import M350
from drones.alarms import AlarmCode, alarms
from drones.autopilot import Autopilot
from drones.autopilot.fake import FakeAutopilot
from drones.autopilot.steer import tick
from drones.feasibility import NoGo
from drones.kitstage import SETTLED_WITHIN, KitStage, stage_of
from drones.lacks import Lack
from drones.mavlink.adapter import MavlinkAutopilot
from drones.mavlink.channel import Channel
from drones.mavlink.conversation import Conversation
from drones.mavlink.frames import Frames
from drones.preflight import BEFORE_TAKE_OFF as LIST
from drones.preflight import Check
from drones.simulator.fleet import make_copter
from drones.simulator.flying import step
from drones.simulator.radio import Radio
from drones.sortie import Sortie
from drones.states import SortieAction, SortieReason, SortieState
from drones.tables.kits import KitRow
from drones.tables.notes import read_notes
from drones.tables.sorties import SortieRow
from tests.drones.conftest import PILOT, Yard
from tests.drones.scene import CITY_HALL, DRONE_S, HANSOL, REGION

S = SortieState
ARM = 400  # MAV_CMD_COMPONENT_ARM_DISARM
NEAR = between(CITY_HALL, HANSOL, 0.3)
DESK = topics.desk(REGION)
UPLOAD = LIST.index(Check.UPLOAD)
BEFORE_TAKE_OFF = (S.ACCEPTED, S.PREFLIGHT_OK, S.LAUNCHING)


class Flown(Protocol):
    """An adapter with whatever flies behind it."""

    def restart(self) -> Autopilot:
        """Our side begins anew and remembers nothing."""
        ...

    def wait(self, seconds: float) -> None:
        """The vehicle flies on; the clock has moved already."""
        ...

    def armings(self) -> int | None:
        """How often the vehicle was told to arm; None where nobody counts."""
        ...


class Arithmetic:
    """Nothing flies behind the fake."""

    def restart(self) -> Autopilot:
        return FakeAutopilot()

    def wait(self, seconds: float) -> None: ...

    def armings(self) -> int | None:
        return None


@dataclass
class Simulated:
    """A simulated ArduCopter on the same still clock, and the line to it in memory."""

    yard: Yard
    radio: Radio = field(default_factory=lambda: Radio(make_copter(M350, CITY_HALL), 7))
    commands: list[tuple[int, float]] = field(default_factory=list)
    channel: Channel = field(init=False)
    waiting: list[bytes] = field(default_factory=list)

    def restart(self) -> Autopilot:
        frames = Frames(started=self.yard.clock.now())
        self.channel = Channel(Conversation(frames, 7), self.yard.clock)
        return MavlinkAutopilot({DRONE_S.id: self.channel})

    def wait(self, seconds: float) -> None:
        now = self.yard.clock.now().timestamp()
        step(self.radio.copter, seconds, now=now)
        self.waiting += self.radio.say(now=now)
        self.channel.turn(self)
        while self.waiting:
            self.channel.turn(self)

    def armings(self) -> int | None:
        return self.commands.count((ARM, 1.0))

    def receive(self, wait_s: float) -> bytes:
        data, self.waiting = b"".join(self.waiting), []
        return data

    def send(self, data: bytes) -> None:
        for message in Frames().unpack(data):
            if message.get_type() == "COMMAND_LONG":
                self.commands.append((message.command, message.param1))
        self.waiting += self.radio.hear(data, now=self.yard.clock.now().timestamp())

    def cut_short_by(self, other: Frames, to: int, *, heard: bool) -> None:
        """Another station brings up the first items of the mission that is there."""
        now, held = self.yard.clock.now().timestamp(), self.radio.copter.held.mission[:to]
        sent = [mav.MAVLink_mission_count_message(7, 1, to, 0)]
        for seq, item in enumerate(held):
            place = (item.lat_e7, item.lon_e7, item.altitude_m)
            sent.append(
                mav.MAVLink_mission_item_int_message(7, 1, seq, item.frame, item.command, 0, 1, *item.params, *place)
            )
        for message in sent:
            answers = self.radio.hear(other.pack(message), now=now)
            self.waiting += answers if heard else []

    def confirm(self) -> None: ...

    def close(self) -> None: ...


@dataclass
class Flight:
    """A sortie over an adapter: the tick as the process does it, on a still clock."""

    yard: Yard
    flown: Flown
    step_s: float
    sortie_id: str = ""
    autopilot: Autopilot = field(init=False)

    def __post_init__(self) -> None:
        self.autopilot = self.flown.restart()

    @property
    def state(self) -> SortieState:
        return self.yard.sortie(self.sortie_id).state

    @property
    def stage(self) -> KitStage:
        return stage_of(self.yard.sortie(self.sortie_id))

    def used(self) -> bool:
        """Whether its kit counts as used up."""
        with self.yard.db.read() as session:
            return session.get_one(KitRow, self.yard.sortie(self.sortie_id).kit_id).used_at is not None

    def notes(self) -> list[str]:
        with self.yard.db.read() as session:
            return [note.code for note in read_notes(session, self.sortie_id)]

    def alarms(self) -> set[AlarmCode]:
        found = alarms(self.yard.sortie(self.sortie_id), M350, stays=None, strayed=None, now=self.yard.clock.now())
        return {one.code for one in found}

    def until(self, done: Callable[[], bool], limit_s: float = 700) -> None:
        for _ in range(round(limit_s / self.step_s)):
            if done():
                return
            self.yard.clock.advance(timedelta(seconds=self.step_s))
            self.flown.wait(self.step_s)
            tick(self.yard, self.autopilot)
        raise AssertionError(f"{self.state}, and nothing came of it")

    def until_state(self, state: SortieState, limit_s: float = 700) -> None:
        self.until(lambda: self.state is state, limit_s)

    def ordered(self) -> None:
        self.sortie_id = self.yard.order(self.yard.decide(NEAR))
        pad.accept(self.yard, PILOT, self.sortie_id)

    def airborne(self) -> None:
        """Loaded, looked over, launched, and seen in the air."""
        self.ordered()
        self.until(lambda: self.yard.sortie(self.sortie_id).verified_at is not None)
        for command in (pad.preflight_ok, pad.launch):
            self.yard.fly(self.sortie_id, command)
        self.until_state(S.AIRBORNE, 60)

    def over_the_target_and_lowered(self) -> None:
        """The line is out as far as it has to be."""
        self.airborne()
        self.until_state(S.ON_STATION)
        self.yard.fly(self.sortie_id, pad.lower)
        lowered_at = self.yard.sortie(self.sortie_id).entered[S.LOWERING]
        self.until(lambda: self.yard.clock.now() - lowered_at > timedelta(seconds=40))


@pytest.fixture(params=["arithmetic", "mavlink"])
def sky(request: pytest.FixtureRequest, yard: Yard) -> Iterator[Flight]:
    """A drone that is ready at its station, by either adapter."""
    if request.param == "arithmetic":
        yield Flight(yard, Arithmetic(), 10.0)
    else:
        if yard.db.engine.dialect.name != "sqlite":
            pytest.skip("the tick's storage is told by arithmetic on both databases; flying once is long enough")
        yield Flight(yard, Simulated(yard), 1.0)


def test_a_plan_is_held_before_anybody_may_launch(sky: Flight) -> None:
    sky.ordered()
    sky.until(lambda: sky.yard.sortie(sky.sortie_id).verified_at is not None, 60)
    assert sky.state is S.ACCEPTED
    assert sky.flown.armings() in {None, 0}


def test_a_whole_drop_with_our_side_beginning_anew_at_every_step_arms_once(sky: Flight) -> None:
    sky.airborne()
    sky.autopilot = sky.flown.restart()
    sky.until_state(S.ON_STATION)
    sky.autopilot = sky.flown.restart()
    sky.yard.fly(sky.sortie_id, pad.lower)
    sky.until(lambda: sky.yard.clock.now() - sky.yard.sortie(sky.sortie_id).entered[S.LOWERING] > timedelta(seconds=40))
    pad.released(sky.yard, PILOT, sky.sortie_id)
    sky.until(lambda: sky.state in {S.RETRACTING, S.RETURNING})
    sky.autopilot = sky.flown.restart()
    sky.until_state(S.RETURNING)
    sky.autopilot = sky.flown.restart()
    sky.until_state(S.LANDED)
    assert sky.flown.armings() in {None, 1}
    assert sky.yard.sortie(sky.sortie_id).reason is None


def test_without_a_word_nothing_is_let_down_and_it_comes_home(sky: Flight) -> None:
    sky.airborne()
    sky.until_state(S.LANDED, 1200)
    home = sky.yard.sortie(sky.sortie_id)
    assert home.reason is SortieReason.NO_ANSWER
    assert S.LOWERING not in home.entered
    if isinstance(sky.flown, Simulated):
        assert sky.flown.radio.copter.winch.kit


def test_called_home_on_the_way_out_it_comes(sky: Flight) -> None:
    sky.airborne()
    sky.until(lambda: sky.yard.clock.now() - sky.yard.sortie(sky.sortie_id).entered[S.AIRBORNE] > timedelta(seconds=30))
    pad.abort(sky.yard, PILOT, sky.sortie_id)
    sky.until_state(S.LANDED)
    assert S.ON_STATION not in sky.yard.sortie(sky.sortie_id).entered


def test_a_drone_that_came_down_elsewhere_is_not_offered_from_its_station(sky: Flight) -> None:
    sky.airborne()
    sky.until(lambda: sky.yard.clock.now() - sky.yard.sortie(sky.sortie_id).entered[S.AIRBORNE] > timedelta(seconds=30))
    pad.divert(sky.yard, PILOT, sky.sortie_id, reason=SortieReason.WEATHER)
    sky.until_state(S.LANDED)
    pad.close(sky.yard, PILOT, sky.sortie_id)
    answer = sky.yard.decide(NEAR)
    assert isinstance(answer, NoGo)
    assert [reason.ref for reason in answer.reasons if reason.drone_id == DRONE_S.id] == ["diverted"]


@pytest.mark.parametrize("heard", [True, False])
def test_a_mission_that_another_station_cuts_short_is_not_verified_any_more_and_never_flown(
    sky: Flight, heard: bool
) -> None:
    """Whether its talk with the vehicle comes over our line or not."""
    if not isinstance(sky.flown, Simulated):
        pytest.skip("arithmetic holds no mission")
    sky.ordered()
    sky.until(lambda: sky.yard.sortie(sky.sortie_id).verified_at is not None, 60)
    since = sky.yard.clock.now()
    sky.until(lambda: sky.yard.clock.now() - since > timedelta(seconds=5))
    whole = len(sky.flown.radio.copter.held.mission)
    sky.flown.cut_short_by(Frames(system=254, component=190), 4, heard=heard)
    sky.until(lambda: sky.yard.sortie(sky.sortie_id).verified_at is None, 5)
    found = sky.yard.preflight(sky.sortie_id)[UPLOAD]
    assert (found.check, found.ok, found.lack) == (Check.UPLOAD, False, Lack.PLAN_TOUCHED)
    sky.until(lambda: sky.yard.sortie(sky.sortie_id).verified_at is not None, 60)
    sky.flown.cut_short_by(Frames(system=254, component=190), 4, heard=False)
    for command in (pad.preflight_ok, pad.launch):
        sky.yard.fly(sky.sortie_id, command)
    sky.until_state(S.AIRBORNE, 60)
    assert len(sky.flown.radio.copter.held.mission) == whole


@pytest.mark.parametrize(
    ("ground_m", "alarm"),
    [(-10.0, AlarmCode.KIT_HANGS), (10.0, AlarmCode.KIT_RESTS)],
)
def test_ground_that_is_lower_or_higher_than_the_stations_is_felt_at_the_line(
    sky: Flight, ground_m: float, alarm: AlarmCode
) -> None:
    """A kit over lower ground is not let go: length alone would drop it from ten metres."""
    if not isinstance(sky.flown, Simulated):
        pytest.skip("arithmetic feels nothing")
    copter = sky.flown.radio.copter
    sky.airborne()
    sky.until_state(S.ON_STATION)
    copter.parameters["SIM_GROUND"] = ground_m
    sky.yard.fly(sky.sortie_id, pad.lower)
    sky.until(lambda: alarm in sky.alarms(), 60)
    since = sky.yard.clock.now()
    sky.until(lambda: sky.yard.clock.now() - since > timedelta(seconds=30))
    if ground_m < 0.0:
        with pytest.raises(NotReadyError):
            pad.released(sky.yard, PILOT, sky.sortie_id)
        copter.parameters["SIM_GROUND"] = 0.0
        sky.until(lambda: alarm not in sky.alarms(), 5)
    pad.released(sky.yard, PILOT, sky.sortie_id)
    sky.until_state(S.RETRACTING, 20)
    assert copter.winch.released_from_m == 0.0


def test_a_launch_written_down_before_our_side_died_is_never_made_up_for(sky: Flight) -> None:
    if isinstance(sky.flown, Arithmetic):
        pytest.skip("what is written down is all that arithmetic knows: it flies")
    sky.ordered()
    sky.until(lambda: sky.yard.sortie(sky.sortie_id).verified_at is not None, 60)
    now = sky.yard.clock.now()
    with sky.yard.db.write() as session:
        entered = {state.value: now.isoformat() for state in BEFORE_TAKE_OFF}
        session.execute(update(SortieRow).values(state=S.LAUNCHING, armed_at=now, entered=entered))
    sky.autopilot = sky.flown.restart()
    sky.until_state(S.ACCEPTED, 60)
    assert sky.flown.armings() == 0


def test_a_kit_is_down_once_the_vehicle_says_that_it_has_come_off(sky: Flight) -> None:
    sky.over_the_target_and_lowered()
    assert sky.stage is KitStage.LOWERING
    pad.released(sky.yard, PILOT, sky.sortie_id)
    assert (sky.stage, sky.used()) == (KitStage.LOWERING, False)
    sky.until(lambda: sky.stage is KitStage.DOWN, 60)
    assert sky.used()
    down = sky.yard.sortie(sky.sortie_id)
    assert down.let_go_at is not None
    told = [one.data.get("action") for one in sky.yard.told(DESK) if one.subject == sky.sortie_id]
    assert told.count("let_go") == 1
    sky.until_state(S.LANDED)
    assert (sky.stage, sky.yard.sortie(sky.sortie_id).let_go_at) == (KitStage.DOWN, down.let_go_at)
    pad.close(sky.yard, PILOT, sky.sortie_id)
    assert sky.used()


@pytest.mark.parametrize("word", [pad.retract, pad.abort])
def test_a_kit_that_did_not_come_off_comes_home_unused(sky: Flight, word: Callable[..., Sortie]) -> None:
    """The gripper is stuck; a person sees the alarm, and winds in or calls it home."""
    if not isinstance(sky.flown, Simulated):
        pytest.skip("what flies in arithmetic always lets go")
    copter = sky.flown.radio.copter
    sky.over_the_target_and_lowered()
    copter.parameters["SIM_GRIP_JAM"] = 1.0
    pad.released(sky.yard, PILOT, sky.sortie_id)
    sky.until(lambda: "gripper_refused" in sky.notes(), 20)
    assert (sky.state, sky.stage) == (S.RELEASED, KitStage.LOWERING)
    word(sky.yard, PILOT, sky.sortie_id)
    assert sky.stage is KitStage.NOT_COMING
    sky.until_state(S.LANDED)
    assert copter.winch.kit
    assert (sky.stage, sky.used(), sky.yard.sortie(sky.sortie_id).let_go_at) == (KitStage.NOT_COMING, False, None)
    assert sky.notes().count("kit_on_line") == 1
    pad.act(sky.yard, PILOT, sky.sortie_id, SortieAction.CLOSE, reason=SortieReason.KIT)
    kits = {kit.id: kit.sortie_id for kit in sky.yard.squadron().kits}
    kit_id = sky.yard.sortie(sky.sortie_id).kit_id
    assert kit_id not in kits  # nobody but who looks knows whether it hangs there
    pad.found_kit(sky.yard, PILOT, kit_id)
    assert kit_id in {kit.id for kit in sky.yard.squadron().kits}  # sealed, it flies again


def test_a_line_called_back_before_the_gripper_was_asked_brings_the_kit_up_again(sky: Flight) -> None:
    if not isinstance(sky.flown, Simulated):
        pytest.skip("what flies in arithmetic lets go at the press")
    sky.over_the_target_and_lowered()
    pad.released(sky.yard, PILOT, sky.sortie_id)
    pad.retract(sky.yard, PILOT, sky.sortie_id)
    sky.until_state(S.RETURNING)
    assert sky.flown.radio.copter.winch.kit
    assert (sky.stage, sky.used()) == (KitStage.NOT_COMING, False)


def test_a_line_called_back_while_the_gripper_opens_leaves_the_kit_on_the_ground(sky: Flight) -> None:
    """The second press comes before the answer to the first: what the vehicle did is what holds."""
    if not isinstance(sky.flown, Simulated):
        pytest.skip("what flies in arithmetic lets go at the press")
    winch = sky.flown.radio.copter.winch
    sky.over_the_target_and_lowered()
    pad.released(sky.yard, PILOT, sky.sortie_id)
    tick(sky.yard, sky.autopilot)
    sky.flown.wait(0.1)  # asked and opened: the answer is heard by the link, and not yet by the tick
    assert not winch.kit
    pad.retract(sky.yard, PILOT, sky.sortie_id)
    sky.until_state(S.RETURNING)
    assert (winch.released_from_m, sky.stage, sky.used()) == (0.0, KitStage.DOWN, True)


@pytest.mark.parametrize("anew", [False, True])
def test_a_kit_that_stays_hooked_to_an_open_gripper_comes_home_and_was_never_down(sky: Flight, anew: bool) -> None:
    """Its gripper says yes, and a metre later the line says what hangs there, also to a process that begins then."""
    if not isinstance(sky.flown, Simulated):
        pytest.skip("what flies in arithmetic always lets go")
    sky.over_the_target_and_lowered()
    sky.flown.radio.copter.parameters["SIM_GRIP_HOOK"] = 1.0
    pad.released(sky.yard, PILOT, sky.sortie_id)
    sky.until_state(S.RETRACTING, 20)
    assert sky.stage is KitStage.LOWERING  # nobody knows yet
    sky.autopilot = sky.flown.restart() if anew else sky.autopilot
    sky.until(lambda: sky.stage is KitStage.NOT_COMING, 15)
    assert AlarmCode.KIT_HANGS in sky.alarms()
    sky.until_state(S.LANDED)
    home = sky.yard.sortie(sky.sortie_id)
    assert (sky.stage, sky.used(), home.let_go_at) == (KitStage.NOT_COMING, False, None)
    assert home.hung_at is not None
    assert sky.notes().count("kit_on_line") == 1
    told = [one.data.get("action") for one in sky.yard.told(DESK) if one.subject == sky.sortie_id]
    assert (told.count("hung"), told.count("let_go")) == (1, 0)


def test_a_kit_is_down_only_once_a_metre_of_line_came_in_without_it(sky: Flight) -> None:
    if not isinstance(sky.flown, Simulated):
        pytest.skip("arithmetic feels nothing")
    winch = sky.flown.radio.copter.winch
    sky.over_the_target_and_lowered()
    pad.released(sky.yard, PILOT, sky.sortie_id)
    sky.until(lambda: not winch.kit, 20)
    out_m = winch.line_m
    sky.until(lambda: sky.stage is KitStage.DOWN, 20)
    assert sky.state is S.RETRACTING
    assert 2.0 <= out_m - winch.line_m <= 5.0


def test_a_winch_that_sticks_after_the_gripper_has_opened_does_not_keep_the_kit_from_being_down(sky: Flight) -> None:
    if not isinstance(sky.flown, Simulated):
        pytest.skip("arithmetic has no winch that could stick")
    sky.over_the_target_and_lowered()
    sky.flown.radio.copter.parameters["SIM_WINCH_JAM"] = 1.0
    pad.released(sky.yard, PILOT, sky.sortie_id)
    sky.until_state(S.RETRACTING, 20)
    since = sky.yard.clock.now()
    sky.until(lambda: sky.stage is KitStage.DOWN, 60)
    assert SETTLED_WITHIN <= sky.yard.clock.now() - since <= SETTLED_WITHIN + timedelta(seconds=3)
