"""The way to one call from every station with drones, and what stands in the way, as reasons. Pure.

One cap on work holds for the whole decision: the nearest station is asked first, and what it leaves is for the next.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from chassis.geo import LatLon, distance_m
from drones.flight import wind_at
from drones.model import Airframe, Squadron, Weather
from drones.planner import Blocked, Track, Way, Wind, Worth, airspace_of, plan_way
from drones.policy import DropPolicy
from drones.reach import known_wind
from drones.reasons import Code, Reason

Ways = Mapping[tuple[str, str], Way | Blocked]  # by station and airframe


@dataclass(frozen=True, slots=True)
class _Start:
    """One airframe at one station."""

    distance_m: float
    station_id: str
    place: LatLon
    airframe: Airframe


def find_ways(
    squadron: Squadron,
    target: LatLon,
    *,
    take_off: datetime,
    policy: DropPolicy,
    traffic: Sequence[Track],
    worth: Callable[[str, str], Worth],
) -> Ways:
    """The way of every airframe from every station it stands at; none from a station nobody knows.

    `worth` is, of a station and airframe, which straight lines are worth looking for a way on.
    """
    airspace = airspace_of(squadron.zones, squadron.obstacles)
    found: dict[tuple[str, str], Way | Blocked] = {}
    left = policy.way.edges_most
    for start in _starts(squadron, target):
        craft = _within_limits(start.airframe, policy)
        way = plan_way(
            start.place,
            target,
            airspace,
            craft=craft,
            wind=planning_wind(squadron.weather, craft, policy),
            profile=policy.profile.at(policy.lowest_m),
            limits=replace(policy.way, edges_most=left),
            take_off=take_off,
            others=traffic,
            worth=worth(start.station_id, start.airframe.id),
        )
        left = max(0, left - way.edges)
        found[start.station_id, start.airframe.id] = way
    return found


def planning_wind(weather: Weather | None, craft: Airframe, policy: DropPolicy) -> Wind:
    """The wind at 10 m to plan in.

    Calm where it is unknown or too strong at every height: that is a reason of its own, and what else stands in the
    way is named all the same.
    """
    known = known_wind(weather)
    return known if known is not None and wind_at(policy.lowest_m, known.speed_mps) <= craft.wind_max_mps else Wind()


def way_reasons(
    way: Way | Blocked | None, *, station_id: str, zones: frozenset[str], free: frozenset[str], cap: int
) -> Iterator[Reason]:
    """What stands in the way; nothing where there is one. `zones` tells the names of zones from those of buildings,
    `free` drones that fly no order from sorties."""
    if way is None:
        yield Reason(Code.STATION_UNKNOWN, ref=station_id)
    if not isinstance(way, Blocked):
        return
    for names, zone, obstacle in (
        (way.start, Code.ZONE_AT_STATION, Code.OBSTACLE_AT_STATION),
        (way.target, Code.ZONE_AT_TARGET, Code.OBSTACLE_AT_TARGET),
        (way.between, Code.ZONE_BETWEEN, Code.OBSTACLE_BETWEEN),
    ):
        yield from (Reason(zone if name in zones else obstacle, ref=name) for name in names)
    yield from (Reason(Code.FLOWN_FREELY if one in free else Code.TRAFFIC, ref=one) for one in way.traffic)
    if way.no_site:
        yield Reason(Code.NO_SITE)
    if way.windy:
        yield Reason(Code.WIND_FORBIDS_LEG)
    if way.gave_up:
        yield Reason(Code.PATH_GIVEN_UP, limit=float(cap))


def _starts(squadron: Squadron, target: LatLon) -> list[_Start]:
    places = {station.id: station.place for station in squadron.stations}
    frames = {(d.station_id, d.airframe.id): d.airframe for d in squadron.drones if d.station_id in places}
    starts = (_Start(distance_m(places[at], target), at, places[at], frame) for (at, _), frame in frames.items())
    return sorted(starts, key=lambda start: (start.distance_m, start.station_id, start.airframe.id))


def _within_limits(airframe: Airframe, policy: DropPolicy) -> Airframe:
    """The airframe in no more wind than the city flies it in."""
    return replace(airframe, wind_max_mps=min(airframe.wind_max_mps, policy.limits.wind_max_mps))
