"""The engines side by side: the same networks, the same milliseconds, every answer compared with NetworkX's."""

import ctypes
import gc
import multiprocessing
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from benches.against_osrm import agreement, find_python, measured
from benches.tiling import tiled
from routing import coquimbo, profiles
from routing.engine import Engine, Graph
from routing.engine.cch import CchEngine
from routing.engine.dijkstra import DijkstraEngine
from routing.linegraph import line_graph, node_graph
from routing.model import RoadImportError, RoadNetwork
from routing.network import import_file
from routing.order import node_order
from routing.speeds import metric

Row = tuple[str, ...]
Ints = NDArray[np.int32]
SHARED = Path(os.environ.get("GOLDENTIME_SHARED_DATA", Path(__file__).parents[2] / "shared" / "data"))
TILES = 14  # of La Serena–Coquimbo: 217,000 nodes
SLOW, FAST = 3, 30  # questions put to the slow ones, and to the hierarchy
GONE: Row = ("–",) * 10


@dataclass(frozen=True, slots=True)
class Questions:
    """What every engine is asked: one to twenty, a hundred to one, a path; the same for all."""

    sources: list[int]
    targets: list[int]
    many: list[int]


@dataclass(slots=True)
class Figures:
    """What came out, times in milliseconds; `answers` of the first questions, for comparing."""

    build_s: float
    ordered_s: float | None = None
    one_to_many: float = 0.0
    many_to_one: float = 0.0
    path: float = 0.0
    tick: float = 0.0
    wait: float | None = None
    memory_mb: float = 0.0
    answers: list[list[int | None]] = field(default_factory=list)


def rows() -> Iterator[Row]:
    """A row an engine and graph; then what fourteen times the nodes cost."""
    yield (
        "network", "graph", "engine", "build s", "with order s", "1→20 ms", "100→1 ms", "path ms",
        "tick + answer ms", "longest wait ms", "memory MB", "wrong",
    )  # fmt: skip
    kept: dict[tuple[str, str], dict[str, Figures]] = {}
    python = find_python()
    for name, network in _networks():
        for kind in ("nodes", "edges"):
            figures = kept[name, kind] = dict(_figures(network, kind))
            told = f"{kind}: {_size(network, kind)}"
            for engine, one in figures.items():
                yield (name, told, engine, *_told(one, figures))
            if kind == "nodes":
                yield from _osrm(python, name, network, figures["hierarchy"])
    if isinstance(python, str):
        yield ("all", "–", "OSRM, in process", python, *GONE[:-2])
    names = list(dict.fromkeys(name for name, _ in kept))
    for kind in ("nodes", "edges"):
        first, last = kept[names[0], kind]["hierarchy"], kept[names[-1], kind]["hierarchy"]
        yield (f"{names[-1]} ÷ {names[0]}", kind, "hierarchy", *_growth(first, last))


def _networks() -> Iterator[tuple[str, RoadNetwork]]:
    city = coquimbo.read_roads()[0]
    yield "Coquimbo", city
    try:
        yield "Auckland", import_file(SHARED / "jemss_auckland" / "roads.zip")[0]
    except (RoadImportError, OSError):
        sys.stderr.write(f"no roads of Auckland in {SHARED}\n")
    yield f"{TILES} × Coquimbo", tiled(city, TILES)


def _figures(network: RoadNetwork, kind: str) -> Iterator[tuple[str, Figures]]:
    """Each engine in a process of its own, so that none pays for another's memory."""
    for name, measure in (("NetworkX", _networkx), ("SciPy", _scipy), ("hierarchy", _hierarchy)):
        with multiprocessing.get_context("fork").Pool(1) as alone:
            yield name, alone.apply(measure, (network, kind))


def _graph(network: RoadNetwork, kind: str, order: Ints) -> tuple[Graph, Ints]:
    travel_ms = metric(network, policy=profiles.CHILE).travel_ms
    if kind == "nodes":
        return node_graph(network, order), travel_ms
    lines = line_graph(network, order)
    return lines.graph, lines.weights(travel_ms)


