"""The way of a drone from its station to a drop site: which, how high, and when it may leave. Pure.

One layer a cruise height. The layers are tried in the order of the earliest moment at which the kit could be in
somebody's hand; the first that cannot be beaten is taken.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from operator import attrgetter

from chassis.geo import LatLon
from drones.flight import Profile, plan_flight, wind_at
from drones.mission import Flight, Path
from drones.model import Airframe
from drones.plane import Plane, Point
from drones.planner.airspace import Airspace, Layer, Margins
from drones.planner.apart import Traffic
from drones.planner.fence import Rings, keep_out
from drones.planner.going import Going, going
from drones.planner.ground import Ground
from drones.planner.search import GaveUp, quickest
from drones.planner.sites import Site
from drones.planner.tracks import Track, track_of
from drones.planner.way import Blocked, Way, WayLimits, Wind, stopping_m

NOTHING = timedelta(0)
SLOW_MPS = 2.0  # against a wind that leaves less than this, nothing is reckoned on top of even speed

Worth = Callable[[Way], bool]


def _always(_line: Way) -> bool:
    return True


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
    worth: Worth = _always,
) -> Way | Blocked:
    """The way that brings the kit into somebody's hand first, ties by height; or what stands in the way.

    `profile` gives the heights and pauses of the drop; its cruise height is not looked at, `heights_m` are. `others`
    are the flights to keep away from. `worth` says whether it is worth to look for a way round whatever stands
    on a straight line.
    """
    planning = _Planning(start, target, airspace, craft, wind, profile, limits, take_off, tuple(others), worth)
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
    worth: Worth
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
        if isinstance(landing, Blocked):
            return replace(landing, start=round_start, line=self._line(Site(self.target, 0.0, None), height_m))
        xy, site = landing
        line = self._line(site, height_m)
        between = () if round_start else layer.ground.parting(start, xy)
        if round_start or between:
            return Blocked(start=round_start, between=between, line=line)
        if not self.worth(line):
            return Blocked(hopeless=True, line=line)
        found = self._round(layer.ground, (start, xy), on, line)
        return replace(found, line=line) if isinstance(found, Blocked) else found

    def _round(self, ground: Ground, ends: tuple[Point, Point], on: Going, line: Way) -> _Option | Blocked:
        """The quickest way round what stands on the line."""
        found = quickest(ground, *ends, going=on, cap=self.limits.edges_most - self.edges)
        self.edges += found.edges
        if isinstance(found, GaveUp):
            return Blocked(gave_up=True)
        bends = tuple(self._plane.place(bend) for bend in found.bends)
        return self._timed((self.start, *bends, line.site.place), line.height_m, line.site)

    def _line(self, site: Site, height_m: float) -> Way:
        return Way((self.start, site.place), height_m, site, NOTHING, 0)

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
