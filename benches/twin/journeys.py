"""Which trips are driven: random ends far enough apart, ways of our router that SUMO can drive. Pure, seeded."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from benches.twin.kinds import Journey
from benches.twin.turns import Turns, driveable
from chassis.chance import Random
from chassis.geo import LatLon, between
from routing.bluelight import Reals
from routing.kinds import Access, RoadClass
from routing.model import RoadNetwork, Route

Ask = Callable[[LatLon, LatLon], Route | None]


@dataclass(frozen=True, slots=True)
class Errand:
    """A trip to be driven in every arm: the ends, our router's way without live traffic, and what SUMO drives.

    `free_s`: how long that takes at the speed limits, with nobody else on the road and every signal green.
    """

    origin: LatLon
    target: LatLon
    route: Route
    journey: Journey
    free_s: float


@dataclass(frozen=True, slots=True)
class Wanted:
    """What makes a trip worth driving."""

    least_m: float = 2_000.0
    most_m: float = 4_500.0
    signals: int = 5


def errands(
    network: RoadNetwork,
    ask: Ask,
    turns: Turns,
    limit_kmh: Reals,
    *,
    count: int,
    wanted: Wanted,
    chance: Random,
) -> tuple[list[Errand], int]:
    """The first `count` driveable trips, and how many of the router's wanted ways SUMO could not drive."""
    found: list[Errand] = []
    refused = 0
    for origin, target, route in _wanted(network, ask, wanted, chance):
        journey = journey_of(network, route, turns)
        if journey is None:
            refused += 1
        else:
            found.append(Errand(origin, target, route, journey, _free_s(network, limit_kmh, route)))
        if len(found) == count:
            break
    return found, refused


def journey_of(network: RoadNetwork, route: Route, turns: Turns) -> Journey | None:
    """How SUMO drives a route; None where it cannot. The first and last edges are driven in part."""
    edges = driveable(route.edges, turns)
    if not edges:
        return None
    first_m = float(network.length_m[route.edges[0]])
    last_m = route.passed_m[-1] - (route.passed_m[-2] if len(route.passed_m) > 1 else 0.0)
    return Journey(edges, max(0.0, first_m - route.passed_m[0]), last_m)


def _free_s(network: RoadNetwork, limit_kmh: Reals, route: Route) -> float:
    """Whole edges but the first and last, which count for the part that is driven."""
    edges = list(route.edges)
    part = np.ones(len(edges))
    part[0] = min(1.0, route.passed_m[0] / float(network.length_m[edges[0]]))
    part[-1] = min(1.0, (route.passed_m[-1] - route.passed_m[-2]) / float(network.length_m[edges[-1]]))
    return float((part * network.length_m[edges] / (limit_kmh[edges] / 3.6)).sum())


def share_driveable(network: RoadNetwork, ask: Ask, turns: Turns, *, count: int, chance: Random) -> float:
    """Of `count` random routes of any length, the share SUMO can drive as they are."""
    asked = _wanted(network, ask, Wanted(500.0, 1e9, 0), chance)
    return sum(driveable(next(asked)[2].edges, turns) is not None for _ in range(count)) / count


def _wanted(network: RoadNetwork, ask: Ask, wanted: Wanted, chance: Random) -> Iterator[tuple[LatLon, LatLon, Route]]:
    while True:
        origin, target = _place(network, chance), _place(network, chance)
        route = ask(origin, target)
        if route is None or len(route.edges) < 2:
            continue
        long_enough = wanted.least_m <= route.travel.distance_m <= wanted.most_m
        if long_enough and len(route.signals) >= wanted.signals:
            yield origin, target, route


def _place(network: RoadNetwork, chance: Random) -> LatLon:
    """The middle of any street but service roads."""
    while True:
        edge = chance.randrange(network.edge_count)
        if network.road_class[edge] != RoadClass.SERVICE and network.access[edge] == Access.ANYBODY:
            return between(network.place(int(network.tail[edge])), network.place(int(network.head[edge])), 0.5)
