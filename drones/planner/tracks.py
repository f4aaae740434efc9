"""Where each flight will be when. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import accumulate, pairwise

from chassis.geo import LatLon, along, between, distance_m
from drones.homeward import flies_straight
from drones.mission import Flight, Phase, Stage
from drones.sortie import Sortie
from drones.states import FLYING, OPEN_SORTIE, SortieState
from drones.vehicle import VehicleState

NOTHING = timedelta(0)
LOST, TURNS = timedelta(seconds=10), timedelta(seconds=30)  # unheard so long; by then it has turned for home
UP = FLYING | {SortieState.LAUNCHING}
SETTLED = timedelta(seconds=5)  # after it failed, what it says of the ground is no word of before any more
OUT = (Phase.CLIMB, Phase.OUTBOUND, Phase.DESCEND)
OVER = (Phase.AREA_CHECK, Phase.LOWER, Phase.RETRACT)
HOME = (Phase.CLIMB_AWAY, Phase.HOMEBOUND, Phase.LAND)
HOVERS = frozenset({SortieState.ON_STATION, SortieState.LOWERING, SortieState.RELEASED, SortieState.RETRACTING})


@dataclass(frozen=True, slots=True)
class Knot:
    """Where a drone is at one moment, in metres above ground."""

    at: datetime
    place: LatLon
    altitude_m: float


@dataclass(frozen=True, slots=True)
class Track:
    """One flight in time. Before its first knot and after its last it is on the ground, in nobody's way.

    With `held_until` it is anywhere along its knots until then, at any height up to the highest; with `reach_m`, of a
    drone that flies no order and is named by its own id, anywhere within that of them.
    """

    id: str
    knots: tuple[Knot, ...]
    held_until: datetime | None = None
    reach_m: float = 0.0

    @property
    def over(self) -> datetime:
        """When it is in nobody's way any more."""
        return self.held_until or self.knots[-1].at

    def later(self, delay: timedelta) -> "Track":
        """The same flight, put off."""
        return Track(self.id, tuple(Knot(knot.at + delay, knot.place, knot.altitude_m) for knot in self.knots))


def track_of(ident: str, flight: Flight, take_off: datetime) -> Track:
    """The track of a flight as planned."""
    return Track(ident, _on(Knot(take_off, flight.start, 0.0), flight.stages))


def sortie_track(sortie: Sortie, *, now: datetime, launch_delay: timedelta) -> Track | None:
    """Where a sortie is and will be, as far as its plan and its last step tell; None when it is over.

    What has not taken off does so when its order and `launch_delay` say, or now when that has passed. What is late in
    a part of its flight, or paused, is about to go on. What was called home comes back from where it was heard last,
    straight or along its way (`drones.homeward`); what comes down elsewhere is taken to stand there for as long as a
    descent takes. Of one that is not heard any more, or failed in the air, all ways it may take are held until its
    battery must be empty.
    """
    flight, entered, state = sortie.flight, sortie.entered, sortie.state
    if may_fly_on(sortie, now):
        return _held(sortie, now)
    if state not in OPEN_SORTIE or state is SortieState.LANDED:
        return None
    if state not in FLYING:
        return track_of(sortie.id, flight, max(now, entered[SortieState.REQUESTED] + launch_delay + sortie.delay))
    if _is_lost(sortie, now):
        return _held(sortie, now)
    parts = {
        SortieState.AIRBORNE: (OUT, flight.start, 0.0),
        SortieState.RETURNING: (HOME, sortie_site(flight), _hover_m(flight)),
    }
    if state in HOVERS:
        return _hovering(sortie, now)
    if state not in parts:
        return _off_plan(sortie, now)
    phases, place, altitude_m = parts[state]
    late = max(NOTHING, now - entered[state] - flight.time_of(*phases))
    if sortie.paused_at is not None:
        late = max(late, now - sortie.paused_at)
    begun = Knot(entered[state] + late, place, altitude_m)
    rest = [stage for stage in flight.stages if state is SortieState.AIRBORNE or stage.phase in HOME]
    return Track(sortie.id, _on(begun, rest))


def may_fly_on(sortie: Sortie, now: datetime) -> bool:
    """Whether it failed in the air, or as it took off, and may be there still: nobody steers it, and others keep away.

    It is over when its vehicle is heard to stand on the ground, some time after it failed, or its battery is empty.
    """
    if sortie.state is not SortieState.FAILED:
        return False
    failed_at, heard = sortie.entered[SortieState.FAILED], sortie.vehicle
    before = [(at, state in UP) for state, at in sortie.entered.items() if state is not sortie.state]
    if not max(before)[1]:
        return False
    stands = heard is not None and heard.armed is False and heard.in_air is not True
    seen = heard is not None and heard.at - failed_at >= SETTLED
    return not (stands and seen) and now < _fuel_end(sortie)


def said_in_air(sortie: Sortie) -> VehicleState | None:
    """What its vehicle said last, where that is that it flies, and was said after the sortie failed; else None.

    One that is armed and does not say whether it stands is taken to fly.
    """
    heard = sortie.vehicle
    if sortie.state is not SortieState.FAILED or heard is None or heard.at <= sortie.entered[SortieState.FAILED]:
        return None
    return heard if heard.in_air or (heard.in_air is None and heard.armed) else None


def sortie_site(flight: Flight) -> LatLon:
    """Over which place the kit is let down."""
    return flight.outbound[-1].end if flight.outbound else flight.start


