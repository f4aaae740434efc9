"""Which engine this machine runs, decided once at start."""

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import cast

from routing.arrays import Indexes
from routing.engine import Engine, Graph
from routing.engine.dijkstra import DijkstraEngine

Builder = Callable[[Graph, Indexes], Engine]


def engine_builder() -> Builder:
    """The contraction hierarchy where its package is installed (Linux on x86-64), Dijkstra's algorithm elsewhere."""
    if find_spec("routingkit_cch") is None:
        return DijkstraEngine
    return cast("Builder", import_module("routing.engine.cch").CchEngine)
