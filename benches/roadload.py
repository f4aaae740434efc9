"""How long stored roads take to load: the median of thirty, the file in the page cache as at a restart."""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from routing.example import generate
from routing.model import RoadNetwork
from routing.network import import_file
from routing.store import load_network, save_network
from tests.conftest import SHARED

LOADS = 30
RECORDED = ("osm/seoul_centre.graphml.gz", "osm/lower_saxony_main_roads.osm.xml.gz", "jemss_auckland/roads.zip")
Row = tuple[str, ...]


def rows() -> Iterator[Row]:
    """Import once, load often; recorded networks only where they lie."""
    yield "network", "nodes", "edges", "import s", "file MB", "load ms", "ms for 100,000 edges"
    began = time.perf_counter()
    yield _measured("sejong (generated)", generate(), began)
    for name in RECORDED:
        if (SHARED / name).exists():
            began = time.perf_counter()
            yield _measured(name.split("/")[-1].split(".")[0], import_file(SHARED / name)[0], began)


def _measured(name: str, network: RoadNetwork, began: float) -> Row:
    taken_s = time.perf_counter() - began
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "roads.npz")
        save_network(network, file)
        load_ms = median(_load_ms(file) for _ in range(LOADS))
        size_mb = file.stat().st_size / 1e6
    counts = (f"{network.node_count:,}", f"{network.edge_count:,}", f"{taken_s:.1f}", f"{size_mb:.1f}")
    return name, *counts, f"{load_ms:.1f}", f"{load_ms / network.edge_count * 100_000:.1f}"


def _load_ms(file: Path) -> float:
    began = time.perf_counter()
    load_network(file)
    return (time.perf_counter() - began) * 1000
