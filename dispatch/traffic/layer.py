"""Traffic as the maps draw it: closures and slow zones, and where cars are slow; every line with its source and age."""

from collections.abc import Iterable
from enum import StrEnum
from hashlib import sha256
from typing import Any

import numpy as np

from dispatch.closures import Closure, edges_of
from dispatch.roadfile import RoadsInForce
from routing.model import RoadNetwork
from routing.segments import Segments
from routing.traffic import Heard

# Shares of the free speed. Korean centres tell three colours; on a street of 50 km/h theirs are 25 and 15 km/h.
SLOW_BELOW, JAMMED_BELOW = 0.5, 0.3
Json = dict[str, Any]


class Flow(StrEnum):
    """How the cars get on. What flows is not drawn."""

    SLOW = "slow"
    JAMMED = "jammed"


def traffic_layer(held: RoadsInForce) -> Json:
    """What is observed on the roads in force, for `version`; lines as [lon, lat] pairs in the direction of travel."""
    flow, heard, age_s = held.weighed.flow, held.weighed.heard, held.weighed.age_s
    with np.errstate(invalid="ignore"):
        slow = np.flatnonzero(flow < SLOW_BELOW)
    lines = [
        {
            "points": line_of(held.roads.network, edge),
            "flow": Flow.JAMMED if flow[edge] < JAMMED_BELOW else Flow.SLOW,
            "share": round(float(flow[edge]), 2),
            "source": Heard(int(heard[edge])).name.lower(),
            "age_s": round(float(age_s[edge])) if np.isfinite(age_s[edge]) else None,
        }
        for edge in slow.tolist()
    ]
    known = np.isin(heard, (Heard.CENTRE, Heard.CARS, Heard.OWN))
    return {
        "version": held.mark.version,
        "network": held.roads.network.digest,
        "at": held.mark.at.isoformat(),
        "simulated": held.mark.simulated,
        "known_share": round(float(known.mean()), 3),
        "lines": lines,
    }


def layer_tag(held: RoadsInForce, closures: Iterable[Closure]) -> str:
    """Names what the maps draw: the same in every process, another as soon as a closure is another in its table."""
    flow = held.weighed.flow
    with np.errstate(invalid="ignore"):
        drawn = np.packbits(np.stack([flow < SLOW_BELOW, flow < JAMMED_BELOW]))
    told = sha256(drawn.tobytes())
    told.update(repr([(one.id, one.ends_at) for one in closures]).encode())
    told.update(f"{held.roads.network.digest} {held.state.digest} {held.mark.simulated}".encode())
    return told.hexdigest()[:32]


def closure_view(closure: Closure, segments: Segments, *, drawn: bool = True) -> Json:
    """A closure as list and map show it, with its lines."""
    return {
        "id": closure.id,
        "region": closure.region,
        "kind": closure.kind,
        "shape": closure.shape,
        "reason": closure.reason,
        "share": closure.share,
        "both_ways": closure.both_ways,
        "street": {"ko": closure.street, "en": closure.street_en or closure.street} if closure.street else None,
        "note": closure.note,
        "by": closure.author_name,
        "begins_at": closure.begins_at.isoformat(),
        "ends_at": closure.ends_at.isoformat(),
        "ended_at": closure.ended_at.isoformat() if closure.ended_at else None,
        "ended_by": closure.ended_by,
        "length_m": length_m(segments.network, edges := edges_of(closure, segments)),
        "lines": lines_of(segments.network, edges) if drawn else [],
    }


def length_m(network: RoadNetwork, edges: Iterable[int]) -> int:
    """Of the streets, not of their two directions apart."""
    streets = {
        frozenset((int(network.tail[edge]), int(network.head[edge]))): float(network.length_m[edge]) for edge in edges
    }
    return round(sum(streets.values()))


def lines_of(network: RoadNetwork, edges: Iterable[int]) -> list[list[list[float]]]:
    """The edges as drawn, of two directions between the same nodes one."""
    drawn = dict[frozenset[int], int]()
    for edge in edges:
        drawn.setdefault(frozenset((int(network.tail[edge]), int(network.head[edge]))), edge)
    return [line_of(network, edge) for edge in drawn.values()]


def line_of(network: RoadNetwork, edge: int) -> list[list[float]]:
    """An edge as [lon, lat] pairs."""
    return [[round(p.lon, 6), round(p.lat, 6)] for p in network.edge_points(edge)]
