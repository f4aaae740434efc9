"""Speeds that a traffic centre or a fleet tells: put on our edges, judged one by one, the newest word kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from chassis.geo import LatLon
from chassis.identity import Actor
from chassis.work import working
from dispatch.roadfile import RoadsInForce
from dispatch.system import System
from dispatch.tables.traffic import Spoken, keep_speeds
from routing.segments import Segments, Unplaced
from routing.traffic import AHEAD_S, POLICY, Heard

OLDEST = timedelta(minutes=30)  # at a half-life of ten minutes an eighth of it would be left
FASTEST_KMH = 200.0
PIECE = 2000  # edges written in one transaction: whoever else wants to write waits for milliseconds


class Refusal(StrEnum):
    """Why a segment was not taken; besides these the reasons of `Unplaced`."""

    TOO_OLD = "too_old"
    NOT_YET = "not_yet"
    NO_SPEED = "no_speed"
    UNBELIEVABLE = "unbelievable"


@dataclass(frozen=True, slots=True)
class SpeedSaid:
    """One segment by exactly one of: `edge`, `nodes` (perhaps of a `way`), `line`; and how fast it was driven.

    `travel_s` is for the whole segment. `vehicle` is who drove it, for floating cars.
    """

    observed_at: datetime
    edge: int | None = None
    way: int | None = None
    nodes: tuple[int, int] | None = None
    line: tuple[LatLon, ...] = ()
    speed_kmh: float | None = None
    travel_s: float | None = None
    confidence: float = 1.0
    vehicle: str | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """The segment at `index` was not taken."""

    index: int
    reason: str


@dataclass(frozen=True, slots=True)
class SpeedsTaken:
    """How many segments were taken, on how many edges, of which network; and why the others were not."""

    taken: int
    edges: int
    network: str
    refused: tuple[Refused, ...]


def hear_speeds(
    system: System, actor: Actor, source: str, said: Sequence[SpeedSaid], *, network: str | None = None
) -> SpeedsTaken:
    """Take what can be taken. The same report twice changes nothing; a word older than the one known changes nothing.

    `network` is the digest that edge numbers belong to. Raises NotFoundError without a road network.
    """
    held, now = system.roads.held(), system.clock.now()
    spoken: list[Spoken] = []
    refused: list[Refused] = []
    for index, one in enumerate(said):
        found = _judged(one, now) or _placed(one, held.segments, network)
        if isinstance(found, StrEnum):
            refused.append(Refused(index, found))
        else:
            rows = _spoken(one, found, held)
            if rows:
                spoken += rows
            else:
                refused.append(Refused(index, Refusal.UNBELIEVABLE))
    digest = held.segments.network.digest
    for begin in range(0, len(spoken), PIECE):
        with working(system, actor) as work:
            piece = spoken[begin : begin + PIECE]
            keep_speeds(work.session, actor.region, digest, source, piece, simulated=actor.simulated)
    edges = len({one.edge for one in spoken})
    return SpeedsTaken(len(said) - len(refused), edges, digest, tuple(refused))


def _judged(said: SpeedSaid, now: datetime) -> Refusal | None:
    age = now - said.observed_at
    if age > OLDEST:
        return Refusal.TOO_OLD
    if age < -timedelta(seconds=AHEAD_S):
        return Refusal.NOT_YET
    return Refusal.NO_SPEED if said.speed_kmh is None and said.travel_s is None else None


def _placed(said: SpeedSaid, segments: Segments, network: str | None) -> tuple[int, ...] | Unplaced:
    if said.edge is not None:
        return segments.by_edge(said.edge, network)
    if said.nodes is not None:
        return segments.by_nodes(said.way, *said.nodes)
    return segments.by_line(said.line)


def _spoken(said: SpeedSaid, edges: Sequence[int], held: RoadsInForce) -> list[Spoken]:
    """The segment's speed on each of its edges, as metres and seconds; nothing where no car can have driven so."""
    length_m = held.segments.network.length_m
    whole_m = float(length_m[list(edges)].sum(dtype=float))
    mps = said.speed_kmh / 3.6 if said.speed_kmh is not None else whole_m / (said.travel_s or 1.0)
    if not 0 < mps <= FASTEST_KMH / 3.6:
        return []
    heard = Heard.CARS if said.vehicle else Heard.CENTRE
    stands_for_s = POLICY.observers[heard].speed_s
    return [
        Spoken(
            edge=edge,
            reporter=said.vehicle or "",
            heard=heard,
            at=said.observed_at,
            metres=mps * stands_for_s if heard is Heard.CENTRE else float(length_m[edge]),
            seconds=stands_for_s if heard is Heard.CENTRE else float(length_m[edge]) / mps,
            confidence=said.confidence,
        )
        for edge in edges
    ]
