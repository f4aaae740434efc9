"""San Francisco's street centre lines as node and edge tables → roads.

The tables (DataSF, PDDL) name no direction and no speed: every street is taken in both directions, its speed from its
class. The days recorded there are replayed against these roads; a live desk needs better ones.
"""

import csv
import gzip
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from chassis.geo import LatLon
from routing.assemble import ImportReport, Segment, Survey, assemble
from routing.kinds import RoadClass
from routing.model import Label, RoadImportError, RoadNetwork

LABEL = Label("San Francisco", "DataSF street centre lines", "PDDL-1.0", "City and County of San Francisco, DataSF")
CLASSES: Mapping[str, RoadClass] = {  # column `classcode`
    "0": RoadClass.SERVICE,
    "1": RoadClass.MOTORWAY,
    "2": RoadClass.PRIMARY,
    "3": RoadClass.SECONDARY,
    "4": RoadClass.TERTIARY,
    "5": RoadClass.RESIDENTIAL,
    "6": RoadClass.RAMP,
}
ON_FOOT = "Streets_Pedestri"  # column `layer`


def read_roads(folder: Path) -> tuple[RoadNetwork, ImportReport]:
    """The roads of `sf_nodes.csv.gz` and `sf_edges.csv.gz`; raises RoadImportError when they cannot be read."""
    survey = Survey()
    try:
        for row in _rows(folder / "sf_nodes.csv.gz"):
            survey.places[int(row["node_cnn"])] = LatLon(float(row["lat"]), float(row["lon"]))
        for row in _rows(folder / "sf_edges.csv.gz"):
            _take(survey, row)
    except (OSError, EOFError, zlib.error, KeyError, ValueError) as fault:
        raise RoadImportError(f"no San Francisco tables in {folder}: {fault}") from fault
    return assemble(survey, LABEL)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _take(survey: Survey, row: Mapping[str, str]) -> None:
    if row["layer"] == ON_FOOT:
        survey.dropped["not_a_road"] += 1
        return
    ends = int(row["from_node"]), int(row["to_node"])
    length_m, kind, name = float(row["length_m"]), CLASSES[row["classcode"]], row["street"].title() or None
    for tail, head in (ends, ends[::-1]):
        survey.segments.append(Segment(tail, head, kind, length_m, name=name))
