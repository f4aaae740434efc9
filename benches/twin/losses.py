"""What everybody else lost: SUMO's edge data of one run, added up. Pure but for reading."""

import xml.etree.ElementTree as ET
from collections.abc import Collection
from pathlib import Path

from routing.model import RoadNetwork


def asked_for(output: Path, *, begin_s: float, end_s: float) -> str:
    """The additional file that makes SUMO write them; junctions' inside too, or the delay at signals is lost."""
    return (
        f'<additional><edgeData id="lost" file="{output}" begin="{begin_s}" end="{end_s}" withInternal="true"'
        ' excludeEmpty="true"/></additional>'
    )


def read_losses(output: Path, near: Collection[str]) -> tuple[float, float]:
    """Seconds lost in the whole net, and on the edges and in the junctions named in `near`."""
    everywhere = close = 0.0
    for edge in ET.parse(output).getroot().iter("edge"):
        name, lost = edge.get("id", ""), float(edge.get("timeLoss", "0"))
        everywhere += lost
        if (name[1:].rsplit("_", 1)[0] if name.startswith(":") else f"e{name}") in near:
            close += lost
    return everywhere, close


def one_block(network: RoadNetwork, route: Collection[int]) -> frozenset[str]:
    """The junctions along a route, and every edge into or out of them as `e17`."""
    nodes = {int(end[edge]) for edge in route for end in (network.tail, network.head)}
    ends = zip(network.tail.tolist(), network.head.tolist(), strict=True)
    edges = {f"e{edge}" for edge, (tail, head) in enumerate(ends) if tail in nodes or head in nodes}
    return frozenset({str(node) for node in nodes} | edges)
