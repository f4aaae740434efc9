"""The way of a drone from its station to a drop site: which, how high, and when it may leave. Pure.

One layer a cruise height. The layers are tried in the order of the earliest moment at which the kit could be in
somebody's hand; the first that cannot be beaten is taken.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise
from operator import attrgetter

from chassis.geo import LatLon, distance_m
from drones.airspace.held import Clearance
from drones.flight import Air, Profile, air, plan_flight, wind_at
from drones.mission import Flight, Path
from drones.model import HIGH_M, Airframe
from drones.plane import Plane, Point
from drones.planner.airspace import Airspace, Layer, Margins
from drones.planner.apart import Separation, Traffic
from drones.planner.fence import Rings, keep_out
from drones.planner.going import going
from drones.planner.search import GaveUp, quickest
from drones.planner.sites import Site, SiteRules
from drones.planner.tracks import Track, track_of

NOTHING = timedelta(0)
SLOW_MPS = 2.0  # against a wind that leaves less than this, nothing is reckoned on top of even speed


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
    not outwait; no room for a kit within walking distance; a wind too strong. `gave_up` means that the cap on work was
    reached before a way was found or ruled out.
    """

    start: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    between: tuple[str, ...] = ()
    traffic: tuple[str, ...] = ()
    no_site: bool = False
    windy: bool = False
    gave_up: bool = False
    edges: int = 0

    @property
    def weight(self) -> int:
        """How much stands in the way."""
        flags = self.no_site + self.windy + self.gave_up
        return len(self.start) + len(self.target) + len(self.between) + len(self.traffic) + flags


def plan_way(
    start: LatLon,
    target: LatLon,
    airspace: Airspace,
    *,
    craft: Airframe,
    wind: Wind,
    profile: Profile,
    limits: WayLimits,
    take_off: datetime,
    others: Sequence[Track] = (),
) -> Way | Blocked:
    """The way that brings the kit into somebody's hand first, ties by height; or what stands in the way.

    `profile` gives the heights and pauses of the drop; its cruise height is not looked at, `heights_m` are. `others`
    are the flights to keep away from.
    """
    planning = _Planning(start, target, airspace, craft, wind, profile, limits, take_off, tuple(others))
    return planning.run()


@dataclass(frozen=True, slots=True)
class _Option:
    way: Way
    in_hand_s: float


