"""Ten streets nearly shut ten minutes before an ambulance leaves, two of them on its way: what live traffic is worth.

The router that plans once by its profile drives into them; the one that hears floating cars may go round.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from benches.twin.accidents import CLEAR, FREE, LIVE, SHUT, WAYS, Way, slow_edges
from benches.twin.driving import Crash, drive, each_afresh
from benches.twin.floating import Floating, Knowledge
from benches.twin.journeys import Errand, journey_of
from benches.twin.kinds import CRASHED, Drive, Kind, Scene
from benches.twin.plain import Board
from benches.twin.replanning import Replanning, plan
from benches.twin.rows import Row
from benches.twin.run import SLOW_MPS, Order, Watcher
from benches.twin.study import asks, once, with_requests
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


def blocked(
    town: Town, at_s: Sequence[int], trips: Sequence[Errand], folder: Path, *, lead_s: int, horizon_s: int
) -> Iterator[Row]:
    """Every trip with its accidents, by each way of knowing."""
    slows = [
        slow_edges(town.stage.network, errand.journey.edges, town.busy, seeded(f"slow {number}"))
        for number, errand in enumerate(trips)
    ]
    tasks = [(number, in_turn(at_s, number), slow) for number, slow in enumerate(slows)]
    for task, told in zip(tasks, each_afresh(partial(prelude, town, folder), tasks), strict=True):
        number, instant, slow = task
        if isinstance(told, Crash):
            yield from (Row.of(number, trips[number], f"{SHUT}: {way.name}", instant, CRASHED) for way in WAYS)
        else:
            one = Blocked(number, trips[number], Scene(told[0], instant, slow), told[1])
            yield from _driven(town, one, SHUT, lead_s, horizon_s)


def clear(
    town: Town,
    at_s: Sequence[int],
    trips: Sequence[Errand],
    folder: Path,
    free: Mapping[int, Drive],
    *,
    lead_s: int,
    horizon_s: int,
) -> Iterator[Row]:
    """The same trips in streets without accidents: what hearing costs when nothing is wrong.

    `free` are the drives of these trips by the profile's way, from the same states and with the same lead.
    """
    heard: dict[int, Floating] = {}
    for instant, told in zip(
        at_s, each_afresh(partial(prelude, town, folder), [(0, one, ()) for one in at_s]), strict=True
    ):
        if isinstance(told, Crash):
            raise RuntimeError(f"SUMO died before {instant} s, with nothing in the streets but cars")
        heard[instant] = told[1]
    for number, errand in enumerate(trips):
        instant = in_turn(at_s, number)
        one = Blocked(number, errand, Scene(town.states[instant], instant), heard[instant])
        yield from _driven(town, one, CLEAR, lead_s, horizon_s, free[number])


def _driven(
    town: Town, one: Blocked, name: str, lead_s: int, horizon_s: int, free: Drive | None = None
) -> Iterator[Row]:
    """By every way of knowing; who hears at dispatch that the profile's way is best has driven it already."""
    run = partial(_drive, town, one, lead_s, horizon_s)
    free = free or once(run, FREE)
    for way in WAYS:
        driven = free if way is FREE else once(run, way) or free
        yield Row.of(one.number, one.errand, f"{name}: {way.name}", one.scene.at_s, driven or CRASHED)


def _drive(town: Town, one: Blocked, lead_s: int, horizon_s: int, way: Way) -> Drive | None:
    """The drive; None where live traffic at dispatch changes nothing."""
    knowledge = Knowledge(town.stage.network, town.roads.metric, town.policy)
    errand = _planned(town, one, knowledge) if way.live else one.errand
    if way is LIVE and errand.journey == one.errand.journey:
        return None
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
    route = plan(town.roads, metric, errand.origin, errand.target)
    journey = journey_of(town.stage.network, route, town.turns) if route is not None else None
    return replace(errand, route=route, journey=journey) if route is not None and journey is not None else errand
