"""What a flight is held against: how long, how high, how near. One for the list before take-off and the alarm in
flight, so that they never disagree. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shapely.geometry.base import BaseGeometry

from drones.airspace.outline import ground_under
from drones.mission import Flight
from drones.model import Circle, Ring
from drones.plane import Plane
from drones.sortie import Sortie
from drones.states import SortieState

S = SortieState
HOLD = timedelta(seconds=120)  # the longest wait over the target
HOMEWARD = frozenset({S.RETURNING, S.ABORTED, S.DIVERTED})
UNDER_WAY = frozenset({S.LAUNCHING, S.AIRBORNE, S.ON_STATION, S.LOWERING, S.RELEASED, S.RETRACTING})
TOUCH_M = 0.5  # a way round a zone touches its margin; this much nearer is another way


@dataclass(frozen=True, slots=True)
class Clearance:
    """Metres kept from a closed zone: by a way as `planned`, and by a drone that strays before it `turns` away."""

    planned_m: float
    turns_m: float


def span_of(sortie: Sortie, *, now: datetime) -> tuple[datetime, datetime]:
    """From when until when its air must be open, with the wait on the ground and the longest hold over the target."""
    flight = sortie.flight
    if sortie.state in HOMEWARD:
        return now, now + flight.homeward
    whole = sortie.delay + flight.time_of() + HOLD
    begun = sortie.entered.get(S.LAUNCHING, sortie.entered.get(S.AIRBORNE)) if sortie.state in UNDER_WAY else None
    return now, now + whole if begun is None else max(begun + whole, now + flight.homeward)


def height_of(flight: Flight) -> float:
    """The greatest height it reaches, in metres above ground."""
    return max(stage.end_altitude_m for stage in flight.stages)


def too_near(shape: Circle | Ring, plane: Plane, margin_m: float) -> BaseGeometry:
    """The ground from which a zone is nearer than `margin_m`; what just keeps it is outside."""
    return ground_under(shape, plane, max(0.0, margin_m - TOUCH_M))
