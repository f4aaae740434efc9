"""San Francisco's street centre lines as node and edge tables → roads.

The tables (DataSF, PDDL) name no direction and no speed: every street is taken in both directions, its speed from its
class. The days recorded there are replayed against these roads; a live desk needs better ones.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from routing.assemble import ImportReport, assemble
from routing.bundle import unpacked
from routing.faults import DAMAGED
from routing.model import Label, RoadImportError, RoadNetwork
from routing.tables import Row, rows_of, survey_of_tables

LABEL = Label("San Francisco", "DataSF street centre lines", "PDDL-1.0", "City and County of San Francisco, DataSF")
CLASSES: Mapping[str, str] = {  # column `classcode`
    "0": "service",
    "1": "motorway",
    "2": "primary",
    "3": "secondary",
    "4": "tertiary",
    "5": "residential",
    "6": "motorway_link",
}
ON_FOOT = "Streets_Pedestri"  # column `layer`


def read_roads(folder: Path) -> tuple[RoadNetwork, ImportReport]:
    """The roads of `sf_nodes.csv.gz` and `sf_edges.csv.gz`; raises RoadImportError when they cannot be read."""
    try:
        nodes, edges = _rows(folder / "sf_nodes.csv.gz"), _rows(folder / "sf_edges.csv.gz")
        survey = survey_of_tables(nodes, edges, describe=tags_of)
    except DAMAGED as fault:
        raise RoadImportError(f"no San Francisco tables in {folder}: {fault}") from fault
    return assemble(survey, LABEL)


def tags_of(row: Row) -> Mapping[str, str]:
    """A row of the street table in OpenStreetMap's words."""
    if row["layer"] == ON_FOOT:
        return {}
    return {"highway": CLASSES[row["classcode"]], "name": row["street"].title(), "oneway": "no"}


def _rows(path: Path) -> Iterator[Row]:
    with unpacked(path) as files:
        yield from rows_of(next(iter(files.values()))())
