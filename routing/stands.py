"""Where ways begin and end: stands on edges, and the drives between them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from routing.engine import Seed


@dataclass(frozen=True, slots=True)
class Stand:
    """A place on the road: `along` (0 … 1) the length of `edge`."""

    edge: int
    along: float


@dataclass(frozen=True, slots=True)
class Drive:
    """A way on the road: the first edge from `start` of its length on, the last up to `end`; none to where one stands.

    The end of edge i, or where the way leaves the last, is reached after `passed_ms[i]`.
    """

    edges: tuple[int, ...]
    start: float
    end: float
    passed_ms: tuple[int, ...]

    @property
    def travel_ms(self) -> int:
        """How long it takes."""
        return self.passed_ms[-1] if self.passed_ms else 0


NOWHERE = Drive((), 0.0, 0.0, ())


@dataclass(frozen=True, slots=True)
class Start:
    """A vertex where a way may begin and what that adds, below 0 for the part of its edge that lies behind.

    `turn_ms` where the way begins on the stand's edge and turns into the vertex's; None where it begins on the latter.
    """

    vertex: int
    added_ms: int
    stand: Stand
    turn_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """How a stand is left, on the edges `leaves`, and reached under one metric; its junction, if it is at one."""

    node: int | None
    left: tuple[Stand, ...]
    leaves: frozenset[int]
    reached: dict[int, Stand]
    starts: tuple[Start, ...]
    ends: tuple[Seed, ...]


def meet(here: Place, there: Place) -> bool:
    """Whether a way may begin on the edge it ends on, or is none at all."""
    if here.node is not None and here.node == there.node:
        return True
    return not here.leaves.isdisjoint(there.reached)


def raised_seeds(starts: Sequence[Start]) -> tuple[list[Seed], int]:
    """The starts as seeds, all raised by as much as the lowest needs, and by how much."""
    raised = max([0, *(-start.added_ms for start in starts)])
    return [(start.vertex, start.added_ms + raised) for start in starts], raised
