"""Planner and controllers in closed loop: three vehicles drive a town, and what they say and hear gets lost.

Every run is made from its seed. Each second a vehicle's position (noisy, a fifth of them lost) goes to its planner, the
planner's messages over a bad line to four junctions, and their answers over the same line back. Vehicles turn off,
park, stand down and set out again; the worker that plans dies and another takes over with what the tables hold and
nothing else; controllers die and another takes over with nothing at all. Then everybody goes home, and the junctions
have to find back to their programmes by themselves. The auditor of the lamps is that of `fuzz`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from typing import Generic, TypeVar

from chassis.geo import LatLon
from routing.junctions import find_junctions
from routing.priority import (
    ASKED,
    SIGNAL_REQUEST,
    Answer,
    AvlFix,
    Change,
    JunctionController,
    JunctionPolicy,
    Phase,
    PlannedRoute,
    PriorityPolicy,
    PriorityRequest,
    Progress,
    RequestAction,
    RequestState,
    Status,
    answered,
    fallen_silent,
    follow,
    plan_changes,
    plan_way,
)
from routing.priority.fixed import FixedSignal, Layout, programme_of
from tests.routing.priority.fuzz import LOSS, SECONDS, START, VEHICLES, Auditor
from tests.routing.towns import corner, grid, town_roads

SIZE = 4
TOWN = grid(SIZE, signals=[5, 6, 9, 10])
ROADS = town_roads(TOWN)
JUNCTIONS = find_junctions(TOWN)
GATES = [corner(*at) for one in (1, 2) for at in ((one, 0), (one, SIZE - 1), (0, one), (SIZE - 1, one))]
POLICY = PriorityPolicy()
HOME_S = 240  # more than the longest presence, its dead man and the clearances
PRESENCE_S = 120
DIES = 0.002
Message = TypeVar("Message")


@dataclass(slots=True)
class Line(Generic[Message]):
    """A bad line: a fifth is lost, some come twice, late and out of order."""

    random: Random
    under_way: list[tuple[int, Message]] = field(default_factory=list)
    said: int = 0
    lost: int = 0

    def say(self, second: int, message: Message) -> None:
        """Send it once, or twice."""
        for _ in range(2 if self.random.random() < 0.1 else 1):
            self.said += 1
            if self.random.random() < LOSS:
                self.lost += 1
            else:
                self.under_way.append((second + self.random.choice((0, 0, 0, 1, 2, 8)), message))

    def arriving(self, second: int) -> list[Message]:
        """What gets through now."""
        here = [message for at, message in self.under_way if at <= second]
        self.under_way = [one for one in self.under_way if one[0] > second]
        self.random.shuffle(here)
        return here


@dataclass(slots=True)
class Vehicle:
    """One vehicle on its ways, and its planner. `known` is what the tables hold; a restart takes everything else."""

    name: str
    random: Random
    line: Line[Change]
    way: PlannedRoute | None = None
    true_m: float = 0.0
    progress: Progress | None = None
    known: dict[int, PriorityRequest] = field(default_factory=dict)
    told: set[int] = field(default_factory=set)  # requests a granting answer has arrived for
    down_until: int = 0
    parks_until: int = 0
    severity: int = 14
    set_out_at: datetime = START
    faults: list[str] = field(default_factory=list)

    def drive(self, second: int, *, home: bool) -> None:
        """What this second brings on the road."""
        if self.way is None:
            if not home and self.random.random() < 0.1:
                self._set_out(second, self.random.choice(GATES))
            return
        if second >= self.parks_until:
            self.true_m += self.random.uniform(4.0, 16.0)
        if self.random.random() < 0.0015:
            self.parks_until = second + self.random.randrange(20, 300)
        if home or self.true_m >= self.way.line_m[-1] or self.random.random() < 0.003:
            self.way, self.progress = None, None  # arrived, or stood down on the way
        elif self.random.random() < 0.006:
            self._set_out(second, self._place(0.0))  # another way from here on

    def plan(self, second: int) -> None:
        """What the worker does about it, where one is alive."""
        now = _at(second)
        if self.random.random() < DIES:
            self.down_until, self.progress = second + self.random.randrange(3, 40), None
        if second < self.down_until:
            return
        if self.way is not None and self.random.random() >= LOSS:
            fix = AvlFix(self.name, now, self._place(6.0))
            self.progress = follow(self.way, fix, self.progress, off_route_m=POLICY.off_route_m) or self.progress
        for one in self.known.values():
            if fallen_silent(one, now=now, policy=POLICY):
                state = SIGNAL_REQUEST.after(one.state, RequestAction.FALL_SILENT)
                self.known[one.number] = replace(one, state=state)
        for change in self._changes(now):
            self.known[change.request.number] = change.request
            self.line.say(second, change)
        self._judge(second)

    def hear(self, answer: Answer) -> None:
        """An answer has come through."""
        request = self.known[answer.number]
        after = answered(request, answer)
        if answer.status is Status.GRANTED:
            self.told.add(answer.number)
        self.known[answer.number] = after

    def _changes(self, now: datetime) -> tuple[Change, ...]:
        run = [one for one in self.known.values() if one.state in ASKED or one.made_at >= self.set_out_at]
        last = max(self.known, default=0)
        return plan_changes(
            *(self.name, self.way, self.progress, run),
            severity=self.severity,
            now=now,
            policy=POLICY,
            last_number=last,
        )

    def _set_out(self, second: int, place: LatLon) -> None:
        route = ROADS.route(place, self.random.choice(GATES))
        if route is not None and len(route.edges) > 1:
            if self.way is None:  # another run: what was refused on the last one may be asked again
                self.severity, self.set_out_at = self.random.choice((6, 10, 14)), _at(second)
            self.way, self.true_m, self.progress = plan_way(route, JUNCTIONS), 0.0, None

    def _place(self, noise_m: float) -> LatLon:
        assert self.way is not None
        points, metres = self.way.line, self.way.line_m
        at = next((one for one in range(1, len(metres)) if metres[one] >= self.true_m), len(metres) - 1)
        span = float(metres[at] - metres[at - 1]) or 1.0
        share = min(1.0, max(0.0, (self.true_m - float(metres[at - 1])) / span))
        a, b = points[at - 1], points[at]
        north, east = (self.random.gauss(0.0, noise_m) / 111_195.0 for _ in range(2))
        return LatLon(a.lat + (b.lat - a.lat) * share + north, a.lon + (b.lon - a.lon) * share + east)

    def _judge(self, second: int) -> None:
        """Nothing is green that no junction has said to be, and one movement is asked for once at a time."""
        asked = [(one.junction, one.approach, one.exit) for one in self.known.values() if one.state in ASKED]
        if len(asked) != len(set(asked)):
            self.faults.append(f"{second} s: {self.name} asks twice for one movement")
        for one in self.known.values():
            if one.state is RequestState.GRANTED and one.number not in self.told:
                self.faults.append(f"{second} s: {self.name} believes in a green nobody granted")


@dataclass(slots=True)
class Crossing:
    """One junction under its controller, with an auditor before its lamps; None while no controller lives."""

    junction: str
    signal: FixedSignal
    auditor: Auditor
    policy: JunctionPolicy
    controller: JunctionController | None = None
    back_at: int = 0
    over: set[tuple[str, int]] = field(default_factory=set)

    def live(self, second: int, random: Random, said: list[Change], answer: Callable[[Answer], None]) -> None:
        """One second: what has come through is heard, the signals change, the auditor looks."""
        now = _at(second)
        self.signal.at(now)
        if random.random() < DIES:
            self.controller, self.back_at = None, second + random.choice((0, 2, 15))
            self.over.clear()
        if self.controller is None and second >= self.back_at:
            self.controller = JunctionController(self.junction, self.signal, self.policy)
        if self.controller is not None:
            for change in said:
                answer(self.controller.hear(change.request, change.kind, now))
            for one in self.controller.tick(now):
                self._judge(second, one)
                answer(one)
            self._served(second, self.controller, now)
        self.auditor.look(second, self.signal.current_state())

    def _judge(self, second: int, answer: Answer) -> None:
        key = (answer.vehicle, answer.number)
        if answer.status is Status.MAX_PRESENCE:
            self.over.add(key)
        if answer.status is Status.GRANTED and key in self.over:
            self.auditor.faults.append(f"{second} s: {key} served again after it had overstayed")

    def _served(self, second: int, controller: JunctionController, now: datetime) -> None:
        for one in controller.claims.open.values():
            if one.served_at is not None and (now - one.served_at).total_seconds() > PRESENCE_S:
                self.auditor.faults.append(f"{second} s: {one.key} served for longer than {PRESENCE_S} s")


@dataclass(frozen=True, slots=True)
class LoopRun:
    """What came out of one run of the loop; messages are those of both ways."""

    seed: int
    faults: tuple[str, ...]
    asked: int
    granted: int
    passed: int
    passed_on_grant: int
    overstayed: int
    said: int
    lost: int
    greens: int
    longest_red_s: int


def loop(seed: int, *, seconds: int = SECONDS, policy: JunctionPolicy | None = None) -> LoopRun:
    """One run from its seed."""
    random = Random(seed)
    crossings = {one.junction: one for one in _crossings(random, policy or JunctionPolicy())}
    vehicles = [Vehicle(name, Random(random.random()), Line(Random(random.random()))) for name in VEHICLES]
    back = Line[Answer](Random(random.random()))
    passed: dict[tuple[str, int], bool] = {}
    for second in range(seconds + HOME_S):
        for vehicle in vehicles:
            vehicle.drive(second, home=second >= seconds)
        for answer in back.arriving(second):
            next(one for one in vehicles if one.name == answer.vehicle).hear(answer)
        for vehicle in vehicles:
            green = {number for number, one in vehicle.known.items() if one.state is RequestState.GRANTED}
            vehicle.plan(second)
            for number, one in vehicle.known.items():
                if one.state is RequestState.PASSED:
                    passed.setdefault((vehicle.name, number), number in green)
        said = [change for vehicle in vehicles for change in vehicle.line.arriving(second)]
        for crossing in crossings.values():
            own = [one for one in said if one.request.junction == crossing.junction]
            crossing.live(second, random, own, lambda answer, at=second: back.say(at, answer))  # type: ignore[misc]
    return _outcome(seed, crossings, vehicles, back, passed)


def _crossings(random: Random, policy: JunctionPolicy) -> Iterator[Crossing]:
    for junction in JUNCTIONS.all:
        layout, offset = Layout.of(junction), timedelta(seconds=random.randrange(90))
        green_s = float(random.choice((6, 10, 20, 35)))
        signal = FixedSignal(layout, programme_of(junction, start=START - offset, green_s=green_s))
        yield Crossing(junction.id, signal, Auditor(layout), policy)


def _outcome(
    seed: int,
    crossings: Mapping[str, Crossing],
    vehicles: list[Vehicle],
    back: Line[Answer],
    passed: Mapping[tuple[str, int], bool],
) -> LoopRun:
    """Everybody is at home: what is still held is a fault as well."""
    faults = [f"{one.junction}: {fault}" for one in crossings.values() for fault in one.auditor.faults]
    faults += [fault for vehicle in vehicles for fault in vehicle.faults]
    for one in crossings.values():
        if one.controller is not None and (one.controller.phase is not Phase.NORMAL or one.controller.claims.open):
            faults.append(f"{one.junction}: still {one.controller.phase} with everybody at home")
    faults += [f"{one.name}: still asks at home" for one in vehicles if _asks(one)]
    lines = [back, *(one.line for one in vehicles)]
    return LoopRun(
        seed,
        tuple(faults),
        asked=sum(len(one.known) for one in vehicles),
        granted=sum(len(one.told) for one in vehicles),
        passed=len(passed),
        passed_on_grant=sum(passed.values()),
        overstayed=sum(len(one.over) for one in crossings.values()),
        said=sum(one.said for one in lines),
        lost=sum(one.lost for one in lines),
        greens=sum(one.auditor.greens for one in crossings.values()),
        longest_red_s=max(one.auditor.longest_red_s for one in crossings.values()),
    )


def _asks(vehicle: Vehicle) -> bool:
    return any(one.state in ASKED for one in vehicle.known.values())


def _at(second: int) -> datetime:
    return START + timedelta(seconds=second)
