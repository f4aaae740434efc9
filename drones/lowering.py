"""How far down the kit is: what a release waits for. Pure.

A kit that is let go while it hangs falls. The winch says how much line is out; of one that says nothing, time does.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from drones.mission import Flight, Phase
from drones.sortie import Sortie
from drones.states import SortieState

HUNG_M = 2.0  # below the drone before the winch turned, for flights planned before they told their line
SHORT_M = 0.5  # of the whole length, and the kit stands


@dataclass(frozen=True, slots=True)
class Hanging:
    """A kit that is not down yet: metres of line out, as far as the winch tells, and wanted; seconds still to go."""

    out_m: float | None
    wanted_m: float
    left_s: float


def line_of(flight: Flight) -> tuple[float, float]:
    """How much line brings the kit to the ground, and how fast: metres, and metres a second."""
    lower = flight.stage(Phase.LOWER)
    length_m = flight.line_m if flight.line_m is not None else max(0.0, lower.end_altitude_m - HUNG_M)
    return length_m, length_m / max(1.0, lower.duration.total_seconds())


def least_line_m(flight: Flight) -> float:
    """So much line must be out before the kit is let go."""
    return max(0.0, line_of(flight)[0] - SHORT_M)


def hanging(sortie: Sortie, *, now: datetime) -> Hanging | None:
    """What keeps the kit of a sortie that lowers it from being let go; None once it is down."""
    out_m = sortie.vehicle.line_m if sortie.vehicle is not None else None
    wanted_m = least_line_m(sortie.flight)
    since = now - sortie.entered.get(SortieState.LOWERING, now)
    left = max(timedelta(0), sortie.flight.time_of(Phase.LOWER) - since)
    down = out_m >= wanted_m if out_m is not None else not left
    return None if down else Hanging(out_m, wanted_m, left.total_seconds())
