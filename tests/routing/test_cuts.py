"""The order of edges: any is right, this one is quick."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.arrays import Indexes
from routing.cuts import edges_order
from routing.linegraph import line_graph
from routing.model import RoadNetwork
from routing.order import node_order
from routing.shape import Places
from tests.routing.test_ways import Town, towns
from tests.routing.towns import grid


def entered(network: RoadNetwork, order: Indexes) -> Places:
    """The plain rule: edges come as the nodes that they enter."""
    rank = np.argsort(order)
    return np.argsort(np.lexsort((np.arange(network.edge_count), rank[network.head])))


def searched(network: RoadNetwork, place: Places) -> int:
    """How many arcs a question looks at, over all edges: those of the edge and of all that may come after it."""
    graph = line_graph(network, node_order(network)).graph
    later: list[set[int]] = [set() for _ in range(network.edge_count)]
    for a, b in zip(place[graph.tail].tolist(), place[graph.head].tolist(), strict=True):
        if a != b:
            later[min(a, b)].add(max(a, b))
    arcs = [0] * (network.edge_count + 1)
    parents = []
    for others in later:
        parent = min(others, default=network.edge_count)
        parents.append(parent)
        if others:
            later[parent] |= others - {parent}
    for first in reversed(range(network.edge_count)):
        arcs[first] = len(later[first]) + arcs[parents[first]]
    return sum(arcs)


def test_on_a_grid_a_question_looks_at_half_as_much() -> None:
    town = grid(14)
    order = node_order(town)
    assert searched(town, edges_order(town, order)) < 0.6 * searched(town, entered(town, order))


@settings(max_examples=60, deadline=None)
@given(town=towns(), data=st.data())
def test_every_edge_has_a_place_of_its_own_in_whatever_order_the_nodes_come(town: Town, data: st.DataObject) -> None:
    network = town[0]
    order = np.array(data.draw(st.permutations(range(network.node_count))), dtype=np.int32)
    assert sorted(edges_order(network, order).tolist()) == list(range(network.edge_count))