def _any_order(network: RoadNetwork) -> Ints:
    return np.arange(network.node_count, dtype=np.int32)


def _asked(vertices: int) -> Questions:
    chance = np.random.default_rng(119)
    drawn = (chance.integers(0, vertices, size).tolist() for size in (FAST, 20, 100))
    return Questions(*drawn)


def _ticked(weights: Ints) -> Ints:
    """Every road between as fast and half again as slow."""
    return np.rint(weights * np.random.default_rng(7).uniform(1.0, 1.5, len(weights))).astype(np.int32)


def _networkx(network: RoadNetwork, kind: str) -> Figures:
    graph, weights = _graph(network, kind, _any_order(network))
    asked, before_mb = _asked(graph.vertices), _resident_mb()
    made, build_ms = _timed(lambda: _networkx_graph(graph, weights), 1)
    built, figures = made[0], Figures(build_ms / 1000)
    figures.memory_mb = _resident_mb() - before_mb
    some = asked.sources[:SLOW]
    there, figures.one_to_many = _timed(lambda n: _spread(built, some[n], asked.targets), SLOW)
    back = built.reverse(copy=False)
    here, figures.many_to_one = _timed(lambda n: _spread(back, some[n], asked.many), SLOW)
    ways, figures.path = _timed(lambda n: [_pair(built, some[n], asked.targets[n])], SLOW)
    figures.answers = [*there, *here, *ways]
    fresh = _ticked(weights).tolist()
    answer, figures.tick = _timed(lambda: (_reweigh(built, fresh), _spread(built, some[0], asked.targets))[1], 1)
    figures.answers += answer
    return figures


def _networkx_graph(graph: Graph, weights: Ints) -> Any:
    built: Any = nx.MultiDiGraph()
    built.add_nodes_from(range(graph.vertices))
    ends = zip(graph.tail.tolist(), graph.head.tolist(), weights.tolist(), strict=True)
    built.add_edges_from((tail, head, {"ms": ms, "arc": arc}) for arc, (tail, head, ms) in enumerate(ends))
    return built


def _reweigh(built: Any, weights: list[int]) -> None:
    for _, _, data in built.edges(data=True):
        data["ms"] = weights[data["arc"]]


def _spread(graph: Any, source: int, targets: Sequence[int]) -> list[int | None]:
    times = nx.single_source_dijkstra_path_length(graph, source, weight="ms")
    return [times.get(target) for target in targets]


def _pair(graph: Any, source: int, target: int) -> int | None:
    try:
        return int(nx.bidirectional_dijkstra(graph, source, target, weight="ms")[0])
    except nx.NetworkXNoPath:
        return None


def _scipy(network: RoadNetwork, kind: str) -> Figures:
    graph, weights = _graph(network, kind, _any_order(network))
    return _engine(lambda: DijkstraEngine(graph, weights), graph, weights, SLOW)


def _hierarchy(network: RoadNetwork, kind: str) -> Figures:
    (order,), order_ms = _timed(lambda: node_order(network), 1)
    graph, weights = _graph(network, kind, order)
    figures = _engine(lambda: CchEngine(graph, weights), graph, weights, FAST, waits=True)
    figures.ordered_s, figures.build_s = figures.build_s, figures.build_s + order_ms / 1000
    return figures


def _engine(build: Callable[[], Engine], graph: Graph, weights: Ints, times: int, *, waits: bool = False) -> Figures:
    asked, before_mb = _asked(graph.vertices), _resident_mb()
    (engine,), build_ms = _timed(build, 1)
    figures = Figures(build_ms / 1000, memory_mb=_resident_mb() - before_mb)
    there, figures.one_to_many = _timed(lambda n: engine.from_each([[(asked.sources[n], 0)]], asked.targets)[0], times)
    here, figures.many_to_one = _timed(lambda n: engine.to_one(asked.many, [(asked.sources[n], 0)]), times)
    ways, figures.path = _timed(lambda n: [_way_ms(engine, asked.sources[n], asked.targets[n % 20])], times)
    figures.answers = [*there[:SLOW], *here[:SLOW], *ways[:SLOW]]
    fresh, first = _ticked(weights), [[(asked.sources[0], 0)]]
    answer, figures.tick = _timed(lambda: engine.reweighted(fresh).from_each(first, asked.targets)[0], 1)
    figures.answers += answer
    if waits:
        figures.wait = _longest_wait_ms(engine, fresh, asked)
    return figures


