"""Run by another Python in which OSRM is installed (see `benches.against_osrm`): builds, answers, tells as JSON.

In the folder named by the first argument: roads.osm, profile.lua, questions.json. Standard library and osrm only.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

BUILDS = {"CH": (("contract",),), "MLD": (("partition",), ("customize",))}


def main(folder: Path) -> None:
    """One JSON object on the last line: what was measured, an algorithm each."""
    asked = json.loads((folder / "questions.json").read_text())
    extract_s = _run("extract", "-p", str(folder / "profile.lua"), str(folder / "roads.osm"))
    told = {}
    for algorithm, steps in BUILDS.items():
        build_s = extract_s + sum(_run(*step, str(folder / "roads.osrm")) for step in steps)
        told[algorithm] = {"build_s": build_s, **_measured(folder, algorithm, asked)}
    sys.stdout.write("\n" + json.dumps(told) + "\n")


def _run(*command: str) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-m", "osrm", *command], check=True, capture_output=True)
    return time.perf_counter() - began


def _measured(folder: Path, algorithm: str, asked: dict[str, Any]) -> dict[str, Any]:
    osrm = import_module("osrm")
    before_mb = _resident_mb()
    engine = osrm.OSRM(storage_config=str(folder / "roads.osrm"), algorithm=algorithm, use_shared_memory=False)
    sources, targets, many = asked["sources"], asked["targets"], asked["many"]

    def table(ones: list[Any], others: list[Any]) -> Any:
        places = [tuple(place) for place in (*ones, *others)]
        cut = len(ones)
        return osrm.TableParameters(
            coordinates=places, sources=list(range(cut)), destinations=list(range(cut, len(places)))
        )

    there, one_to_many = _timed(lambda n: engine.Table(table([sources[n]], targets)), len(sources))
    here, many_to_one = _timed(lambda n: engine.Table(table(many, [sources[n]])), len(sources))
    _, path = _timed(
        lambda n: engine.Route(osrm.RouteParameters(coordinates=[tuple(sources[n]), tuple(targets[n % len(targets)])])),
        len(sources),
    )
    answers = [[_seconds(cell) for cell in _row(one)] for one in there]
    answers += [[_seconds(_row(one, n)[0]) for n in range(len(many))] for one in here]
    return {
        "one_to_many": one_to_many,
        "many_to_one": many_to_one,
        "path": path,
        "memory_mb": _resident_mb() - before_mb,
        "answers": answers,
    }


def _row(table: Any, row: int = 0) -> list[Any]:
    return list(table["durations"][row])


def _seconds(cell: Any) -> float | None:
    try:
        return float(cell)
    except TypeError:
        return None


def _timed(act: Callable[[int], Any], times: int) -> tuple[list[Any], float]:
    answers, took = [], []
    for number in range(times):
        began = time.perf_counter()
        answers.append(act(number))
        took.append((time.perf_counter() - began) * 1000)
    return answers, sorted(took)[times // 2]


def _resident_mb() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6


if __name__ == "__main__":
    main(Path(sys.argv[1]))
