"""What a way of a drone is, what a city tunes about it, and what stands in the way of one. Pure."""

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise

from chassis.geo import LatLon, distance_m
from drones.airspace.held import Clearance
from drones.flight import Air, air, wind_at
from drones.mission import Path
from drones.model import HIGH_M, Airframe
from drones.planner.apart import Separation
from drones.planner.fence import Rings
from drones.planner.sites import Site, SiteRules


@dataclass(frozen=True, slots=True)
class Wind:
    """Wind at 10 m above ground; `from_deg` is where it blows from."""

    speed_mps: float = 0.0
    from_deg: float = 0.0

    def air(self, height_m: float) -> Air:
        """The moving air at a height."""
        return air(wind_mps=wind_at(height_m, self.speed_mps), wind_from_deg=self.from_deg)


@dataclass(frozen=True, slots=True)
class WayLimits:
    """What a city tunes about ways. `edges_most` counts lines checked over all layers, so that it replays.

    From a zone a drone keeps its stopping distance and `slack_m`: it may be that far off its way when it turns away
    from a fence round the stopping distance. Over a building it keeps `over_m`, beside one `beside_m`, which is also
    how far it may stray before that is called nonconforming. An authorisation must hold for `window` from take-off.
    """

    heights_m: tuple[float, ...] = (50.0, 60.0, 75.0, 90.0, 105.0, 120.0)
    slack_m: float = 15.0
    over_m: float = 15.0
    beside_m: float = 30.0
    window: timedelta = timedelta(minutes=60)
    edges_most: int = 4000
    site: SiteRules = field(default_factory=SiteRules)
    apart: Separation = field(default_factory=Separation)
    delay_most: timedelta = timedelta(seconds=120)
    delay_step: timedelta = timedelta(seconds=5)
    walk_mps: float = 1.4  # the way from the patient to the kit and back

    def clearance(self, craft: Airframe) -> Clearance:
        """What `craft` keeps from closed zones: when it is planned, when the list is gone through, and in flight."""
        turns_m = stopping_m(craft)
        return Clearance(turns_m + self.slack_m, turns_m)

    def __post_init__(self) -> None:
        if any(height_m - self.over_m < HIGH_M for height_m in self.heights_m):
            raise ValueError(f"every way must pass well over {HIGH_M:.0f} m: what is lower is not looked at on the way")


@dataclass(frozen=True, slots=True)
class Way:
    """From the station over `points` to the drop site at `height_m`, leaving `delay` after the wanted take-off.

    Home is the same way back. `edges` is how many lines were checked to find it, over all layers; `keep_out` rings
    that the vehicle itself is told to stay out of.
    """

    points: tuple[LatLon, ...]
    height_m: float
    site: Site
    delay: timedelta
    edges: int
    keep_out: Rings = ()

    @property
    def path(self) -> Path:
        """The way over ground."""
        return Path(self.points, self.edges)

    @property
    def length_m(self) -> float:
        """Metres over ground, one way."""
        return sum(distance_m(a, b) for a, b in pairwise(self.points))


@dataclass(frozen=True, slots=True)
class Blocked:
    """There is no way, and everything that is the cause in the layer where the least stands in the way.

    Zones and buildings round the start, round the target, or between them; other flights that the longest delay does
    not outwait; no room for a kit within walking distance; a wind too strong. `hopeless`: not even the straight line
    is of use, so that no way is looked for. `gave_up` means that the cap on work was reached before a way
    was found or ruled out. `line` is the straight line in that layer: no way would be shorter.
    """

    start: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    between: tuple[str, ...] = ()
    traffic: tuple[str, ...] = ()
    no_site: bool = False
    windy: bool = False
    hopeless: bool = False
    gave_up: bool = False
    edges: int = 0
    line: Way | None = field(default=None, compare=False)

    @property
    def weight(self) -> int:
        """How much stands in the way."""
        flags = self.no_site + self.windy + self.hopeless + self.gave_up
        return len(self.start) + len(self.target) + len(self.between) + len(self.traffic) + flags


def stopping_m(craft: Airframe) -> float:
    """How far a drone flies on when it is told to stop at cruise speed: v²/2a."""
    return craft.cruise_mps**2 / (2.0 * craft.acceleration_mps2)
