"""All that is said with one vehicle, without thread, socket or clock: bytes in, bytes out, and how it stands.

Heard is the one vehicle's autopilot alone. We are ground station 255 and send a heartbeat each second: when it stays
away, the vehicle goes home by itself.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from pymavlink.dialects.v20 import ardupilotmega as mav

from drones.lacks import Lack
from drones.mavlink.commands import ARM, START, Asking
from drones.mavlink.driving import OPEN, Driver
from drones.mavlink.frames import AUTOPILOT, GCS_SYSTEM, Frames, Message
from drones.mavlink.goals import Done, came_off, comes_up, finished, goal_of, stays_on
from drones.mavlink.hearing import Hearing
from drones.mavlink.keeping import Keeping
from drones.mavlink.launching import WITHIN, Launch, risen
from drones.mavlink.rates import Rates
from drones.mavlink.rising import given_up, launched, own_launch, stands
from drones.mavlink.settings import Settings
from drones.sortie import Sortie
from drones.states import FLYING, SortieAction, SortieReason, SortieState
from drones.vehicle import Note, Severity, VehicleState

BEAT = timedelta(seconds=1)
KEEPS_ASKING = "message_interval"
OF_ONE_STATE = ("item", "let_line_go")
NEVER_FLEW_BY = frozenset({SortieState.ABORTED, SortieState.DIVERTED})  # out of a launch
LOADED_IN = frozenset({SortieState.ACCEPTED, SortieState.PREFLIGHT_OK, SortieState.LAUNCHING})


@dataclass(frozen=True, slots=True)
class Account:
    """How a vehicle stands with its sortie: what it says, the plan it holds, the step it has finished, its kit."""

    state: VehicleState | None
    verified: str | None
    done: SortieAction | None
    reason: SortieReason | None
    notes: tuple[Note, ...]
    let_go: bool = False
    hung: bool = False


@dataclass(slots=True)
class Conversation:
    """With vehicle `system`, or with the first that is heard.

    `sortie` is the one it flies for, `since` when we were first told of that one in its state. Without one it is heard
    and asked for telemetry, and left to its own timers; only what our own word armed on the ground is disarmed again.
    """

    frames: Frames
    system: int | None = None
    hearing: Hearing = field(default_factory=Hearing)
    rates: Rates = field(default_factory=Rates)
    asking: Asking = field(init=False)
    launch: Launch | None = None
    keeping: Keeping | None = None
    settings: Settings | None = None
    sortie: Sortie | None = None
    since: datetime | None = None
    driver: Driver = field(init=False)
    _out: list[Message] = field(default_factory=list)
    _beat: datetime | None = None
    _last: str | None = None  # the sortie it flew for last
    _warned: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.asking = Asking(self.system or 0)
        self.driver = Driver(self.asking)

    def hear(self, data: bytes, now: datetime) -> bool:
        """Take what came over the line; returns whether any of it was the vehicle's."""
        heard = False
        for message in self.frames.unpack(data):
            if message.get_srcComponent() == AUTOPILOT and self._is_theirs(message):
                self._hear(message, now)
                heard = True
            elif message.get_srcComponent() == AUTOPILOT and message.get_srcSystem() == self.system:
                self._overhear(message, now)
        return heard

    def beat(self, now: datetime) -> list[bytes]:
        """Do what time brings, and return the frames to send."""
        self.hearing.look(now)
        if self._beat is None or now - self._beat >= BEAT:
            self._beat = now
            self._out.append(_heartbeat())
        if self.hearing.state is not None and self.hearing.state.link_lost_since is None:
            self._act(self.hearing.state, now)
            self._out += self.asking.due(now)
        messages, self._out = self._out, []
        return [self.frames.pack(message) for message in messages]

    def follow(self, sortie: Sortie, now: datetime) -> None:
        """From now on this is what the vehicle flies for."""
        if self.sortie is None or self.sortie.id != sortie.id:
            self.leave(now)
            if self._last != sortie.id:
                self.hearing.take_notes()  # of before are not of this flight
        if self.sortie is None or self.sortie.state is not sortie.state:
            self._enter(sortie.state, now)
        if SortieState.AIRBORNE in sortie.entered:
            self.launch = None
            self.asking.drop(ARM, START)
        elif sortie.state is not SortieState.LAUNCHING:
            self._call_off(now)
        self.sortie, self._last = sortie, sortie.id
        self.driver.remember(sortie.vehicle)

    def leave(self, now: datetime) -> None:
        """No sortie is this vehicle's: nothing that was begun for one goes on."""
        if self.sortie is None:
            return
        self.asking.call_off_but(KEEPS_ASKING)
        self.driver = Driver(self.asking)
        self._call_off(now)
        self.sortie, self.since, self.settings = None, None, None
        self.keeping = None
        self._warned.clear()

    def start(self, sortie: Sortie, now: datetime) -> None:
        """The pilot's word, once: arm and take off. A vehicle that is not heard is never armed by this word."""
        self.follow(sortie, now)
        self.launch = Launch(sortie.id, sortie.entered[SortieState.LAUNCHING])
        if now - self.launch.asked_at > WITHIN:
            self.launch.fail("pressed too long ago", now)
            return self.hearing.note(now, Severity.WARNING, "not_launched", self.launch.why)
        state = self.hearing.state
        if state is None or state.link_lost_since is not None or state.armed:
            heard = state is not None and state.link_lost_since is None
            self.launch.fail("armed already" if heard else "not heard", now)
            return self.hearing.note(now, Severity.WARNING, "not_launched", self.launch.why)
        if self.keeping is not None:
            self.keeping.begin()  # whatever was read before: nothing is armed but by what it holds now
        self.hearing.state = _forget_item(state)
        self.driver.paused = False
        return None

    def account(self, sortie: Sortie, now: datetime) -> Account:
        """How it stands with this sortie; notes are given once."""
        state = self.hearing.state
        done, reason = self._done(sortie, state, now) or (None, None)
        self._complain(now)
        verified, lack = (self.keeping.verified, self.keeping.lack) if self.keeping is not None else (None, None)
        stays = self.driver.stays_behind(sortie, state, now)
        let_go = came_off(sortie, state, released=self.driver.released, stays=stays)
        hung = comes_up(sortie, released=self.driver.released, stays=stays)
        given_up = sortie.state is SortieState.RELEASED and done is SortieAction.RETRACT and reason is not None
        if given_up or hung or (stays_on(sortie) and not self.driver.gripper_moves):
            self._warn("kit_on_line", now)
        said = replace(self.driver.believes(state), plan_lack=lack) if state is not None else None
        return Account(said, verified, done, reason, self.hearing.take_notes(), let_go, hung)

    def _enter(self, state: SortieState, now: datetime) -> None:
        """A new state: what lets a kit go, or moves on along the mission, is asked for anew or not at all."""
        self.since = now
        self.asking.call_off(*OF_ONE_STATE)
        self.asking.no_more(OPEN)
        if state is SortieState.RELEASED:
            self._warned.clear()

    def _call_off(self, now: datetime) -> None:
        """The launch ends here, whatever of it is on its way."""
        launch, state = self.launch, self.hearing.state
        if launch is None or launch.ended_at is not None:
            return
        launch.fail("called off", now)
        self.asking.drop(ARM, START)
        if launch.told_to_arm and state is not None and state.link_lost_since is None and not risen(state):
            self.driver.disarm(now)  # its heartbeat may be a second old; in the air it does not heed this

    def _is_theirs(self, message: Message) -> bool:
        if getattr(message, "target_system", 0) not in {0, GCS_SYSTEM}:
            return False
        if self.system is None and message.get_type() == "HEARTBEAT" and message.autopilot != mav.MAV_AUTOPILOT_INVALID:
            self.system = self.asking.system = message.get_srcSystem()
        return bool(message.get_srcSystem() == self.system)

    def _hear(self, message: Message, now: datetime) -> None:
        kind = message.get_type()
        self.rates.seen(message.get_msgId(), now)
        if self.hearing.restarted(message):
            self.hearing.note(now, Severity.WARNING, "restarted")
            self._start_anew(now)
        self.hearing.hear(message, now)
        if kind == "COMMAND_ACK":
            self.asking.hear(message, now)
        elif kind == "STATUSTEXT" and self.launch is not None:
            self.launch.said(message.text)
        if kind == "PARAM_VALUE" and self.settings is not None and (wrong := self.settings.hear(message)) is not None:
            self.hearing.note(now, Severity.WARNING, "setting", wrong)
        if self.keeping is not None:
            self._out += self.keeping.hear(message, now)

    def _overhear(self, message: Message, now: datetime) -> None:
        """What the vehicle says to another station."""
        if self.keeping is not None:
            self.keeping.overhear(message, now)

    def _start_anew(self, now: datetime) -> None:
        """A restarted vehicle knows nothing of what it was asked; what it holds is read again."""
        self.asking.forget()
        self.rates.again()
        before, self.driver = self.driver, Driver(self.asking)
        if self.hearing.state is not None:
            self.driver.remember(before.believes(self.hearing.state))
        self.settings = None
        if self.keeping is not None:
            self.keeping.doubt(Lack.RESTARTED, now, wait=timedelta(0))
        if self.launch is not None:
            self.launch.fail("restarted", now)

    def _act(self, state: VehicleState, now: datetime) -> None:
        sortie = self.sortie
        self.rates.look(self.asking, now)
        if self.launch is not None and self.launch.left_armed(state, self.hearing.beat_at):
            self.driver.disarm(now)
        if sortie is None:
            return
        if sortie.state in LOADED_IN and not state.armed:
            self._keep_loaded(now)
            self._check_settings(now)
        if sortie.state is SortieState.LAUNCHING:
            self._launch(sortie, state, now)
        elif sortie.state in FLYING:
            self.driver.feel(sortie, state)
            goal = goal_of(sortie, self.driver.believes(state))
            self.driver.drive(goal, state, now, all_said=self.hearing.for_long(now))
            if sortie.state is SortieState.RELEASED and self.driver.gripper_refused:
                self._warn("gripper_refused", now)

    def _check_settings(self, now: datetime) -> None:
        """Once for each sortie, while it stands on the ground."""
        if self.settings is None and self.system is not None:
            self.settings = Settings(self.system)
        if self.settings is not None:
            self._out += self.settings.due(now)

    def _keep_loaded(self, now: datetime) -> None:
        """The plan in the vehicle, as long as it stands on the ground; what is wrong with it is noted."""
        if self.keeping is None:
            self._keep()
        if self.keeping is not None:
            self._out += self.keeping.due(now)

    def _keep(self) -> None:
        sortie = self.sortie
        if sortie is not None and sortie.plan is not None and self.system is not None:
            self.keeping = Keeping(sortie.plan, sortie.plan_hash, self.system)

    def _complain(self, now: datetime) -> None:
        if self.keeping is not None and self.keeping.complaint is not None:
            (code, detail), self.keeping.complaint = self.keeping.complaint, None
            self.hearing.note(now, Severity.WARNING, code, detail)

    def _warn(self, code: str, now: datetime) -> None:
        """A person must act; said once."""
        if code not in self._warned:
            self._warned.add(code)
            self.hearing.note(now, Severity.CRITICAL, code)

    def _launch(self, sortie: Sortie, state: VehicleState, now: datetime) -> None:
        """Go on with our own launch. What is armed on the ground without one, or after one, is disarmed again."""
        launch = own_launch(self.launch, sortie)
        if launch is not None and not launch.over:
            held = self.keeping is not None and self.keeping.verified is not None
            if self.keeping is not None and not held and (self.keeping.fault or launch.checked):
                launch.fail(self.keeping.fault or f"{launch.stage}: the mission may be another", now)
            moved_at = self.keeping.moved_at if self.keeping is not None else None
            launch.step(self.asking, state, now, verified=held, moved_at=moved_at)
            if launch.why:
                self.asking.drop(ARM, START)
                self.hearing.note(now, Severity.WARNING, "not_launched", launch.why)
        elif state.armed and not risen(state) and given_up(sortie, launch, now):
            self.driver.disarm(now)

    def _done(self, sortie: Sortie, state: VehicleState | None, now: datetime) -> Done | None:
        launch, beat_at = own_launch(self.launch, sortie), self.hearing.beat_at
        if sortie.state is SortieState.LAUNCHING:
            return launched(sortie, state, launch, now=now, beat_at=beat_at, since=self.since)
        never_flew = sortie.state in NEVER_FLEW_BY and not stands(sortie, launch, beat_at=beat_at, since=self.since)
        return None if state is None or never_flew else finished(sortie, state, now, released=self.driver.released)


def _forget_item(state: VehicleState) -> VehicleState:
    """The item it was at belongs to the flight before."""
    return replace(state, mission_item=None)


def _heartbeat() -> Message:
    return mav.MAVLink_heartbeat_message(
        mav.MAV_TYPE_GCS, mav.MAV_AUTOPILOT_INVALID, 0, 0, mav.MAV_STATE_ACTIVE, mavlink_version=3
    )
