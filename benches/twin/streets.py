"""The streets of a run as everybody but the simulator's own module sees them: a port, so that a story needs no SUMO."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from benches.twin.kinds import Journey, Kind
from chassis.geo import LatLon

HALTED_MPS = 0.1


@dataclass(frozen=True, slots=True)
class Sight:
    """The ambulance at one instant; `edge` None inside a junction."""

    edge: int | None
    place: LatLon
    speed_mps: float


class Streets(Protocol):
    """Cars in the streets, one second further with every `step`.

    `arrived`: the ambulance is there. `jumped`: it stood so long that the simulator moved it; such a trip says nothing.
    """

    arrived: bool
    jumped: bool

    @property
    def now_s(self) -> float:
        """Seconds since the streets were empty."""

    def step(self) -> None:
        """One second."""

    def send(self, journey: Journey, kind: Kind) -> None:
        """Put the ambulance, or a car in its place, at the start of its journey."""

    def sight(self) -> Sight | None:
        """Where the ambulance is; None before it is on the road and after it has arrived."""

    def reroute(self, edges: Sequence[int]) -> bool:
        """Drive on by `edges`, the first of which it is on; False, and nothing changed, where there is no such way."""

    def lost_by_ambulance_s(self) -> float:
        """What it has lost so far against its own free speed."""

    def slow(self, edges: Sequence[int], mps: float) -> None:
        """Nobody drives faster than `mps` there from now on."""

    def floating(self, one_in: int) -> Iterator[tuple[int, float]]:
        """Edge and speed in m/s of one car in `one_in`, always the same cars: what transponders tell."""

    def waiting(self) -> int:
        """Cars that find no room to enter."""
