"""The roads as lines to be drawn: both directions once, a street that goes on without a crossing in one piece. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from routing.kinds import RoadClass
from routing.model import RoadNetwork
from routing.romanise import is_korean, romanise_street

LAYER = "roads"
FIRST_ZOOM, LAST_ZOOM = 7, 14
SHOWN_FROM = {  # the zoom from which a class of road is in the tiles
    RoadClass.MOTORWAY: 7,
    RoadClass.TRUNK: 7,
    RoadClass.PRIMARY: 8,
    RoadClass.SECONDARY: 10,
    RoadClass.TERTIARY: 11,
    RoadClass.RAMP: 12,
    RoadClass.UNCLASSIFIED: 12,
    RoadClass.RESIDENTIAL: 13,
    RoadClass.SERVICE: 14,
}
Point = tuple[float, float]  # longitude, latitude


@dataclass(frozen=True, slots=True)
class Line:
    """A line of one class and name. `name_en` is known, or how a Korean name is spelled in Latin letters."""

    road_class: RoadClass
    name: str | None
    name_en: str | None
    points: tuple[Point, ...]

    @property
    def shown_from(self) -> int:
        """The first zoom it is in the tiles."""
        return SHOWN_FROM[self.road_class]

    @property
    def properties(self) -> dict[str, str]:
        """What a tile tells of it: `class`, and `name`, `name:ko`, `name:en` where known."""
        korean = self.name if self.name and is_korean(self.name) else None
        told = {"name": self.name, "name:ko": korean, "name:en": self.name_en}
        return {"class": self.road_class.name.lower()} | {key: text for key, text in told.items() if text}


def road_lines(network: RoadNetwork) -> list[Line]:
    """Every road of the network, the least important first, so that the important ones are drawn over them."""
    chains: list[list[Point]] = []
    about: list[int] = []  # an edge of each chain
    ends: dict[tuple[int, int, int], int] = {}  # (class, name, node) of a chain that stops there
    for edge, points in _once(network):
        key = (int(network.road_class[edge]), int(network.name_index[edge]))
        chain = ends.pop((*key, int(network.tail[edge])), None)
        if chain is None:
            chain = len(chains)
            chains.append([points[0]])
            about.append(edge)
        chains[chain] += points[1:]
        ends[(*key, int(network.head[edge]))] = chain
    lines = [_line(network, edge, points) for edge, points in zip(about, chains, strict=True)]
    return sorted(lines, key=lambda line: -line.road_class)


def _once(network: RoadNetwork) -> Iterator[tuple[int, list[Point]]]:
    """One of the two directions of each street, with its points."""
    seen: set[tuple[int, int, tuple[Point, ...]]] = set()
    for edge in range(network.edge_count):
        points = [(place.lon, place.lat) for place in network.edge_points(edge)]
        drawn = min(tuple(points), tuple(reversed(points)))
        key = (int(network.road_class[edge]), int(network.name_index[edge]), drawn)
        if key not in seen:
            seen.add(key)
            yield edge, points


def _line(network: RoadNetwork, edge: int, points: list[Point]) -> Line:
    name = network.edge_name(edge)
    english = network.edge_name_en(edge)
    if english is None and name and is_korean(name):
        english = romanise_street(name)
    return Line(RoadClass(int(network.road_class[edge])), name, english, tuple(points))
