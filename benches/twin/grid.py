"""A small invented town for quick stories: seven streets each way, every second one a main road with signals."""

from chassis.geo import LatLon
from routing.assemble import Segment, Survey, assemble
from routing.kinds import RoadClass
from routing.model import Label, RoadNetwork

SIDE = 7
BLOCK_M = 180.0
LABEL = Label("Grid", "generated", "Apache-2.0", "generated", generated=True)
SOUTH_WEST = LatLon(36.48, 127.28)
M_PER_DEG = 111_195.0
SHRINK = 0.804  # cosine of the latitude


def grid() -> RoadNetwork:
    """49 crossings; signals at the nine where two main roads meet."""
    survey = Survey()
    for x in range(SIDE):
        for y in range(SIDE):
            survey.places[x * SIDE + y] = _place(x, y)
            if x % 2 and y % 2:
                survey.signals.add(x * SIDE + y)
            if x + 1 < SIDE:
                survey.segments += _street(x * SIDE + y, (x + 1) * SIDE + y, y)
            if y + 1 < SIDE:
                survey.segments += _street(x * SIDE + y, x * SIDE + y + 1, x)
    return assemble(survey, LABEL)[0]


def _place(x: int, y: int) -> LatLon:
    north, east = y * BLOCK_M / M_PER_DEG, x * BLOCK_M / M_PER_DEG / SHRINK
    return LatLon(SOUTH_WEST.lat + north, SOUTH_WEST.lon + east)


def _street(tail: int, head: int, row: int) -> tuple[Segment, Segment]:
    main = row % 2 == 1
    kind, lanes, kmh = (RoadClass.SECONDARY, 2, 50.0) if main else (RoadClass.RESIDENTIAL, 1, 30.0)
    there = Segment(tail, head, kind, maxspeed_kmh=kmh, lanes=lanes, way=row)
    return there, Segment(head, tail, kind, maxspeed_kmh=kmh, lanes=lanes, way=row)
