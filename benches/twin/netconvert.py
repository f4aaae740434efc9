"""From plain XML to a SUMO network with traffic lights: netconvert, and the offsets of a green wave."""

import os
import subprocess
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from benches.twin.plain import plain
from routing.kinds import RoadClass
from routing.model import RoadNetwork

NET = "roads.net.xml"
YELLOW_S, ALL_RED_S = 3, 2
MAKING = {
    "tls.default-type": "static",
    "tls.yellow.time": str(YELLOW_S),
    "tls.allred.time": str(ALL_RED_S),
    "tls.join": "true",
    "tls.join-dist": "30",  # two signalised nodes of one wide crossing
    "no-turnarounds.except-deadend": "true",
    "junctions.corner-detail": "5",
    "no-warnings": "true",
    "offset.disable-normalization": "true",  # its metres stay ours
}


def build(
    network: RoadNetwork, usual_kmh: Mapping[RoadClass, float], folder: Path, *, cycle_s: int
) -> Mapping[str, int]:
    """Write plain XML into `folder` and convert it; every signal runs fixed times with a cycle of `cycle_s`.

    Answers what SUMO was not told, counted.
    """
    told = plain(network, usual_kmh)
    files = {"nod": told.nodes, "edg": told.edges, "con": told.connections}
    for kind, text in files.items():
        (folder / f"plain.{kind}.xml").write_text(text)
    given = {
        "node-files": folder / "plain.nod.xml",
        "edge-files": folder / "plain.edg.xml",
        "connection-files": folder / "plain.con.xml",
        "output-file": folder / NET,
    }
    command("netconvert", {**given, **MAKING, "tls.cycle.time": str(cycle_s)})
    return told.left_out


def coordinate(net: Path, routes: Path, offsets: Path) -> None:
    """Write the offsets that give the busiest streams of `routes` a green wave; imported signals all start at 0."""
    tool("tlsCoordinator.py", "-n", net, "-r", routes, "-o", offsets)


def home() -> Path:
    """Where the registry's package put SUMO; FileNotFoundError without the extra `twin`."""
    found = find_spec("sumo")
    if found is None or not found.submodule_search_locations:
        raise FileNotFoundError("SUMO is not installed: `make twin` does, or pip install -r requirements-twin.lock")
    return Path(found.submodule_search_locations[0])


def command(name: str, options: Mapping[str, object]) -> None:
    """One of SUMO's programs; raises with its last words when it fails."""
    words = [str(home() / "bin" / name), *(word for key, value in options.items() for word in (f"--{key}", str(value)))]
    _run(words)


def tool(name: str, *words: object) -> None:
    """One of SUMO's Python tools."""
    _run([sys.executable, str(home() / "tools" / name), *map(str, words)])


def _run(words: list[str]) -> None:
    settings = os.environ | {"SUMO_HOME": str(home()), "PROJ_LIB": str(home() / "data" / "proj")}
    ran = subprocess.run(words, env=settings, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise RuntimeError(f"{words[0]}: {ran.stderr.strip()[-2000:]}")
