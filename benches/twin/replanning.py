"""On the way: every half minute the rest of the way is judged against a better one, as the running system does."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benches.twin.floating import Floating, Knowledge
from benches.twin.streets import Sight, Streets
from benches.twin.turns import Turns, driveable
from chassis.geo import LatLon
from dispatch.traffic.detour import Left, judge
from routing.model import Metric, Route
from routing.roads import Roads

EVERY_S = 30


@dataclass(slots=True)
class Replanning:
    """A watcher that leads the ambulance another way when that is worth it; `told` hears of the new route."""

    roads: Roads
    turns: Turns
    knowledge: Knowledge
    heard: Floating
    route: Route
    target: LatLon
    told: Callable[[Route], None]
    changes: int = 0

    def __call__(self, streets: Streets, sight: Sight | None) -> None:
        """One second; junctions are left alone."""
        if sight is None or sight.edge not in self.route.edges or streets.now_s % EVERY_S:
            return
        metric = self.knowledge.metric(self.heard.reports, streets.now_s)
        rest = self.route.edges[self.route.edges.index(sight.edge) :]
        roads = self.roads.reweighted(metric)
        better = onward(roads, sight, self.target)
        if better is None or not _is_worth_it(roads, rest, better[0]):
            return
        edges, route = better
        way = driveable(edges, self.turns)
        if way is not None and streets.reroute(way):
            self.route = route
            self.changes += 1
            self.told(route)


def _is_worth_it(roads: Roads, rest: Sequence[int], better: Sequence[int]) -> bool:
    """Both begin on the edge the ambulance is on and end on the one it is called to: these are counted whole."""
    left_ms, new_ms = (roads.times.rest_ms(way, math.inf, math.inf) for way in (rest, better))
    return new_ms is not None and judge(Left(left_ms, left_ms, is_shut=False), new_ms) is not None


def onward(roads: Roads, sight: Sight, target: LatLon) -> tuple[tuple[int, ...], Route] | None:
    """The edges from the one the ambulance is on to `target`, and the route; nobody turns round in mid-street."""
    edge = sight.edge
    if edge is None:
        return None
    here = roads.route(sight.place, target)
    if here is not None and here.edges[:1] == (edge,):
        return here.edges, here
    node = int(roads.network.head[edge])
    ahead = roads.route(roads.network.place(node), target)
    if ahead is None or not ahead.edges:
        return None
    leaves = int(roads.network.tail[ahead.edges[0]]) == node
    after = ahead.edges if leaves else ahead.edges[1:]  # snapped to the end of a street that only leads here
    return ((edge, *after), ahead) if after and int(roads.network.tail[after[0]]) == node else None


def way_at_dispatch(roads: Roads, metric: Metric, origin: LatLon, target: LatLon) -> Route | None:
    """The way at dispatch, under what is known then."""
    return roads.reweighted(metric).route(origin, target)
