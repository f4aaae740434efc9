"""OSRM beside our engines: the same nodes, arcs and times, asked in process by a Python in which it is installed."""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import quoteattr

import numpy as np

from chassis.geo import LatLon, distance_m
from routing.model import CLOSED_MS, RoadNetwork

CHILD = Path(__file__).with_name("osrm_child.py")
NAMES = ("python3.14", "python3.13", "python3.12", "python3")
# No turn costs, no bans: the graph of nodes. Each street has the speed that gives its time.
PROFILE = """
api_version = 4
function setup()
  return {properties = {weight_name = 'duration', u_turn_penalty = 0, max_speed_for_map_matching = 200,
    continue_straight_at_waypoint = false, use_turn_restrictions = false, process_call_tagless_node = false}}
end
function process_node(profile, node, result) end
function process_way(profile, way, result)
  local ahead = tonumber(way:get_value_by_key('ahead'))
  local back = tonumber(way:get_value_by_key('back'))
  result.forward_mode = ahead and mode.driving or mode.inaccessible
  result.backward_mode = back and mode.driving or mode.inaccessible
  result.forward_speed = ahead or -1
  result.backward_speed = back or -1
end
function process_turn(profile, turn) turn.duration = 0; turn.weight = 0 end
return {setup = setup, process_way = process_way, process_node = process_node, process_turn = process_turn}
"""


@dataclass(frozen=True, slots=True)
class Told:
    """What one of its algorithms took, questions in milliseconds, and its answers in seconds: each source to all
    targets, then the many to each source.
    """

    build_s: float
    one_to_many: float
    many_to_one: float
    path: float
    memory_mb: float
    answers: list[list[float | None]]


def find_python() -> Path | str:
    """A Python in which OSRM's package can be imported, or why there is none."""
    named = os.environ.get("BENCH_OSRM_PYTHON")
    tried = [named] if named else [found for name in NAMES if (found := shutil.which(name))]
    for one in tried:
        try:
            told = subprocess.run([one, "-c", "import osrm; osrm.OSRM"], check=False, capture_output=True)
        except OSError:
            continue
        if told.returncode == 0:
            return Path(one)
    return f"not run: osrm-bindings in none of {', '.join(map(str, tried)) or 'no Python at all'} (BENCH_OSRM_PYTHON)"


def measured(
    python: Path,
    network: RoadNetwork,
    travel_ms: Sequence[int],
    sources: Sequence[int],
    targets: Sequence[int],
    many: Sequence[int],
) -> dict[str, Told]:
    """What each of its algorithms took between nodes of `network`."""
    asked = {"sources": sources, "targets": targets, "many": many}
    with tempfile.TemporaryDirectory(prefix="osrm-") as folder:
        with (Path(folder) / "roads.osm").open("w", encoding="utf-8") as file:
            file.writelines(streets_xml(network, travel_ms))
        (Path(folder) / "profile.lua").write_text(PROFILE, "utf-8")
        places = {name: [_lon_lat(network, node) for node in nodes] for name, nodes in asked.items()}
        (Path(folder) / "questions.json").write_text(json.dumps(places), "utf-8")
        told = subprocess.run(
            [python, CHILD, folder], check=True, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": ""}
        )
    return {name: Told(**figures) for name, figures in json.loads(told.stdout.splitlines()[-1]).items()}


def agreement(ours_ms: Sequence[int | None], theirs_s: Sequence[float | None]) -> str:
    """How far two lists of times lie apart."""
    pairs = list(zip(ours_ms, theirs_s, strict=True))
    both = [(ms / 1000, s) for ms, s in pairs if ms is not None and s is not None]
    off = np.array([abs(a - b) / max(a, 1.0) for a, b in both])
    one_sided = sum((ms is None) != (s is None) for ms, s in pairs)
    near = int((off <= 0.01).sum())
    return f"{near} of {len(both)} within 1 %, median {np.median(off):.2%} off, {one_sided} only one answers"


def _lon_lat(network: RoadNetwork, node: int) -> tuple[float, float]:
    place = network.place(node)
    return round(place.lon, 7), round(place.lat, 7)


def streets_xml(network: RoadNetwork, travel_ms: Sequence[int]) -> Iterator[str]:
    """The network as an OSM file: a straight way for each street, with a speed ahead and back."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6">\n'
    for node in range(network.node_count):
        lon, lat = _lon_lat(network, node)
        yield f'<node id="{node + 1}" version="1" lat="{lat:.7f}" lon="{lon:.7f}"/>\n'
    for number, ((a, b), times) in enumerate(_streets(network, travel_ms).items(), 1):
        tags = {"highway": "road", **{way: f"{_kmh(network, a, b, ms):.6f}" for way, ms in times.items()}}
        told = "".join(f"<tag k={quoteattr(key)} v={quoteattr(value)}/>" for key, value in tags.items())
        yield f'<way id="{number}" version="1"><nd ref="{a + 1}"/><nd ref="{b + 1}"/>{told}</way>\n'
    yield "</osm>\n"


def _streets(network: RoadNetwork, travel_ms: Sequence[int]) -> dict[tuple[int, int], dict[str, int]]:
    """Both directions of what joins two nodes, by the fastest of parallel arcs."""
    streets: dict[tuple[int, int], dict[str, int]] = {}
    for tail, head, ms in zip(network.tail.tolist(), network.head.tolist(), travel_ms, strict=True):
        if ms != CLOSED_MS:
            way = "ahead" if tail < head else "back"
            times = streets.setdefault((min(tail, head), max(tail, head)), {})
            times[way] = min(ms, times.get(way, ms))
    return streets


def _kmh(network: RoadNetwork, a: int, b: int, travel_ms: int) -> float:
    ends = (LatLon(lat, lon) for lon, lat in (_lon_lat(network, a), _lon_lat(network, b)))
    return max(distance_m(*ends), 0.01) * 3600 / travel_ms