@dataclass(slots=True)
class _Planning:
    start: LatLon
    target: LatLon
    airspace: Airspace
    craft: Airframe
    wind: Wind
    profile: Profile
    limits: WayLimits
    take_off: datetime
    others: tuple[Track, ...]
    edges: int = 0

    def run(self) -> Way | Blocked:
        best: _Option | None = None
        against: list[Blocked] = []
        for soonest_s, height_m in sorted((self._soonest_s(h), h) for h in self.limits.heights_m):
            if best is not None and soonest_s >= best.in_hand_s:
                break
            found = self._layer(height_m)
            if isinstance(found, Blocked):
                against.append(found)
            elif best is None or found.in_hand_s < best.in_hand_s:
                best = found
        if best is not None:
            return replace(best.way, edges=self.edges, keep_out=self._keep_out(best.way))
        least = min(against, key=attrgetter("weight"), default=Blocked(gave_up=True))
        return replace(least, edges=self.edges)

    def _soonest_s(self, height_m: float) -> float:
        """The kit cannot be in hand before this: up, straight there, down. A walk only costs more than it saves."""
        (ax, ay), (bx, by) = self._plane.xy(self.start), self._plane.xy(self.target)
        on, profile = going(self.craft, self.wind.air(height_m)), self.profile
        if not on.is_possible:
            return 0.0
        straight_s = on.one(bx - ax, by - ay) + self._gathering_s(math.dist((ax, ay), (bx, by)), on.slowest_mps)
        over_m, line_m = height_m - profile.hover_m, profile.hover_m - profile.kit_hangs_m
        upright_s = height_m / self.craft.climb_mps + over_m / self.craft.descend_mps + line_m / self.craft.winch_mps
        return straight_s + upright_s + profile.area_check.total_seconds()

    def _gathering_s(self, length_m: float, slowest_mps: float) -> float:
        """What gathering speed and braking cost at least on top of even speed, however the way is cut into legs.

        That cost grows ever more slowly with the length of a leg, so several legs never cost less than one as long as
        all of them.
        """
        if slowest_mps < SLOW_MPS:
            return 0.0
        pull = self.craft.acceleration_mps2
        reached_m = min(length_m, slowest_mps**2 / pull)
        return 2.0 * math.sqrt(reached_m / pull) - reached_m / slowest_mps

    @property
    def _plane(self) -> Plane:
        return Plane(round(self.target.lat, 1))

    def _layer(self, height_m: float) -> _Option | Blocked:
        """The way in one layer."""
        most_mps = self.craft.wind_max_mps
        on = going(self.craft, self.wind.air(height_m))
        if wind_at(height_m, self.wind.speed_mps) > most_mps or not on.is_possible:
            return Blocked(windy=True)
        layer = self._shut(height_m)
        start = self._plane.xy(self.start)
        round_start, landing = layer.shut_at(start), self._landing(layer)
        if round_start or isinstance(landing, Blocked):
            against = landing if isinstance(landing, Blocked) else Blocked()
            return replace(against, start=round_start)
        xy, site = landing
        between = layer.ground.parting(start, xy)
        if between:
            return Blocked(between=between)
        found = quickest(layer.ground, start, xy, going=on, cap=self.limits.edges_most - self.edges)
        self.edges += found.edges
        if isinstance(found, GaveUp):
            return Blocked(gave_up=True)
        bends = tuple(self._plane.place(bend) for bend in found.bends)
        return self._timed((self.start, *bends, site.place), height_m, site)

    def _shut(self, height_m: float) -> Layer:
        limits = self.limits
        margins = Margins(limits.clearance(self.craft).planned_m, limits.beside_m, limits.over_m)
        until = self.take_off + limits.window
        return self.airspace.layer(height_m, plane=self._plane, start=self.take_off, end=until, margins=margins)

    def _keep_out(self, way: Way) -> Rings:
        return keep_out(way.points, self._shut(way.height_m).zones, stopping_m=stopping_m(self.craft))

    def _landing(self, layer: Layer) -> tuple[Point, Site] | Blocked:
        """The nearest site that nothing shuts; without one, what shuts the nearest with room, or that none has room."""
        centre, plane, rules = self._plane.xy(self.target), self._plane, self.limits.site
        spot = self.airspace.landing(layer, centre, plane=plane, rules=rules)
        if spot is None:
            known = self.airspace.spots(centre, plane=plane, rules=rules)
            return Blocked(target=layer.shut_at(known[0].xy) if known else (), no_site=not known)
        place = plane.place(spot.xy) if spot.walk_m else self.target
        return spot.xy, Site(place, spot.walk_m, spot.clear_m)

    def _timed(self, points: tuple[LatLon, ...], height_m: float, site: Site) -> _Option | Blocked:
        """When the kit is in hand that way, waiting on the ground for others to pass."""
        profile = replace(self.profile, cruise_m=height_m)
        moving = self.wind.air(height_m)
        flight = plan_flight(self.craft, Path(points), kit_mass_kg=0.0, wind=moving, profile=profile)
        if flight is None:
            return Blocked(windy=True)
        delay = self._delay(flight)
        if isinstance(delay, Blocked):
            return delay
        in_hand_s = (delay + flight.kit_down).total_seconds() + 2.0 * site.walk_m / self.limits.walk_mps
        return _Option(Way(points, height_m, site, delay, self.edges), in_hand_s)

    def _delay(self, flight: Flight) -> timedelta | Blocked:
        """The shortest wait in which nobody comes too near; with none, who does all the while."""
        limits, delay, met = self.limits, NOTHING, dict[str, None]()
        mine = track_of("", flight, self.take_off)
        traffic = Traffic(mine, self.others, apart=limits.apart, later=limits.delay_most)
        while delay <= limits.delay_most:
            conflict = traffic.first(delay)
            if conflict is None:
                return delay
            met[conflict.other] = None
            delay += limits.delay_step
        return Blocked(traffic=tuple(met))


def stopping_m(craft: Airframe) -> float:
    """How far a drone flies on when it is told to stop at cruise speed: v²/2a."""
    return craft.cruise_mps**2 / (2.0 * craft.acceleration_mps2)
