"""Ten streets nearly shut before or just after an ambulance leaves, two of them on its way: what live traffic is worth.

The router that plans once by its profile drives into them; the one that hears floating cars may go round.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from benches.twin.accidents import CLEAR, FREE, LATE, LATE_S, LIVE, ONWARD, SHUT, WAYS, Way, slow_edges
from benches.twin.driving import Crash, drive, each_afresh
from benches.twin.floating import Floating, Knowledge
from benches.twin.journeys import Errand, journey_of
from benches.twin.kinds import CRASHED, Drive, Kind, Scene
from benches.twin.plain import Board
from benches.twin.replanning import Replanning, way_at_dispatch
from benches.twin.rows import Row
from benches.twin.run import SLOW_MPS, Order, Watcher
from benches.twin.study import Known, asks, once, with_requests
from benches.twin.town import BEFORE_S, Town, in_turn
from benches.twin.world import running
from chassis.chance import seeded


@dataclass(frozen=True, slots=True)
class Blocked:
    """An errand in streets with accidents, and what floating cars said in the ten minutes before it."""

    number: int
    errand: Errand
    scene: Scene
    heard: Floating


def prelude(town: Town, folder: Path, task: tuple[int, int, tuple[int, ...]]) -> tuple[Path, Floating]:
    """Ten minutes of traffic from an earlier state, streets slow if any, and the state they leave behind."""
    number, at_s, slow = task
    before = at_s - BEFORE_S
    heard, saved = Floating(), folder / f"blocked_{number}_{at_s}.xml.gz"
    options = town.stage.traffic.options(seed=town.stage.seed) | {"save-state.rng": "true"}
    with running(Board.under(town.stage.network), options, state=town.states[before], at_s=before) as streets:
        streets.slow(slow, SLOW_MPS)
        for _ in range(BEFORE_S):
            streets.step()
            heard(streets, None)
        streets.save(saved)
    return saved, heard


@dataclass(frozen=True, slots=True)
class Plan:
    """What both experiments share: when and which trips, what was driven before, `lead_s` and `horizon_s` of all."""

    at_s: Sequence[int]
    trips: Sequence[Errand]
    known: Known
    lead_s: int
    horizon_s: int


def shut(town: Town, plan: Plan, folder: Path) -> Iterator[Row]:
    """Every trip with accidents ten minutes old, by each way of knowing."""

    def driven(number: int, errand: Errand, instant: int) -> Iterator[Row]:
        slow = _slow(town, number, errand)
        told = next(each_afresh(partial(prelude, town, folder), [(number, instant, slow)]))
        if isinstance(told, Crash):
            return (Row.of(number, errand, f"{SHUT}: {way.name}", instant, CRASHED) for way in WAYS)
        return _driven(town, plan, Blocked(number, errand, Scene(told[0], instant, slow), told[1]), SHUT)

    return _each(plan, SHUT, driven)


def late(town: Town, plan: Plan, folder: Path) -> Iterator[Row]:
    """Every trip with accidents just after the dispatch: only who listens on the way can know."""
    heard = _Heard(town, folder)

    def driven(number: int, errand: Errand, instant: int) -> Iterator[Row]:
        scene = Scene(town.states[instant], instant, _slow(town, number, errand), LATE_S)
        return _driven(town, plan, Blocked(number, errand, scene, heard.before(instant)), LATE)

    return _each(plan, LATE, driven)


def clear(town: Town, plan: Plan, folder: Path, free: Mapping[int, Drive]) -> Iterator[Row]:
    """The same trips in streets without accidents: what hearing costs when nothing is wrong.

    `free` are the drives of these trips by the profile's way, from the same states and with the same lead.
    """
    heard = _Heard(town, folder)

    def driven(number: int, errand: Errand, instant: int) -> Iterator[Row]:
        one = Blocked(number, errand, Scene(town.states[instant], instant), heard.before(instant))
        return _driven(town, plan, one, CLEAR, free[number])

    return _each(plan, CLEAR, driven)


def _each(plan: Plan, name: str, driven: Callable[[int, Errand, int], Iterable[Row]]) -> Iterator[Row]:
    """The rows of every trip at its instant: what is known already, else driven."""
    for number, errand in enumerate(plan.trips):
        if all((number, f"{name}: {way.name}") in plan.known for way in WAYS):
            yield from _known(plan, number, name)
        else:
            yield from driven(number, errand, in_turn(plan.at_s, number))


@dataclass(slots=True)
class _Heard:
    """What floating cars said before each instant in streets without accidents, listened to once."""

    town: Town
    folder: Path
    known: dict[int, Floating] = field(default_factory=dict)

    def before(self, instant: int) -> Floating:
        if instant not in self.known:
            told = next(each_afresh(partial(prelude, self.town, self.folder), [(0, instant, ())]))
            if isinstance(told, Crash):
                raise RuntimeError(f"SUMO died before {instant} s, with nothing in the streets but cars")
            self.known[instant] = told[1]
        return self.known[instant]


def _slow(town: Town, number: int, errand: Errand) -> tuple[int, ...]:
    return slow_edges(town.stage.network, errand.journey.edges, town.busy, seeded(f"slow {number}"))


def _known(plan: Plan, number: int, name: str) -> Iterator[Row]:
    for arm in (f"{name}: {way.name}" for way in WAYS):
        yield Row.of(number, plan.trips[number], arm, in_turn(plan.at_s, number), plan.known[number, arm])


def _driven(town: Town, plan: Plan, one: Blocked, name: str, free: Drive | None = None) -> Iterator[Row]:
    """By every way of knowing; who changes nothing on the way has driven the plan of the dispatch as well."""
    run = partial(_drive, town, one, plan.lead_s, plan.horizon_s)
    onward = once(run, ONWARD)
    live = once(run, LIVE) if onward.replans or onward.crashed else onward
    drives = {FREE: free or once(run, FREE), LIVE: live, ONWARD: onward}
    for way in WAYS:
        yield Row.of(one.number, one.errand, f"{name}: {way.name}", one.scene.at_s, drives[way])


def _drive(town: Town, one: Blocked, lead_s: int, horizon_s: int, way: Way) -> Drive:
    knowledge = Knowledge(town.stage.network, town.roads.metric, town.policy)
    errand = _planned(town, one, knowledge) if way.live else one.errand
    asking = asks(town, errand, lead_s)
    listening = Floating(reports=list(one.heard.reports))
    replanning = Replanning(town.roads, town.turns, knowledge, listening, errand.route, errand.target, told=asking.take)
    watchers: list[Watcher] = [listening, replanning, asking] if way.onward else [asking]
    order = Order(one.scene, errand.journey, Kind.SIREN, horizon_s, until_arrival=True)
    return replace(with_requests(drive(town.stage, order, watchers), asking), replans=replanning.changes)


def _planned(town: Town, one: Blocked, knowledge: Knowledge) -> Errand:
    """The errand by the way that is best under what is known at dispatch, where SUMO can drive that."""
    errand = one.errand
    metric = knowledge.metric(one.heard.reports, one.scene.at_s)
    route = way_at_dispatch(town.roads, metric, errand.origin, errand.target)
    journey = journey_of(town.stage.network, route, town.turns) if route is not None else None
    return replace(errand, route=route, journey=journey) if route is not None and journey is not None else errand
