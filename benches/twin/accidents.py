"""Which streets are shut by accidents, and what a router may know of it. Pure, seeded."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from chassis.chance import Random
from routing.model import RoadNetwork

SHUT, LATE, CLEAR = "shut", "late", "clear"
LATE_S = 20  # after the dispatch
ELSEWHERE, ON_THE_WAY = 8, 2
MIDDLE = (0.15, 0.85)  # of the way: nobody can go round the street he starts from
LEAST_M = 40.0


@dataclass(frozen=True, slots=True)
class Way:
    """What the router may know: nothing live, the traffic at dispatch, or that on the way as well."""

    name: str
    live: bool
    onward: bool = False


FREE, LIVE, ONWARD = Way("free", live=False), Way("live", live=True), Way("live, onward", live=True, onward=True)

WAYS = (FREE, LIVE, ONWARD)


def slow_edges(network: RoadNetwork, edges: Sequence[int], busy: Counter[int], chance: Random) -> tuple[int, ...]:
    """Which streets are slow: two in the middle of the way, the others where many drive."""
    inner = edges[int(len(edges) * MIDDLE[0]) : int(len(edges) * MIDDLE[1])]
    usable = [edge for edge in inner if network.length_m[edge] >= LEAST_M] or list(inner)
    hit = chance.sample(usable, min(ON_THE_WAY, len(usable)))
    full = [edge for edge, _ in busy.most_common(len(busy) // 4) if edge not in edges]
    return (*hit, *chance.sample(full, ELSEWHERE))
