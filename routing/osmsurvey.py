"""What any OpenStreetMap file holds → a survey. The readers of XML and PBF hand every element here. Pure."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from chassis.geo import LatLon
from routing.assemble import ImportReport, Survey, assemble
from routing.losses import Loss
from routing.model import Label, RoadImportError, RoadNetwork
from routing.osmrules import Member, rule_of
from routing.osmtags import ATTRIBUTION, LICENCE, access
from routing.osmways import both_directions, laid
from routing.restrictions import Restriction


@dataclass(frozen=True, slots=True)
class _Way:
    way: int
    nodes: tuple[int, ...]
    tags: Mapping[str, str]


@dataclass(slots=True)
class Extract:
    """The roads among the elements taken, with everything that concerns them."""

    places: dict[int, LatLon] = field(default_factory=dict)
    signals: set[int] = field(default_factory=set)
    ways: list[_Way] = field(default_factory=list)
    restrictions: list[Restriction] = field(default_factory=list)
    other_ways: int = 0
    rules: Counter[str] = field(default_factory=Counter)

    def take_node(self, node: int, place: LatLon, tags: Mapping[str, str]) -> None:
        """A point, which may carry traffic lights."""
        self.places[node] = place
        if tags.get("highway") == "traffic_signals":
            self.signals.add(node)

    def take_way(self, way: int, nodes: Sequence[int], tags: Mapping[str, str]) -> None:
        """A line; a road where an ambulance may drive it."""
        if access(tags) is None:
            self.other_ways += 1
        else:
            self.ways.append(_Way(way, tuple(nodes), dict(tags)))

    def take_relation(self, tags: Mapping[str, str], members: Sequence[Member]) -> None:
        """A relation; a turn restriction or nothing to us."""
        if tags.get("type") != "restriction":
            return
        rule = rule_of(tags, members)
        if isinstance(rule, Restriction):
            self.restrictions.append(rule)
        else:
            self.rules[rule.value] += 1


def roads_of(extract: Extract, name: str, source: str, *, contraflow: bool) -> tuple[RoadNetwork, ImportReport]:
    """The network of an extract; raises RoadImportError when there are no roads in it."""
    if not extract.ways:
        raise RoadImportError(f"{source}: no roads among {extract.other_ways} ways")
    return assemble(_survey(extract, contraflow=contraflow), Label(name, source, LICENCE, ATTRIBUTION))


def _survey(extract: Extract, *, contraflow: bool) -> Survey:
    """Cut every way at junctions, signals and missing nodes."""
    survey = Survey(extract.places, extract.signals, restrictions=extract.restrictions, rules=extract.rules)
    survey.dropped[Loss.NOT_A_ROAD] = extract.other_ways
    uses = Counter(node for way in extract.ways for node in way.nodes)
    for way in extract.ways:
        missing = sum(node not in extract.places for node in way.nodes)
        survey.dropped[Loss.MISSING_NODE] += missing
        patterns = both_directions(way.tags, way=way.way, contraflow=contraflow)
        survey.dropped[Loss.UNKNOWN_DIRECTION] += patterns == (None, None)
        for run in _present_runs(way.nodes, extract.places):
            for piece in _pieces(run, lambda node: uses[node] > 1 or node in extract.signals):
                bends = tuple(extract.places[node] for node in piece[1:-1])
                survey.segments.extend(laid(patterns, (piece[0], piece[-1]), bends))
    return survey


def _present_runs(nodes: Sequence[int], places: Mapping[int, LatLon]) -> Iterator[list[int]]:
    run: list[int] = []
    for node in nodes:
        if node in places:
            run.append(node)
        else:
            yield run
            run = []
    yield run


def _pieces(run: Sequence[int], cuts: Callable[[int], bool]) -> Iterator[Sequence[int]]:
    start = 0
    for index in range(1, len(run)):
        if index == len(run) - 1 or cuts(run[index]):
            yield from _halves_of_a_loop(run[start : index + 1])
            start = index


def _halves_of_a_loop(piece: Sequence[int]) -> Iterator[Sequence[int]]:
    """A street that comes back to where it began gets a node in its middle: no edge may end where it starts."""
    if piece[0] != piece[-1]:
        yield piece
    else:
        middle = len(piece) // 2
        yield from (piece[: middle + 1], piece[middle:])
