"""Where each flight will be when. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import accumulate, pairwise

from chassis.geo import LatLon, along, distance_m
from drones.mission import Flight, Phase, Stage
from drones.sortie import Sortie
from drones.states import FLYING, OPEN_SORTIE, SortieState

NOTHING = timedelta(0)
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
    """One flight in time. Before its first knot and after its last it is on the ground, in nobody's way."""

    id: str
    knots: tuple[Knot, ...]

    def later(self, delay: timedelta) -> "Track":
        """The same flight, put off."""
        return Track(self.id, tuple(Knot(knot.at + delay, knot.place, knot.altitude_m) for knot in self.knots))


def track_of(ident: str, flight: Flight, take_off: datetime) -> Track:
    """The track of a flight as planned."""
    return Track(ident, _on(Knot(take_off, flight.start, 0.0), flight.stages))


def sortie_track(sortie: Sortie, *, now: datetime, launch_delay: timedelta) -> Track | None:
    """Where a sortie is and will be, as far as its plan and its last step tell; None when it is over.

    What has not taken off does so when its order and `launch_delay` say, or now when that has passed. What is late in
    a part of its flight, or paused, is about to go on. What was called home comes back along its way from where it was
    heard last; what comes down elsewhere is taken to stand there for as long as a descent takes.
    """
    flight, entered, state = sortie.flight, sortie.entered, sortie.state
    if state not in OPEN_SORTIE or state is SortieState.LANDED:
        return None
    if state not in FLYING:
        return track_of(sortie.id, flight, max(now, entered[SortieState.REQUESTED] + launch_delay + sortie.delay))
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
    a_metre = flight.time_of(Phase.HOMEBOUND) / long_m if long_m else NOTHING
    home = [Knot(now + (passed_m - at_m) * a_metre, corner, altitude_m) for at_m, corner in reversed(back)]
    last = home[-1] if home else here
    return Track(sortie.id, (here, *home, replace(last, at=last.at + down, altitude_m=0.0)))


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
