"""A junction between vehicles: clearance first, the graver first, and nobody for ever."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from routing.junctions import find_junctions
from routing.priority import JunctionController, JunctionPolicy, Kind, Phase, PriorityRequest, SignalError, Status
from routing.priority.fixed import FixedSignal, Layout, programme_of
from routing.priority.port import GREEN
from tests.routing.priority.fuzz import HASTY, START, Auditor, fuzz, junctions_under_fire
from tests.routing.towns import grid

JUNCTION = find_junctions(grid(3, signals=[4])).all[0]
LAYOUT = Layout.of(JUNCTION)
A, B, C, D = JUNCTION.approaches
POLICY = JunctionPolicy()


@dataclass(slots=True)
class Scene:
    """A junction with its clock; `seconds` have gone."""

    signal: FixedSignal = field(default_factory=lambda: FixedSignal(LAYOUT, programme_of(JUNCTION, start=START)))
    controller: JunctionController = field(init=False)
    auditor: Auditor = field(default_factory=lambda: Auditor(LAYOUT))
    statuses: dict[str, Status] = field(default_factory=dict)
    seconds: int = 0

    def __post_init__(self) -> None:
        self.controller = JunctionController(JUNCTION.id, self.signal)

    def say(self, request: PriorityRequest, kind: Kind = Kind.REQUEST) -> Status:
        answer = self.controller.hear(request, kind, START + timedelta(seconds=self.seconds))
        self.statuses[request.vehicle] = answer.status
        return answer.status

    def run(self, seconds: int, *, controlled: bool = True) -> None:
        for _ in range(seconds):
            self.seconds += 1
            now = START + timedelta(seconds=self.seconds)
            self.signal.at(now)
            if controlled:
                for answer in self.controller.tick(now):
                    self.statuses[answer.vehicle] = answer.status
            self.auditor.look(self.seconds, self.signal.current_state())

    def ask(
        self, vehicle: str, approach: int, *, eta_s: int = 20, severity: int = 14, number: int = 1
    ) -> PriorityRequest:
        now = START + timedelta(seconds=self.seconds)
        eta = now + timedelta(seconds=eta_s)
        request = PriorityRequest(vehicle, number, JUNCTION.id, approach, None, eta, severity, now)
        self.say(request)
        return request

    def is_green(self, approach: int) -> bool:
        state = self.signal.current_state()
        return all(state[link] in GREEN for link in LAYOUT.approaches[approach])


def other_than_shown(scene: Scene) -> int:
    return next(edge for edge in JUNCTION.approaches if not scene.is_green(edge))


def test_a_red_approach_gets_green_after_yellow_and_red_for_the_others() -> None:
    scene = Scene()
    scene.run(8)
    approach = other_than_shown(scene)
    scene.ask("a1", approach)
    phases = []
    for _ in range(8):
        scene.run(1)
        phases.append(scene.controller.phase)
    assert phases[0] is Phase.YELLOW
    assert phases[3] is Phase.ALL_RED
    assert phases[5] is Phase.HOLD
    assert scene.is_green(approach)
    assert scene.statuses["a1"] is Status.GRANTED
    assert scene.auditor.faults == []


def test_a_green_just_begun_has_its_shortest_time_first() -> None:
    scene = Scene()
    scene.run(1)
    scene.ask("a1", other_than_shown(scene))
    scene.run(3)
    assert scene.controller.phase is Phase.WAIT_MIN_GREEN
    scene.run(2)
    assert scene.controller.phase is Phase.YELLOW


def test_after_the_passage_the_programme_comes_back_in_step() -> None:
    scene = Scene()
    scene.run(8)
    request = scene.ask("a1", other_than_shown(scene))
    scene.run(15)
    assert scene.statuses["a1"] is Status.GRANTED
    scene.say(replace(request, sequence=1), Kind.CANCEL)
    scene.run(20)
    assert scene.controller.phase is Phase.NORMAL
    assert scene.signal.current_state() == scene.signal.programme.at(scene.signal.now)[0]
    assert scene.auditor.faults == []


def test_the_graver_gets_the_green_and_the_other_is_told() -> None:
    scene = Scene()
    scene.run(8)
    scene.ask("light", A, severity=10, eta_s=15)
    grave = scene.ask("grave", B, severity=14, eta_s=25)
    scene.run(12)
    assert (scene.statuses["grave"], scene.statuses["light"]) == (Status.GRANTED, Status.WATCH)
    scene.say(replace(grave, sequence=1), Kind.CANCEL)
    scene.run(12)
    assert scene.statuses["light"] is Status.GRANTED  # straight on, not over the programme
    assert scene.auditor.faults == []


def test_ways_that_do_not_cross_share_the_green() -> None:
    scene = Scene()
    scene.run(8)
    scene.ask("a1", A)
    scene.ask("a2", A, eta_s=25)
    scene.run(12)
    assert (scene.statuses["a1"], scene.statuses["a2"]) == (Status.GRANTED, Status.GRANTED)


def test_nobody_is_displaced_who_is_about_to_pass() -> None:
    scene = Scene()
    scene.run(8)
    scene.ask("first", A, severity=10, eta_s=14)
    scene.run(7)  # seven seconds off by now: committed
    scene.ask("graver", B, severity=14, eta_s=9)
    scene.run(6)
    assert (scene.statuses["first"], scene.statuses["graver"]) == (Status.GRANTED, Status.WATCH)


def test_a_little_nearer_is_not_enough_to_take_the_green() -> None:
    for nearer_s, expected in ((8, Status.WATCH), (14, Status.GRANTED)):
        scene = Scene()
        scene.run(8)
        scene.ask("first", A, eta_s=50)
        scene.run(8)
        scene.ask("second", B, eta_s=42 - nearer_s)
        scene.run(15)
        assert scene.statuses["second"] is expected


def test_who_stays_too_long_loses_the_green_and_gets_it_back_by_no_repetition() -> None:
    scene = Scene()
    scene.run(8)
    request = scene.ask("a1", A)
    for second in range(300):
        late = START + timedelta(seconds=scene.seconds + 20)
        scene.say(replace(request, sequence=(second + 1) % 128, eta=late), Kind.UPDATE)
        if second > 200:
            scene.say(replace(request, number=second, sequence=0, eta=late))
        scene.run(1)
        if second > 130:
            assert scene.statuses["a1"] is Status.MAX_PRESENCE
    assert scene.controller.phase is Phase.NORMAL
    scene.run(int(POLICY.barred.total_seconds()) + 1)  # at last it has been silent long enough
    scene.ask("a1", A, number=999)
    scene.run(40)
    assert scene.statuses["a1"] is Status.GRANTED
    assert scene.auditor.faults == []


def test_a_request_nobody_renews_ends_by_itself() -> None:
    scene = Scene()
    scene.run(8)
    scene.ask("a1", A, eta_s=10)
    scene.run(45)
    assert scene.statuses["a1"] is Status.GRANTED
    scene.run(20)
    assert scene.statuses["a1"] is Status.UNKNOWN
    assert scene.controller.phase is Phase.NORMAL


def test_messages_twice_late_and_out_of_order_change_nothing() -> None:
    scene = Scene()
    scene.run(8)
    request = scene.ask("a1", A, eta_s=20)
    newer = replace(request, sequence=2, eta=request.eta + timedelta(seconds=6))
    scene.say(newer, Kind.UPDATE)
    scene.say(replace(request, sequence=1, eta=request.eta + timedelta(seconds=90)), Kind.UPDATE)
    scene.say(request)
    assert [claim.request for claim in scene.controller.claims.open.values()] == [newer]
    scene.say(replace(request, sequence=3), Kind.CANCEL)
    scene.say(replace(newer, sequence=4), Kind.UPDATE)  # was said before, and comes after
    scene.run(5)
    assert scene.controller.claims.open == {}


def test_whose_green_is_far_off_is_on_the_list_and_changes_nothing() -> None:
    scene = Scene()
    scene.ask("a1", A, eta_s=600)
    scene.run(100)
    assert scene.controller.phase is Phase.NORMAL
    assert scene.statuses["a1"] is Status.REQUESTED


def test_a_junction_is_not_served_again_at_once() -> None:
    scene = Scene()
    scene.run(8)
    request = scene.ask("a1", A)
    scene.run(12)
    scene.say(replace(request, sequence=1), Kind.CANCEL)
    while scene.controller.phase is not Phase.NORMAL:
        scene.run(1)
    scene.ask("a2", B)
    scene.run(1)
    assert scene.statuses["a2"] is Status.LOCKED


def test_an_approach_the_junction_does_not_know_is_refused() -> None:
    scene = Scene()
    scene.ask("a1", 10_000)
    assert scene.statuses["a1"] is Status.REJECTED


@dataclass
class Broken:
    """A junction out of reach from `after` instructions on."""

    signal: FixedSignal
    after: int

    def current_state(self) -> str:
        return self.signal.current_state()

    def green_age(self) -> timedelta:
        return self.signal.green_age()

    def target_state(self, approaches: Collection[int]) -> str | None:
        return self.signal.target_state(approaches)

    def set_state(self, state: str, ttl: timedelta) -> None:
        self.after -= 1
        if self.after < 0:
            raise SignalError("no line")
        self.signal.set_state(state, ttl)

    def release(self) -> None:
        self.signal.release()

    def release_ok(self) -> bool:
        return self.signal.release_ok()


@pytest.mark.parametrize("after", [0, 2, 8])
def test_a_junction_out_of_reach_refuses_and_clears_itself(after: int) -> None:
    scene = Scene()
    scene.controller = JunctionController(JUNCTION.id, Broken(scene.signal, after))
    scene.run(8)
    scene.ask("a1", other_than_shown(scene))
    scene.run(60)
    assert scene.statuses["a1"] is Status.REJECTED
    assert scene.signal.current_state() == scene.signal.programme.at(scene.signal.now)[0]
    assert scene.auditor.faults == []


def test_a_junction_whose_controller_dies_clears_itself() -> None:
    scene = Scene()
    scene.run(8)
    approach = other_than_shown(scene)
    scene.ask("a1", approach)
    scene.run(10)
    assert scene.is_green(approach)
    scene.run(40, controlled=False)
    assert scene.signal.current_state() == scene.signal.programme.at(scene.signal.now)[0]
    assert scene.auditor.faults == []


@pytest.mark.parametrize("kind", [name for name, _ in junctions_under_fire()])
def test_a_junction_under_fire_shows_nothing_wrong(kind: str) -> None:
    for seed in range(4):
        run = fuzz(dict(junctions_under_fire())[kind], seed)
        assert run.faults == []
        assert run.granted > 0
        assert run.longest_served_s <= POLICY.max_presence.total_seconds()


@pytest.mark.parametrize("cut_short", HASTY)
def test_the_auditor_sees_a_junction_that_hurries(cut_short: str) -> None:
    """What cannot fail proves nothing: the same fire finds a clearance cut short."""
    assert any(fuzz(JUNCTION, seed, policy=HASTY[cut_short]).faults for seed in range(6))