def _hovering(sortie: Sortie, now: datetime) -> Track:
    flight = sortie.flight
    until = max(now, sortie.entered[SortieState.ON_STATION] + flight.time_of(*OVER))
    here = Knot(min(now, until), sortie_site(flight), _hover_m(flight))
    home = [stage for stage in flight.stages if stage.phase in HOME]
    return Track(sortie.id, (here, *_on(replace(here, at=until), home)))


def _off_plan(sortie: Sortie, now: datetime) -> Track:
    flight, heard = sortie.flight, sortie.vehicle
    place = heard.place if heard is not None and heard.place is not None else sortie_site(flight)
    cruise_m = max(stage.end_altitude_m for stage in flight.stages)
    altitude_m = heard.altitude_m if heard is not None and heard.altitude_m is not None else cruise_m
    here, down = Knot(now, place, altitude_m), flight.time_of(Phase.LAND)
    if sortie.state is SortieState.DIVERTED:
        return Track(sortie.id, (here, Knot(now + down, place, 0.0)))
    points = (flight.start, *(stage.end for stage in flight.outbound))
    passed_m, _, long_m = along(points, place)
    back = [(at_m, corner) for at_m, corner in _marked(points) if at_m < passed_m]
    if flies_straight(sortie, place):
        passed_m, back = distance_m(flight.start, place), [(0.0, flight.start)]
    a_metre = flight.time_of(Phase.HOMEBOUND) / long_m if long_m else NOTHING
    home = [Knot(now + (passed_m - at_m) * a_metre, corner, altitude_m) for at_m, corner in reversed(back)]
    last = home[-1] if home else here
    return Track(sortie.id, (here, *home, replace(last, at=last.at + down, altitude_m=0.0)))


def _is_lost(sortie: Sortie, now: datetime) -> bool:
    heard = sortie.vehicle
    if heard is None:
        return False
    return now - heard.at >= TURNS or (heard.link_lost_since is not None and now - heard.link_lost_since >= LOST)


def _held(sortie: Sortie, now: datetime) -> Track | None:
    """On for as long as it may not have turned, back by its corners, and straight: nobody knows which it takes."""
    until = _fuel_end(sortie)
    if until <= now:
        return None
    flight, heard = sortie.flight, sortie.vehicle
    cruise_m = max(stage.end_altitude_m for stage in flight.stages)
    top_m = max(cruise_m, (heard.altitude_m if heard is not None else None) or 0.0)
    points = (flight.start, *(stage.end for stage in flight.outbound))
    place = heard.place if heard is not None else None
    if place is None:
        line = list(points)
    elif sortie.state is SortieState.DIVERTED:
        line = [place, place]
    else:
        passed_m, _, long_m = along(points, place)
        out_s = flight.time_of(Phase.OUTBOUND).total_seconds()
        on_m = TURNS.total_seconds() * long_m / out_s if sortie.state is SortieState.AIRBORNE and out_s > 0.0 else 0.0
        if sortie.state is SortieState.FAILED:
            on_m = long_m  # it may fly its whole mission
        ahead = list(_until(points, passed_m, passed_m + on_m))
        back = [corner for at_m, corner in _marked(points) if at_m < passed_m]
        line = [*reversed(ahead), place, *reversed(back), flight.start, place]
    return Track(sortie.id, tuple(Knot(now, one, top_m) for one in line), until)


def _until(points: Sequence[LatLon], begin_m: float, end_m: float) -> Iterator[LatLon]:
    """The corners of a line between two of its metres, and the place at the second; its end where it is shorter."""
    marked = list(_marked(points))
    yield from (corner for at_m, corner in marked if begin_m < at_m < end_m)
    for (a_m, a), (b_m, b) in pairwise(marked):
        if a_m <= end_m <= b_m and b_m > a_m:
            yield between(a, b, (end_m - a_m) / (b_m - a_m))
            return
    yield points[-1]


def _fuel_end(sortie: Sortie) -> datetime:
    """When the battery must be empty, at the least power that its plan knows."""
    heard, least_w = sortie.vehicle, _least_w(sortie.flight)
    share = heard.battery_share if heard is not None and heard.battery_share is not None else sortie.battery_share
    left_wh = sortie.battery_wh * (1.0 if share is None else share)
    since = heard.at if heard is not None else min(sortie.entered.values())
    return since + timedelta(hours=left_wh / least_w)


def _least_w(flight: Flight) -> float:
    powers = [s.energy_wh * 3600.0 / s.duration.total_seconds() for s in flight.stages if s.duration > NOTHING]
    return max(1.0, min(powers, default=1.0))


def _marked(points: Sequence[LatLon]) -> Iterator[tuple[float, LatLon]]:
    """Each point of a line and how far along it lies, in metres."""
    yield 0.0, points[0]
    yield from zip(accumulate(distance_m(a, b) for a, b in pairwise(points)), points[1:], strict=True)


def _hover_m(flight: Flight) -> float:
    return next(stage.end_altitude_m for stage in flight.stages if stage.phase is Phase.AREA_CHECK)


def _on(begun: Knot, stages: Iterable[Stage]) -> tuple[Knot, ...]:
    """The knots from one on, through these stages."""
    knots = [begun]
    for stage in stages:
        knots.append(Knot(knots[-1].at + stage.duration, stage.end, stage.end_altitude_m))
    return tuple(knots)
