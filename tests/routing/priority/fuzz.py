"""A junction under fire: three vehicles, a bad line, 900 seconds; an auditor who only looks at the lamps.

Every run is made from its seed. A fifth of the messages are lost, others come twice, late or out of order; vehicles
park in range, forget to cancel and keep asking; the controller dies and a new one knows nothing.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random

from routing.junctions import Junction, find_junctions
from routing.priority import JunctionController, JunctionPolicy, Kind, PriorityRequest, Status
from routing.priority.fixed import FixedSignal, Layout, programme_of
from routing.priority.messages import SEQUENCES
from routing.priority.port import GREEN, YELLOW
from tests.routing.towns import dual_carriageway, grid

START = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
VEHICLES = ("a1", "a2", "a3")
SECONDS, LOSS = 900, 0.2
YELLOW_S, RED_S, ALL_RED_S = 3, 2, 40
HASTY = {  # a junction that cuts one clearance short: the auditor has to see it
    "yellow 2 s": JunctionPolicy(yellow=timedelta(seconds=2)),
    "red 1 s": JunctionPolicy(all_red=timedelta(seconds=1)),
    "no shortest green": JunctionPolicy(min_green=timedelta(0)),
}


def junctions_under_fire() -> Iterator[tuple[str, Junction]]:
    """A plain crossing, one where traffic keeps left, a T, and a crossing of two one-way streets with a street."""
    yield "crossing", find_junctions(grid(3, signals=[4])).all[0]
    yield "crossing, keeping left", find_junctions(grid(3, signals=[4]), drives_left=True).all[0]
    yield "T", find_junctions(grid(3, signals=[1])).all[0]
    yield "dual carriageway", find_junctions(dual_carriageway()).all[0]


@dataclass(slots=True)
class Auditor:
    """Looks at the lamps once a second. `faults` says what was wrong, and when."""

    layout: Layout
    faults: list[str] = field(default_factory=list)
    longest_red_s: int = 0
    greens: int = 0
    _history: list[str] = field(default_factory=list)
    _all_red_s: int = 0

    def look(self, second: int, state: str) -> None:
        """Judge what is shown in this second by all that was shown before."""
        green = {at for at, one in enumerate(state) if one in GREEN}
        if not self.layout.is_free(green):
            self.faults.append(f"{second} s: conflicting greens {state}")
        before = self._history[-1] if self._history else state
        for link in green - {at for at, one in enumerate(before) if one in GREEN}:
            self.greens += 1
            for other in self._conflicting(link):
                self._cleared(second, link, other)
        for link in {at for at, one in enumerate(before) if one in GREEN} - green:
            if state[link] not in YELLOW:
                self.faults.append(f"{second} s: link {link} from green to {state[link]}")
        self._all_red_s = 0 if green or any(one in YELLOW for one in state) else self._all_red_s + 1
        self.longest_red_s = max(self.longest_red_s, self._all_red_s)
        if self._all_red_s >= ALL_RED_S:
            self.faults.append(f"{second} s: all red for {self._all_red_s} s")
        self._history.append(state)

    def _conflicting(self, link: int) -> list[int]:
        return [b if a == link else a for a, b in self.layout.conflicts if link in (a, b)]

    def _cleared(self, second: int, link: int, other: int) -> None:
        """Whether `other`, if it ever was green, showed yellow and then red long enough before `link` turns green."""
        shown = "".join(state[other] for state in self._history)
        last = max((at for at, one in enumerate(shown) if one in GREEN), default=None)
        if last is None:
            return
        after = shown[last + 1 :]
        yellow = len(after) - len(after.lstrip("y"))
        red = len(after) - yellow
        if yellow < YELLOW_S or red < RED_S or set(after[yellow:]) - {"r"}:
            self.faults.append(f"{second} s: link {link} green while {other} showed {after!r}")


@dataclass(slots=True)
class Driver:
    """One vehicle: sometimes asks, changes its mind, parks, forgets. `line` holds its messages on their way."""

    name: str
    random: Random
    junction: Junction
    line: list[tuple[int, PriorityRequest, Kind]] = field(default_factory=list)
    asking: PriorityRequest | None = None
    number: int = 0
    leaves: int = 0

    def drive(self, second: int) -> None:
        """What this second brings."""
        now = START + timedelta(seconds=second)
        if self.asking is None:
            if self.random.random() < 0.02:
                self._ask(second, now)
        elif second >= self.leaves:
            if self.random.random() < 0.8:  # others forget to say that they have passed
                self._say(second, self.asking, Kind.CANCEL)
            self.asking = None
        elif self.random.random() < 0.4:
            self._move(second, now)

    def _ask(self, second: int, now: datetime) -> None:
        self.number += 1
        eta = self.random.choice((8, 15, 30, 45, 600))
        parks = self.random.random() < 0.15
        self.leaves = second + (self.random.randrange(150, 400) if parks else min(eta, 60) + self.random.randrange(10))
        self.asking = PriorityRequest(
            *(self.name, self.number, self.junction.id, self.random.choice(self.junction.approaches), None),
            eta=now + timedelta(seconds=eta),
            severity=self.random.choice((4, 10, 14)),
            made_at=now,
            sequence=self.random.randrange(SEQUENCES),
        )
        self._say(second, self.asking, Kind.REQUEST)

    def _move(self, second: int, now: datetime) -> None:
        assert self.asking is not None
        eta = max(now, self.asking.eta + timedelta(seconds=self.random.randrange(-8, 9)))
        self.asking = replace(self.asking, eta=eta, sequence=(self.asking.sequence + 1) % SEQUENCES)
        self._say(second, self.asking, self.random.choice((Kind.UPDATE, Kind.UPDATE, Kind.REQUEST)))

    def _say(self, second: int, request: PriorityRequest, kind: Kind) -> None:
        if kind is Kind.CANCEL:
            request = replace(request, sequence=(request.sequence + 1) % SEQUENCES)
        for _ in range(2 if self.random.random() < 0.1 else 1):
            if self.random.random() >= LOSS:
                late = self.random.choice((0, 0, 0, 1, 2, 8))
                self.line.append((second + late, request, kind))

    def arriving(self, second: int) -> list[tuple[PriorityRequest, Kind]]:
        """The messages that get through now."""
        here = [(request, kind) for at, request, kind in self.line if at <= second]
        self.line = [one for one in self.line if one[0] > second]
        self.random.shuffle(here)
        return here


@dataclass(slots=True)
class Run:
    """What came out of one run."""

    seed: int
    faults: list[str]
    longest_red_s: int
    greens: int
    granted: int
    overstayed: int
    longest_served_s: int


def fuzz(junction: Junction, seed: int, *, seconds: int = SECONDS, policy: JunctionPolicy | None = None) -> Run:
    """One run from its seed."""
    random, layout = Random(seed), Layout.of(junction)
    green_s = float(random.choice((6, 10, 20, 35)))
    signal = FixedSignal(
        layout, programme_of(junction, start=START - timedelta(seconds=random.randrange(90)), green_s=green_s)
    )
    controller = JunctionController(junction.id, signal, policy or JunctionPolicy())
    drivers = [Driver(name, Random(random.random()), junction) for name in VEHICLES]
    auditor, granted, served, over = (
        Auditor(layout),
        set[tuple[str, int]](),
        defaultdict[tuple[str, int], int](int),
        set(),
    )
    for second in range(seconds):
        now = START + timedelta(seconds=second)
        signal.at(now)
        if random.random() < 0.002:  # it dies; whoever takes over knows nothing
            controller = JunctionController(junction.id, signal, policy or JunctionPolicy())
            served.clear()
            over.clear()
        for driver in drivers:
            driver.drive(second)
            for request, kind in driver.arriving(second):
                controller.hear(request, kind, now)
        for answer in controller.tick(now):
            key = (answer.vehicle, answer.number)
            granted |= {key} if answer.status is Status.GRANTED else set()
            over |= {key} if answer.status is Status.MAX_PRESENCE else set()
            if answer.status is Status.GRANTED and key in over:
                auditor.faults.append(f"{second} s: {key} served again after it had overstayed")
        for claim in controller.claims.open.values():
            if claim.served_at is not None:
                served[claim.key] = max(served[claim.key], int((now - claim.served_at).total_seconds()))
        auditor.look(second, signal.current_state())
    return Run(
        seed,
        auditor.faults,
        auditor.longest_red_s,
        auditor.greens,
        len(granted),
        len(over),
        max(served.values(), default=0),
    )
