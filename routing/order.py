"""In which order a network's nodes are contracted: sought once, kept in a file beside the network.

Seeking takes half a second for a city and ten for a country's worth (250,000 nodes), and stops every other thread
meanwhile; reading takes milliseconds. Any order gives the same answers; a good one gives them fast.
"""

import os
import tempfile
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from routing.arrays import Indexes
from routing.model import RoadNetwork
from routing.store import UNREADABLE


def node_order(network: RoadNetwork) -> Indexes:
    """Least important first: by nested dissection where the hierarchy's package is installed, as it comes elsewhere."""
    if find_spec("routingkit_cch") is None:  # then nobody contracts
        return np.arange(network.node_count, dtype=np.int32)
    seek = import_module("routingkit_cch").compute_order_inertial
    ends = network.tail.tolist(), network.head.tolist()
    return np.array(
        seek(network.node_count, *ends, network.node_lat.tolist(), network.node_lon.tolist()), dtype=np.int32
    )


def order_file(network_file: Path) -> Path:
    """Where the order of the network in `network_file` is kept."""
    return network_file.with_name(f"{network_file.name}.order")


def kept_order(network: RoadNetwork, file: Path) -> Indexes:
    """The order from `file`, or a new one that is written there; a file that cannot be written is done without."""
    found = _read_order(network, file)
    if found is None:
        found = node_order(network)
        _write_order(network, found, file)
    return found


def _read_order(network: RoadNetwork, file: Path) -> Indexes | None:
    """None where there is none, it belongs to other roads, or is damaged."""
    try:
        with file.open("rb") as opened, np.load(opened, allow_pickle=False) as stored:
            order, digest = stored["order"], stored["digest"].tobytes().decode()
    except UNREADABLE:
        return None
    sound = digest == network.digest and order.dtype == np.int32 and order.shape == (network.node_count,)
    return order if sound and np.array_equal(np.sort(order), np.arange(network.node_count)) else None


def _write_order(network: RoadNetwork, order: Indexes, file: Path) -> None:
    try:
        handle, unfinished = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    except OSError:
        return
    try:
        with os.fdopen(handle, "wb") as opened:
            np.savez(opened, order=order, digest=np.frombuffer(network.digest.encode(), dtype=np.uint8))
        Path(unfinished).replace(file)
    except OSError:
        return
    finally:
        Path(unfinished).unlink(missing_ok=True)
