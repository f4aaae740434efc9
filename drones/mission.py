"""A flight as planned, and what a vehicle reports of it. Frozen, without storage."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from chassis.geo import LatLon, distance_m


@dataclass(frozen=True, slots=True)
class Path:
    """The way out over ground, from station to target; home is the same way back.

    `edges` is how many lines were checked to find it, so that the cap on that work replays exactly.
    """

    points: tuple[LatLon, ...]
    edges: int = 1

    @property
    def length_m(self) -> float:
        """Metres over ground, one way."""
        return sum(distance_m(a, b) for a, b in pairwise(self.points))


class Phase(StrEnum):
    """What a drone does in one stage of its flight."""

    CLIMB = "climb"
    OUTBOUND = "outbound"
    DESCEND = "descend"
    AREA_CHECK = "area_check"
    LOWER = "lower"
    RETRACT = "retract"
    CLIMB_AWAY = "climb_away"
    HOMEBOUND = "homebound"
    LAND = "land"


@dataclass(frozen=True, slots=True)
class Stage:
    """One stretch of the flight: what it takes and where it ends. It begins where the one before ended."""

    phase: Phase
    duration: timedelta
    energy_wh: float
    end: LatLon
    end_altitude_m: float


@dataclass(frozen=True, slots=True)
class Factors:
    """By how much own flights have stretched the formulas of a flight: its times out and home, and its power."""

    out: float = 1.0
    home: float = 1.0
    power: float = 1.0


@dataclass(frozen=True, slots=True)
class Flight:
    """The whole flight from take-off at `start` to landing there; `factors` are in its stages already.

    `line_m` is how much line brings the kit to the ground, `kit_kg` what hangs on it; None in what was written before
    flights told.
    """

    start: LatLon
    stages: tuple[Stage, ...]
    factors: Factors = Factors()
    line_m: float | None = None
    kit_kg: float | None = None

    def time_of(self, *phases: Phase) -> timedelta:
        """How long the stages of these phases take together; of all stages when none is named."""
        return sum((s.duration for s in self.stages if not phases or s.phase in phases), timedelta(0))

    def stage(self, phase: Phase) -> Stage:
        """The first stage of this phase; every planned flight has one."""
        return next(stage for stage in self.stages if stage.phase is phase)

    @property
    def outbound(self) -> tuple[Stage, ...]:
        """The legs from the station to over the target."""
        return tuple(stage for stage in self.stages if stage.phase is Phase.OUTBOUND)

    @property
    def way(self) -> Path:
        """The way out over ground as it is planned."""
        return Path((self.start, *(stage.end for stage in self.outbound)))

    @property
    def to_target(self) -> timedelta:
        """Take-off until hovering over the target."""
        return self.time_of(Phase.CLIMB, Phase.OUTBOUND, Phase.DESCEND)

    @property
    def kit_down(self) -> timedelta:
        """Take-off until the kit stands on the ground."""
        return self.to_target + self.time_of(Phase.AREA_CHECK, Phase.LOWER)

    @property
    def homeward(self) -> timedelta:
        """Line in until landed."""
        return self.time_of(Phase.CLIMB_AWAY, Phase.HOMEBOUND, Phase.LAND)

    @property
    def energy_wh(self) -> float:
        """What the whole flight takes."""
        return sum(stage.energy_wh for stage in self.stages)


@dataclass(frozen=True, slots=True)
class Telemetry:
    """What a vehicle reports of itself. Unknown is None."""

    at: datetime
    place: LatLon
    altitude_m: float | None
    speed_mps: float | None
    battery_share: float | None
    phase: Phase | None = None
