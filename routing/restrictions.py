"""Turn restrictions as a source tells them → sequences of edges nobody may drive one after the other. Pure.

Source: OpenStreetMap wiki, Relation:restriction. A prohibition (`no_…`) bans the way it names. A command (`only_…`)
bans every other turn along the way it names, the one back included. Edges for blue light against a one-way street take
part in none: rules of turning are written for those who may be there; a command binds away only from edges for
anybody.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Protocol

from routing.kinds import Access

Sequences = list[tuple[int, ...]]


class Verdict(StrEnum):
    """What became of a restriction."""

    KEPT = "restriction_kept"
    NEEDLESS = "restriction_needless"  # nobody can drive there anyway
    OUTSIDE = "restriction_outside"  # a road or junction it names is not among ours
    UNCLEAR = "restriction_unclear"  # its parts are missing or do not meet
    CONDITIONAL = "restriction_conditional"  # at some hours, or for some vehicles: never applied
    EXCEPTED = "restriction_excepted"  # an ambulance with blue light is free of it
    NO_CONNECTION = "turn_without_connection"  # the source lists the turns there are: all others
    OTHERS = "restriction_others"  # for lorries, bicycles …


@dataclass(frozen=True, slots=True)
class Restriction:
    """Who comes by one of `start` over the node `via` or the ways `over` may not, or must, go on by one of `end`.

    `turns_back`: of a road that passes the node only the way back is meant.
    """

    start: tuple[int, ...]
    end: tuple[int, ...]
    via: int | None = None
    over: tuple[int, ...] = ()
    command: bool = False
    turns_back: bool = False


class Edge(Protocol):
    """What the resolver needs to know of a segment."""

    @property
    def tail(self) -> int: ...
    @property
    def head(self) -> int: ...
    @property
    def way(self) -> int: ...
    @property
    def access(self) -> Access: ...


class Resolver:
    """Finds the edges of restrictions among `edges`; a sequence names them by their position."""

    def __init__(self, edges: Sequence[Edge]) -> None:
        self._edges = edges
        self._of_way: dict[int, list[int]] = defaultdict(list)
        self._out: dict[int, list[int]] = defaultdict(list)
        for index, edge in enumerate(edges):
            if edge.access is not Access.CONTRAFLOW:
                self._of_way[edge.way].append(index)
                self._out[edge.tail].append(index)

    def sequences(self, rule: Restriction) -> tuple[Verdict, Sequences]:
        """What the rule bans, and what became of it."""
        if any(way not in self._of_way for way in (*rule.start[:1], *rule.over, *rule.end[:1])):
            return Verdict.OUTSIDE, []
        if rule.via is not None and not self._is_passed(rule.via):
            return Verdict.OUTSIDE, []
        if rule.via is not None and not rule.turns_back and self._passes_by(rule):
            return Verdict.UNCLEAR, []
        named = [path for path in self._paths(rule) if not rule.turns_back or self._turns_back(path)]
        if not named:
            return (Verdict.NEEDLESS if self._meet(rule) else Verdict.UNCLEAR), []
        found = [*self._others(named)] if rule.command else named
        return Verdict.KEPT if found else Verdict.NEEDLESS, found

    def _is_passed(self, node: int) -> bool:
        return bool(self._out.get(node))

    def _passes_by(self, rule: Restriction) -> bool:
        """A named road leads on beyond the junction, so that it is not told on which side of it."""
        named = {*rule.start, *rule.end}
        return any(len(self._neighbours(way, rule.via)) > 1 for way in named if way in self._of_way)

    def _neighbours(self, way: int, node: int | None) -> set[int]:
        ends = [(self._edges[index].tail, self._edges[index].head) for index in self._of_way[way]]
        return {head for tail, head in ends if tail == node} | {tail for tail, head in ends if head == node}

    def _paths(self, rule: Restriction) -> Sequences:
        """Every way that drives from a start over all between to an end."""
        begun: Sequences = [(index,) for way in rule.start for index in self._of_way.get(way, ())]
        if rule.via is not None:
            begun = [path for path in begun if self._edges[path[-1]].head == rule.via]
        for way in rule.over:
            begun = [longer for path in begun for longer in self._along(path, way)]
        ends = {index for way in rule.end for index in self._of_way.get(way, ())}
        return [(*path, index) for path in begun for index in self._after(path) if index in ends]

    def _along(self, path: tuple[int, ...], way: int) -> Iterator[tuple[int, ...]]:
        """The path led on along one way, by each number of its edges, never back and never round."""
        seen = {self._edges[index].tail for index in path} | {self._edges[path[-1]].head}
        for index in self._after(path):
            edge = self._edges[index]
            if edge.way == way and edge.head not in seen:
                longer = (*path, index)
                yield longer
                yield from self._along(longer, way)

    def _after(self, path: tuple[int, ...]) -> list[int]:
        return self._out.get(self._edges[path[-1]].head, [])

    def _turns_back(self, path: tuple[int, ...]) -> bool:
        return self._edges[path[0]].tail == self._edges[path[-1]].head

    def _others(self, named: Sequences) -> Iterator[tuple[int, ...]]:
        """Every turn off a commanded way, where no other commanded way takes it."""
        allowed = {path[: length + 1] for path in named for length in range(len(path))}
        for path in sorted(allowed):
            if any(longer[: len(path)] == path and len(longer) > len(path) for longer in named):
                turns = (index for index in self._after(path) if self._edges[index].access is Access.ANYBODY)
                yield from ((*path, index) for index in turns if (*path, index) not in allowed)

    def _meet(self, rule: Restriction) -> bool:
        """Whether the parts touch each other, whichever way they are driven."""
        chain = (rule.start, *((way,) for way in rule.over), rule.end)
        nodes = [self._nodes(ways) for ways in chain]
        if rule.via is not None:
            return all(rule.via in touched for touched in nodes)
        return all(a & b for a, b in pairwise(nodes))

    def _nodes(self, ways: Iterable[int]) -> set[int]:
        found = [self._edges[index] for way in ways for index in self._of_way.get(way, ())]
        return {edge.tail for edge in found} | {edge.head for edge in found}


def resolve(edges: Sequence[Edge], rules: Iterable[Restriction]) -> tuple[Sequences, Counter[str]]:
    """The banned sequences of all rules, in order and each once, and how many rules came to what."""
    resolver, banned = Resolver(edges), set[tuple[int, ...]]()
    verdicts: Counter[str] = Counter()
    for rule in rules:
        verdict, found = resolver.sequences(rule)
        verdicts[verdict.value] += 1
        banned.update(found)
    return sorted(banned), verdicts
