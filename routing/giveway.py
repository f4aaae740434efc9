"""Which part of the cars' delay an ambulance keeps on each edge, where signals give it way and where they do not. Pure.

Signals that give way empty the queue before them: what counts is the edges that lead into a signalised node, and the
short ones behind them. Maps cut a crossing's approach into pieces; those within `SAME_JUNCTION_M` belong to it.
"""

import numpy as np
from numpy.typing import NDArray

from routing.bluelight import KEEPS_ALONE, KEEPS_WITH_PRIORITY
from routing.model import RoadNetwork
from routing.speeds import SAME_JUNCTION_M

Reals = NDArray[np.float64]


def keeps_of(network: RoadNetwork, *, gives_way: bool, alone: float = KEEPS_ALONE) -> Reals:
    """The share of every edge: KEEPS_WITH_PRIORITY where it leads into signals that are asked, else `alone`."""
    keeps = np.full(network.edge_count, alone)
    if gives_way:
        near = _metres_before_signals(network) <= SAME_JUNCTION_M
        keeps[near[network.head]] = min(KEEPS_WITH_PRIORITY, alone)
    return keeps


def _metres_before_signals(network: RoadNetwork) -> Reals:
    """How far every node lies before the nearest signals, by chains of short edges; infinite where none are near."""
    before_m = np.where(network.node_signal, 0.0, np.inf)
    short = np.flatnonzero(network.length_m <= SAME_JUNCTION_M)
    tail, head, length_m = network.tail[short], network.head[short], network.length_m[short].astype(np.float64)
    while True:
        further = before_m.copy()
        reached = before_m[head] + length_m
        kept = reached <= SAME_JUNCTION_M
        np.minimum.at(further, tail[kept], reached[kept])
        if np.array_equal(further, before_m):
            return before_m
        before_m = further
