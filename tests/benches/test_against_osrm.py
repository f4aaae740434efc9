"""OSRM beside our engines: it is asked the same, or the bench says why not."""

from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from benches.against_osrm import agreement, find_python, measured, streets_xml
from routing.engine.dijkstra import DijkstraEngine
from routing.linegraph import node_graph
from routing.model import CLOSED_MS
from tests.routing.towns import arrows, grid


def test_without_its_package_the_bench_says_where_it_looked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BENCH_OSRM_PYTHON", str(tmp_path / "python"))
    assert find_python() == f"not run: osrm-bindings in none of {tmp_path / 'python'} (BENCH_OSRM_PYTHON)"


def test_a_street_is_written_once_with_the_speed_of_each_direction() -> None:
    network, metric = arrows(3, [(0, 1, 7000), (1, 0, 3500), (0, 1, 9000), (1, 2, CLOSED_MS)])
    ways = ElementTree.fromstring("".join(streets_xml(network, metric.travel_ms.tolist()))).findall("way")
    (told,) = [{tag.get("k"): tag.get("v", "") for tag in way.iter("tag")} for way in ways]
    assert float(told["back"]) == pytest.approx(2 * float(told["ahead"]))


def test_how_far_two_lists_lie_apart_is_told() -> None:
    assert agreement([1000, 200_000, None, None], [1.0, 210.0, None, 3.0]) == (
        "1 of 2 within 1 %, median 2.50% off, 1 only one answers"
    )


@pytest.mark.skipif(isinstance(find_python(), str), reason="needs a Python with osrm-bindings")
def test_it_answers_as_we_do() -> None:
    town = grid(8)
    travel_ms = np.random.default_rng(1).integers(10_000, 90_000, town.edge_count).astype(np.int32)
    sources, targets, python = [0, 9, 40], [63, 7, 20], find_python()
    assert isinstance(python, Path)
    ours = DijkstraEngine(node_graph(town, np.arange(64, dtype=np.int32)), travel_ms)
    expected = ours.from_each([[(source, 0)] for source in sources], targets)
    for told in measured(python, town, travel_ms.tolist(), sources, targets, [5]).values():
        for ours_ms, theirs_s in zip(expected, told.answers, strict=False):
            assert agreement(ours_ms, theirs_s).startswith("3 of 3")
