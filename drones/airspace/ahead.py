"""Which closed zones lie on the way that a drone still has to fly, and what to do about them. Pure. A person decides.

A way is planned clear of closed zones; one that is in the way was put on record since, has begun, or has lost what
opened it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from itertools import pairwise

import shapely
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from chassis.geo import LatLon
from drones.airspace.closing import closed_zones
from drones.airspace.held import Clearance, height_of, span_of, too_near
from drones.homeward import flies_straight
from drones.mission import Flight, Phase
from drones.model import Zone
from drones.plane import Plane
from drones.sortie import Sortie
from drones.states import SortieState

S = SortieState
ON_GROUND = frozenset({S.REQUESTED, S.ACCEPTED, S.PREFLIGHT_OK, S.LAUNCHING})
AT_TARGET = frozenset({S.ON_STATION, S.LOWERING, S.RELEASED, S.RETRACTING})
UNDER_WAY = frozenset({S.AIRBORNE, S.RETURNING, S.ABORTED})
WATCHED = ON_GROUND | AT_TARGET | UNDER_WAY | {S.DIVERTED}


class ZoneAdvice(StrEnum):
    """What to do, in order of urgency."""

    LEAVE = "leave"  # it is inside: out by the shortest way, or land
    DIVERT = "divert"  # no way home is clear: land before it, or get it opened
    RETURN = "return"  # the way home is clear
    STAY = "stay"  # it stands on the ground: do not take off


@dataclass(frozen=True, slots=True)
class ZoneAhead:
    """One closed zone in the way, `distance_m` along it; 0 when inside already.

    `enters_at` is when it is entered, flown on as now; None for a drone that is not under way there, or is inside.
    """

    zone: Zone
    distance_m: float
    enters_at: datetime | None
    advice: ZoneAdvice


@dataclass(frozen=True, slots=True)
class _Way:
    """What is left to fly from here on: all of it, what of it was planned, and how one would get home at once.

    Metres on a plane. Where a drone is beside its way, the piece that leads back to it is no planned one.
    """

    all: shapely.LineString
    planned: shapely.LineString
    home: shapely.LineString
    here: shapely.Point
    climbs: shapely.MultiPoint


def zones_ahead(
    sortie: Sortie, place: LatLon | None, zones: Sequence[Zone], *, now: datetime, keeps: Clearance
) -> tuple[ZoneAhead, ...]:
    """The closed zones too near what `sortie` still has to fly, the first to be entered first.

    The way is held against the distance it was planned with, the drone where it is to what makes it turn away.
    `place` is where the drone was last heard; None counts as the station, with all of the way before it.
    """
    if sortie.state not in WATCHED or not sortie.flight.outbound:
        return ()
    flight, plane = sortie.flight, Plane(round(sortie.flight.start.lat, 1))
    start, end = span_of(sortie, now=now)
    closed = partial(closed_zones, start=start, end=end, altitude_m=height_of(flight), sortie_id=sortie.id)
    column = closed(zones)
    along = {(zone.id, zone.region) for zone in closed(column, column=False)}
    way, course = _way(sortie, place, plane), _Course(_heard(sortie, now), _speed(sortie))
    found = (_ahead(zone, (zone.id, zone.region) in along, way, plane, keeps, course, sortie) for zone in column)
    return tuple(sorted((one for one in found if one is not None), key=lambda one: (one.distance_m, one.zone.id)))


@dataclass(frozen=True, slots=True)
class _Course:
    """When it was where it was last heard, and how fast it goes along what is left; None for one that does not."""

    since: datetime
    speed_mps: float | None

    def at(self, distance_m: float) -> datetime | None:
        if self.speed_mps is None:
            return None
        return self.since + timedelta(seconds=distance_m / self.speed_mps)


def _heard(sortie: Sortie, now: datetime) -> datetime:
    return now if sortie.vehicle is None else min(now, sortie.vehicle.at)


def _speed(sortie: Sortie) -> float | None:
    """Its own ground speed; the planned one where it is not told, or only for a corner or a climb."""
    if sortie.state not in UNDER_WAY or sortie.paused_at is not None:
        return None
    planned_mps = _planned(sortie.flight)
    own_mps = sortie.vehicle.ground_speed_mps if sortie.vehicle is not None else None
    return planned_mps if own_mps is None or own_mps < planned_mps / 2 else own_mps


def _planned(flight: Flight) -> float:
    plane, out_s = Plane(round(flight.start.lat, 1)), flight.time_of(Phase.OUTBOUND).total_seconds()
    return max(1.0, _line(flight, plane).length / out_s) if out_s > 0 else 1.0


def _line(flight: Flight, plane: Plane) -> shapely.LineString:
    return shapely.LineString([plane.xy(flight.start), *(plane.xy(stage.end) for stage in flight.outbound)])


def _way(sortie: Sortie, place: LatLon | None, plane: Plane) -> _Way:
    out = _line(sortie.flight, plane)
    start, target = shapely.Point(out.coords[0]), shapely.Point(out.coords[-1])
    here = shapely.Point(plane.xy(place)) if place is not None else start
    flown_m = out.project(here)
    back = _stretch(out, flown_m, 0.0)
    if sortie.state in ON_GROUND or sortie.state is S.AIRBORNE:
        on, home = _stretch(out, flown_m, out.length), back
        every = _joined(here, on, out.reverse())
        return _Way(every, _joined(on, out.reverse()), _joined(here, home), here, shapely.MultiPoint([start, target]))
    if sortie.state in AT_TARGET:
        home = _joined(here, out.reverse())
        return _Way(home, out, home, here, shapely.MultiPoint([start, target]))
    if sortie.state is S.DIVERTED:  # where it lands is the operator's choice: what counts is where it is
        return _Way(_joined(here), shapely.LineString(), _joined(here), here, shapely.MultiPoint([here]))
    if sortie.state is S.ABORTED and (place is None or flies_straight(sortie, place)):
        home = _joined(here, start)
        return _Way(home, home, home, here, shapely.MultiPoint([start]))
    home = _joined(here, back)
    return _Way(home, _joined(back), home, here, shapely.MultiPoint([start]))


def _stretch(line: shapely.LineString, begin_m: float, end_m: float) -> BaseGeometry:
    return substring(line, begin_m, end_m)


def _joined(*parts: BaseGeometry) -> shapely.LineString:
    coords = [xy for part in parts for xy in shapely.get_coordinates(part).tolist()]
    return shapely.LineString(coords if len(coords) > 1 else coords * 2)


def _ahead(
    zone: Zone, along: bool, way: _Way, plane: Plane, keeps: Clearance, course: _Course, sortie: Sortie
) -> ZoneAhead | None:
    wide, near = too_near(zone.shape, plane, keeps.planned_m), too_near(zone.shape, plane, keeps.turns_m)
    if sortie.state not in ON_GROUND and along and near.intersects(way.here):
        return ZoneAhead(zone, 0.0, None, ZoneAdvice.LEAVE)
    met = list(_meets(wide, near if sortie.state not in ON_GROUND else shapely.Point(), way, along))
    if not met:
        return None
    return ZoneAhead(zone, min(met), course.at(min(met)), _advice(near, way, along, sortie))


def _meets(wide: BaseGeometry, near: BaseGeometry, way: _Way, along: bool) -> Iterator[float]:
    """Where along the way the zone is entered; below its own height it counts where the drone climbs and descends."""
    if not along:
        yield from (way.all.project(point) for point in way.climbs.geoms if wide.intersects(point))
        return
    yield from _entries(wide, way.planned, way.all.length - way.planned.length)
    yield from _entries(near, way.all, 0.0)


def _entries(shape: BaseGeometry, line: shapely.LineString, flown_m: float) -> Iterator[float]:
    """Leg by leg, because the way back lies on the way out: to project would find the one as well as the other."""
    for leg in map(shapely.LineString, pairwise(line.coords)):
        begin = shapely.Point(leg.coords[0])
        for xy in shapely.get_coordinates(shape.intersection(leg)):
            yield flown_m + begin.distance(shapely.Point(xy))
        flown_m += leg.length


def _advice(shape: BaseGeometry, way: _Way, along: bool, sortie: Sortie) -> ZoneAdvice:
    if sortie.state in ON_GROUND:
        return ZoneAdvice.STAY
    home_shut = shape.intersects(way.home if along else shapely.Point(way.home.coords[-1]))
    return ZoneAdvice.DIVERT if home_shut else ZoneAdvice.RETURN
