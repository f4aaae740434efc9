"""Roads of the simulator JEMSS.jl (`roads.zip` with `nodes.csv` and `arcs.csv`) → a survey.

Every arc tells its length in kilometres and its travel time in DAYS for each mode of travel; those of Auckland are
1 = lights and siren and 2 = regular traffic. The regular speed becomes the posted one, so that a policy with the factor
of the two (47/33 on streets, 91/64 on motorways there) gives the times with lights and siren back, see docs/roads.md.
No classes or names are told: an arc from MOTORWAY_KMH up is a motorway, every other a street.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from typing import IO

from chassis.geo import LatLon
from routing.assemble import Segment, Survey
from routing.kinds import RoadClass

REGULAR = "mode_2"
HOURS_OF_A_DAY = 24.0
MOTORWAY_KMH = 60.0  # average with stops: nothing with crossings comes near it (Auckland: 33 and 64)

Sections = Mapping[str, list[dict[str, str]]]


def is_jemss(stream: IO[bytes]) -> bool:
    """Whether a table of arcs begins as JEMSS writes it."""
    with stream:
        return stream.readline().lstrip(b"\xef\xbb\xbf").split(b",")[0].strip() in {b"miscData", b"arcs"}


def survey_of_jemss(nodes: IO[bytes], arcs: IO[bytes]) -> Survey:
    """Everything the two files say; raises KeyError or ValueError where something is missing."""
    survey = Survey()
    for row in _sections(nodes)["nodes"]:
        survey.places[_number(row["index"])] = LatLon(float(row["y"]), float(row["x"]))
    told = _sections(arcs)
    both = told["miscData"][0]["arcForm"] == "undirected"
    for row in told["arcs"]:
        survey.segments.extend(_segments(row, both=both))
    return survey


def _segments(row: Mapping[str, str], *, both: bool) -> Iterator[Segment]:
    tail, head, length_km = _number(row["fromNode"]), _number(row["toNode"]), float(row["distance"])
    days = float(row[REGULAR])
    speed_kmh = length_km / (days * HOURS_OF_A_DAY) if days > 0 else None
    kind = RoadClass.MOTORWAY if speed_kmh and speed_kmh >= MOTORWAY_KMH else RoadClass.UNCLASSIFIED
    for ends in ((tail, head), (head, tail)) if both else ((tail, head),):
        yield Segment(*ends, kind, length_km * 1000.0, speed_kmh)


def _sections(stream: IO[bytes]) -> Sections:
    """The file's tables by name: a line with the name, one with the columns, rows, an empty line."""
    found: dict[str, list[dict[str, str]]] = {}
    name, columns = "", list[str]()
    with io.TextIOWrapper(stream, encoding="utf-8-sig", newline="") as lines:
        for row in csv.reader(lines):
            if not any(row):
                name, columns = "", []
            elif not name:
                name = row[0]
                found[name] = []
            elif not columns:
                columns = row
            else:
                found[name].append(dict(zip(columns, row, strict=False)))
    return found


def _number(text: str) -> int:
    return int(float(text))
