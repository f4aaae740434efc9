"""A signal centre that is not there: fixed programmes, real controllers, and all the bad habits of a centre.

It obeys, refuses, answers late, not at all, or lies: says *granted* and never turns green. Which junction does what is
chance by its seed, so that the same city has the same bad junctions. Pure but for the clock that comes in by the door.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from threading import Lock

from chassis.chance import seeded
from routing.junctions import Junction, Junctions
from routing.priority.controller import JunctionController, Phase
from routing.priority.fixed import FixedSignal, Layout, programme_of
from routing.priority.messages import Answer, Kind, PriorityRequest, Status
from routing.priority.port import GREEN
from routing.signals import CentreError, Heard, Lost
from routing.signals.numbers import Numbers
from routing.signals.srm import SRM, SSM, SignalRequest, SignalStatus

STEP = timedelta(seconds=1)
REST_AFTER = timedelta(minutes=5)


class Habit(StrEnum):
    """How a junction treats requests."""

    OBEY = "obey"
    REFUSE = "refuse"
    DELAY = "delay"
    SILENT = "silent"
    LIE = "lie"


@dataclass(frozen=True, slots=True)
class Habits:
    """The shares of the bad ones; everything else obeys. `late` is how long a slow one keeps its answers."""

    refuse: float = 0.08
    delay: float = 0.08
    silent: float = 0.04
    lie: float = 0.0
    late: timedelta = timedelta(seconds=8)
    seed: str = "centre"

    def of(self, junction: str) -> Habit:
        """The habit of one junction, always the same."""
        drawn = seeded(f"{self.seed}:{junction}").random()
        for habit in (Habit.REFUSE, Habit.DELAY, Habit.SILENT, Habit.LIE):
            drawn -= getattr(self, habit.value)
            if drawn < 0:
                return habit
        return Habit.OBEY


@dataclass(slots=True)
class _Crossing:
    """One junction at work. `late` are answers that are kept back."""

    signal: FixedSignal
    controller: JunctionController
    habit: Habit
    touched: datetime
    late: list[tuple[datetime, Answer]] = field(default_factory=list)


class SimulatedCentre:
    """`pace` is how much faster than the clock its day runs: its programmes and clearances run as fast."""

    name = "simulated"

    def __init__(
        self,
        junctions: Junctions,
        numbers: Numbers,
        now: Callable[[], datetime],
        *,
        habits: Habits | None = None,
        pace: float = 1.0,
    ) -> None:
        self.numbers, self.pace = numbers, pace
        self._junctions, self._now, self._habits = junctions, now, habits or Habits()
        self._begun = self._lived_to = now()
        self._crossings: dict[str, _Crossing] = {}
        self._heard: list[Heard] = []
        self._lock = Lock()

    def send(self, message: SRM, *, key: str) -> tuple[SSM, ...]:  # noqa: ARG002  repeats are known by sequence
        """See SignalCentre."""
        with self._lock:
            day = self._day(self._now())
            answers = [answer for one in message.requests for answer in self._take(message, one, day)]
        return tuple(self._ssm(answer) for answer in answers)

    def listen(self, heard: Heard, lost: Lost | None = None) -> None:  # noqa: ARG002
        """See SignalCentre."""
        self._heard.append(heard)

    def close(self) -> None:
        """Every junction goes back to its programme by itself."""
        with self._lock:
            self._crossings.clear()

    def tick(self) -> int:
        """Live up to now, second by second of its day; whoever listens hears what has changed. How many answers."""
        with self._lock:
            until, told = self._now(), list[Answer]()
            while self._day(self._lived_to) + STEP <= self._day(until):
                self._lived_to += STEP / self.pace
                told += self._second(self._day(self._lived_to))
        for answer in told:
            for heard in self._heard:
                heard(self._ssm(answer))
        return len(told)

    def is_green(self, junction: str, approach: int) -> bool | None:
        """What a driver sees; None where nobody has asked for this junction."""
        crossing = self._crossings.get(junction)
        if crossing is None:
            return None
        state = crossing.signal.current_state()
        return all(state[link] in GREEN for link in crossing.signal.layout.approaches.get(approach, ()))

    def _day(self, at: datetime) -> datetime:
        return self._begun + (at - self._begun) * self.pace

    def _second(self, day: datetime) -> list[Answer]:
        told: list[Answer] = []
        for junction, crossing in list(self._crossings.items()):
            crossing.signal.at(day)
            said = crossing.controller.tick(day)
            if crossing.habit is Habit.DELAY:
                crossing.late += [(day + self._habits.late, answer) for answer in said]
                said = tuple(answer for at, answer in crossing.late if at <= day)
                crossing.late = [one for one in crossing.late if one[0] > day]
            if crossing.habit is not Habit.SILENT:
                told += said
            idle = crossing.controller.phase is Phase.NORMAL and not crossing.controller.claims.open
            if idle and not crossing.late and day - crossing.touched > REST_AFTER:
                del self._crossings[junction]
        return told

    def _take(self, message: SRM, one: SignalRequest, day: datetime) -> list[Answer]:
        junction = self._junctions.by_id.get(self.numbers.back(one.id) or "")
        edge = _edge(junction, one) if junction is not None else None
        if junction is None or edge is None:
            raise CentreError(f"no junction {one.id.id} with approach {one.inBoundLane.approach}", final=True)
        crossing = self._crossing(junction, day)
        request = PriorityRequest(
            vehicle=message.requestor.id,
            number=one.requestID,
            junction=junction.id,
            approach=edge,
            exit=None,
            eta=self._day(one.eta),
            severity=message.requestor.importanceLevel,
            made_at=day,
            sequence=message.sequenceNumber,
            duration=timedelta(milliseconds=one.duration_ms) * self.pace,
        )
        answer = self._answer(crossing, request, one.requestType, day)
        if crossing.habit is Habit.SILENT:
            return []
        if crossing.habit is Habit.DELAY:
            crossing.late.append((day + self._habits.late, answer))
            return []
        return [answer]

    def _answer(self, crossing: _Crossing, request: PriorityRequest, kind: Kind, day: datetime) -> Answer:
        crossing.touched = day
        asks = kind is not Kind.CANCEL
        said = Answer(
            request.vehicle, request.number, request.junction, request.sequence, Status.REJECTED, day, request.eta
        )
        if crossing.habit is Habit.REFUSE:
            return said
        if crossing.habit is Habit.LIE and asks:
            return replace(said, status=Status.GRANTED)
        return crossing.controller.hear(request, kind, day)

    def _crossing(self, junction: Junction, day: datetime) -> _Crossing:
        if junction.id not in self._crossings:
            offset = timedelta(seconds=seeded(f"offset:{junction.id}").randrange(90))
            signal = FixedSignal(Layout.of(junction), programme_of(junction, start=self._begun - offset))
            signal.at(day)
            controller = JunctionController(junction.id, signal)
            self._crossings[junction.id] = _Crossing(signal, controller, self._habits.of(junction.id), day)
        return self._crossings[junction.id]

    def _ssm(self, answer: Answer) -> SSM:
        """An answer in the words of the wire, its instants back on the clock."""
        at = self._begun + (answer.at - self._begun) / self.pace
        eta = self._begun + (answer.eta - self._begun) / self.pace if answer.eta is not None else None
        status = SignalStatus(answer.vehicle, answer.number, answer.status, eta)
        return SSM(answer.sequence, self.numbers.of[answer.junction], (status,), at)


def _edge(junction: Junction, one: SignalRequest) -> int | None:
    """The way in that the request's arm stands for."""
    arm = one.inBoundLane.approach
    return next((edge for edge in junction.approaches if junction.arm_of(edge) == arm), None)