def _way_ms(engine: Engine, source: int, target: int) -> int | None:
    path = engine.path([(source, 0)], [(target, 0)])
    return path.travel_ms if path is not None else None


def _longest_wait_ms(engine: Engine, weights: Ints, asked: Questions) -> float:
    """How long a reader waited at most for one of its answers while another thread made a tick."""
    over, waits = threading.Event(), []

    def read() -> None:
        while not over.is_set():
            began = time.perf_counter()
            engine.from_each([[(asked.sources[0], 0)]], asked.targets)
            waits.append((time.perf_counter() - began) * 1000)

    reader = threading.Thread(target=read)
    reader.start()
    engine.reweighted(weights)
    over.set()
    reader.join()
    return max(waits)


def _timed(act: Callable[..., Any], times: int) -> tuple[list[Any], float]:
    """The answers, and the median milliseconds of one."""
    answers, took = [], []
    gc.collect()
    for number in range(times):
        began = time.perf_counter()
        answers.append(act() if times == 1 else act(number))
        took.append((time.perf_counter() - began) * 1000)
    return answers, sorted(took)[len(took) // 2]


def _resident_mb() -> float:
    """What this process holds, after giving back what it has freed."""
    gc.collect()
    ctypes.CDLL("libc.so.6").malloc_trim(0)
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _told(one: Figures, all_of_them: dict[str, Figures]) -> Row:
    judge = all_of_them["NetworkX"].answers
    wrong = sum(ours != theirs for ours, theirs in zip(one.answers, judge, strict=True))
    return (
        f"{one.build_s:.2f}",
        "–" if one.ordered_s is None else f"{one.ordered_s:.2f}",
        *(f"{ms:.3g}" for ms in (one.one_to_many, one.many_to_one, one.path, one.tick)),
        "–" if one.wait is None else f"{one.wait:.3g}",
        f"{one.memory_mb:.0f}",
        f"{wrong} of {len(judge)}",
    )


def _growth(first: Figures, last: Figures) -> Row:
    pairs = (
        (first.build_s, last.build_s), (first.ordered_s, last.ordered_s), (first.one_to_many, last.one_to_many),
        (first.many_to_one, last.many_to_one), (first.path, last.path), (first.tick, last.tick),
        (first.wait, last.wait), (first.memory_mb, last.memory_mb),
    )  # fmt: skip
    return (*(f"× {b / a:.1f}" if a and b else "–" for a, b in pairs), "–")


def _size(network: RoadNetwork, kind: str) -> str:
    if kind == "nodes":
        return f"{network.node_count:,}, {network.edge_count:,} arcs"
    graph = line_graph(network, _any_order(network)).graph
    return f"{graph.vertices:,}, {len(graph.tail):,} turns"


def _osrm(python: Path | str, name: str, network: RoadNetwork, ours: Figures) -> Iterator[Row]:
    """A row for each of its algorithms. It finds the roads nearest to each place too, which our engines are told."""
    if isinstance(python, str):
        return
    asked = _asked(network.node_count)
    times = metric(network, policy=profiles.CHILE).travel_ms.tolist()
    for algorithm, told in measured(python, network, times, asked.sources, asked.targets, asked.many).items():
        answers = [told.answers[n] for first in (0, len(asked.sources)) for n in range(first, first + SLOW)]
        near = agreement([*chain(*ours.answers[: 2 * SLOW])], [*chain(*answers)])
        asking = (f"{ms:.3g}" for ms in (told.one_to_many, told.many_to_one, told.path))
        yield (
            name, f"nodes: {_size(network, 'nodes')}", f"OSRM {algorithm}, in process",
            f"{told.build_s:.2f}", "–", *asking, "–", "–", f"{told.memory_mb:.0f}", near,
        )  # fmt: skip
