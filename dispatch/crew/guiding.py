"""Where on its way a unit is, which turn comes next and how far it is. Pure; `web/static/app/guide.js` is its twin.

A way is what is kept with a job (see `route_json`). A place is on it within 100 m: positions of vehicles between
houses are off by tens of metres, and the next street over is no nearer than that.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from chassis.geo import LatLon, along

ON_WAY_M = 100.0
TAKEN_M = 5.0  # a turn is taken this far behind it
BACK_M = 50.0  # nobody has driven further back than this


@dataclass(frozen=True, slots=True)
class TurnAhead:
    """A step's turn, `in_m` from here; `step` counts them from 0."""

    step: int
    in_m: float


@dataclass(frozen=True, slots=True)
class Guidance:
    """`along_m` the way and `off_m` from it, `left_m` to its end. What comes next is None while off the way."""

    along_m: float
    off_m: float
    left_m: float
    next: TurnAhead | None
    then: TurnAhead | None

    @property
    def is_on_way(self) -> bool:
        """Whether the turns mean anything to this unit."""
        return self.off_m <= ON_WAY_M


def guide(way: Mapping[str, Any], here: LatLon, driven_m: float = 0.0) -> Guidance:
    """Where `here` is on a way. `driven_m`: how far along it the unit has been, for a way that passes a place twice."""
    at_m, off_m, long_m = along([LatLon(lat, lon) for lon, lat in way["points"]], here, driven_m - BACK_M)
    if off_m > ON_WAY_M:
        at_m, off_m, long_m = along([LatLon(lat, lon) for lon, lat in way["points"]], here)
    left_m = max(0.0, long_m - at_m)
    if off_m > ON_WAY_M:
        return Guidance(at_m, off_m, left_m, None, None)
    turns = turn_places(way["steps"], long_m)
    ahead = [TurnAhead(step, max(0.0, m - at_m)) for step, m in enumerate(turns) if step and m > at_m - TAKEN_M]
    first = ahead[0] if ahead else TurnAhead(len(turns) - 1, left_m)
    return Guidance(at_m, off_m, left_m, first, ahead[1] if len(ahead) > 1 else None)


def turn_places(steps: Sequence[Mapping[str, Any]], long_m: float) -> list[float]:
    """How far along the way each step's turn is taken; the last is its end."""
    lengths = list(accumulate((step["distance_m"] for step in steps[:-1]), initial=0.0))
    told = [step.get("along_m", passed) for step, passed in zip(steps, lengths, strict=True)]
    return [*told[:-1], long_m] if told else []
