"""Roads that a person has closed or slowed, and what makes such a word complete. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from chassis.errors import InvalidInputError, InvalidInputsError
from chassis.geo import LatLon
from routing.segments import Segments, Unplaced
from routing.traffic import Restriction

LONGEST = timedelta(days=14)  # what lasts longer belongs into the network itself
MOST_EDGES = 2000  # more than a dispatcher can mean by one closure
AT_LEAST = timedelta(minutes=1)
REMINDED = timedelta(minutes=10)  # before a closure ends, the desk is asked whether it still holds
NEAR_M = 300.0  # of a street named near a place


class ClosureKind(StrEnum):
    """Nobody gets through, or everybody slowly."""

    CLOSED = "closed"
    SLOW = "slow"


class ClosureReason(StrEnum):
    """Why."""

    ACCIDENT = "accident"
    FIRE = "fire"
    FLOOD = "flood"
    WORKS = "works"
    EVENT = "event"
    COLLAPSE = "collapse"
    ICE = "ice"
    OTHER = "other"


class ClosureShape(StrEnum):
    """How the road was pointed out."""

    POINT = "point"
    LINE = "line"
    AREA = "area"
    STREET = "street"


@dataclass(frozen=True, slots=True)
class ClosureDraft:
    """What was asked for. A street is named, near `points[0]` where one is given; the other shapes are drawn."""

    kind: ClosureKind
    shape: ClosureShape
    reason: ClosureReason
    ends_at: datetime
    points: tuple[LatLon, ...] = ()
    street: str | None = None
    near_m: float | None = None
    both_ways: bool = True
    share: float | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Closure:
    """A closure or slow zone on record. `edges` belong to the network with the digest `network`; `lines` are drawn."""

    id: str
    region: str
    kind: ClosureKind
    shape: ClosureShape
    reason: ClosureReason
    share: float | None
    both_ways: bool
    street: str | None
    street_en: str | None
    note: str | None
    points: tuple[LatLon, ...]
    near_m: float | None
    network: str
    edges: tuple[int, ...]
    author: str
    author_name: str
    begins_at: datetime
    ends_at: datetime
    ended_at: datetime | None
    ended_by: str | None

    def holds(self, at: datetime) -> bool:
        """Whether it is in force at `at`."""
        return self.ended_at is None and self.begins_at <= at < self.ends_at


def check_draft(draft: ClosureDraft, *, now: datetime) -> None:
    """Raises InvalidInputsError with every mistake beside its field."""
    mistakes = []
    if not now + AT_LEAST <= draft.ends_at <= now + LONGEST:
        mistakes.append({"field": "ends_at", "reason": "1 minute to 14 days from now"})
    if draft.kind is ClosureKind.SLOW and (draft.share is None or not 0.05 <= draft.share < 1):
        mistakes.append({"field": "share", "reason": "0.05 to below 1"})
    if draft.shape is ClosureShape.STREET and not draft.street:
        mistakes.append({"field": "street", "reason": "which street"})
    needed = {ClosureShape.POINT: 1, ClosureShape.LINE: 2, ClosureShape.AREA: 3, ClosureShape.STREET: 0}[draft.shape]
    if len(draft.points) < needed:
        mistakes.append({"field": "points", "reason": f"{needed} or more"})
    if mistakes:
        raise InvalidInputsError(mistakes)


def place_draft(draft: ClosureDraft, segments: Segments) -> tuple[int, ...]:
    """The edges that a checked draft means; raises InvalidInputError where there are none, or too many."""
    found = _found(draft.shape, draft.points, draft.street, draft.near_m, segments)
    field = "street" if draft.shape is ClosureShape.STREET else "points"
    if isinstance(found, Unplaced):
        raise InvalidInputError(field, found)
    edges = segments.both_ways(found) if draft.both_ways else tuple(sorted(found))
    if len(edges) > MOST_EDGES:
        raise InvalidInputError(field, f"{len(edges)} pieces of road; at most {MOST_EDGES}")
    return edges


def edges_of(closure: Closure, segments: Segments) -> tuple[int, ...]:
    """Its edges in this network: as they were found, or found anew where the network has been replaced since."""
    if closure.network == segments.network.digest:
        return closure.edges
    found = _found(closure.shape, closure.points, closure.street, closure.near_m, segments)
    if isinstance(found, Unplaced):
        return ()
    return segments.both_ways(found) if closure.both_ways else tuple(sorted(found))


def restriction(closure: Closure, segments: Segments) -> Restriction:
    """As the roads understand it."""
    share = closure.share if closure.kind is ClosureKind.SLOW else None
    return Restriction(closure.id, edges_of(closure, segments), share, closure.begins_at, closure.ends_at)


def street_of(edges: Sequence[int], segments: Segments) -> tuple[str | None, str | None]:
    """The street that most of the edges belong to, by length, in Korean and English; None where it has no name."""
    network, lengths = segments.network, dict[str, float]()
    english = dict[str, str | None]()
    for edge in edges:
        name = network.edge_name(edge)
        if name is not None:
            lengths[name] = lengths.get(name, 0.0) + float(network.length_m[edge])
            english[name] = segments.english_of(edge)
    if not lengths:
        return None, None
    best = min(lengths, key=lambda name: (-lengths[name], name))
    return best, english[best]


def _found(
    shape: ClosureShape, points: tuple[LatLon, ...], street: str | None, near_m: float | None, segments: Segments
) -> tuple[int, ...] | Unplaced:
    if shape is ClosureShape.POINT:
        return segments.by_point(points[0])
    if shape is ClosureShape.LINE:
        return segments.by_line(points)
    if shape is ClosureShape.AREA:
        return segments.by_area(points)
    return segments.by_name(street or "", points[0] if points else None, near_m or NEAR_M)
