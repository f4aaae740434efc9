"""Where crews really stopped for a place, and the entrance pin that follows from it. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from chassis.geo import LatLon, distance_m


class NoStop(StrEnum):
    """Why an assignment teaches nothing of where to stop."""

    NOT_THERE = "not_there"  # nobody said that they were at the patient or on scene
    LATE_STAMP = "late_stamp"  # a device was out of reach when that was pressed: when it was, is not known
    VAGUE = "vague"  # the place itself is not known well enough
    MANY = "many"  # of many casualties units stand where they are placed
    NO_TRACK = "no_track"
    NEVER_STOOD = "never_stood"
    FAR = "far"  # the stop is no stop for this place


class NoPin(StrEnum):
    """Why a place has no entrance pin."""

    VAGUE = "vague"
    NONE = "none"
    TOO_FEW = "too_few"
    DISAGREE = "disagree"


class PinWrong(StrEnum):
    """Why a person dismisses a pin."""

    BLOCKED = "blocked"  # the way in is closed, built over or fenced
    TEMPORARY = "temporary"  # crews stood there for a reason that is gone
    WRONG_SIDE = "wrong_side"  # it leads to another door than the patients'
    MISTAKEN = "mistaken"  # nobody stops there


@dataclass(frozen=True, slots=True)
class EntrancePolicy:
    """When stops make a pin. A stop stood for `stood_for` within `stamp_within` of the stamp; stops within
    `same_place_m` are for one place, and agree within `agree_m`. `least` of them, of all stops at least `least_share`,
    make a pin; `leads_from` of them, the newest not older than `leads_for`, end the units' route. Own estimates."""

    stood_for: timedelta = timedelta(seconds=20)
    stamp_within: timedelta = timedelta(minutes=2)
    vague_m: float = 50.0
    away_m: float = 150.0
    same_place_m: float = 40.0
    agree_m: float = 30.0
    least: int = 3
    least_share: float = 0.6
    counts_for: timedelta = timedelta(days=400)
    leads_from: int = 5
    leads_for: timedelta = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Fix:
    """Where a vehicle was at an instant."""

    at: datetime
    place: LatLon


@dataclass(frozen=True, slots=True)
class Visit:
    """An assignment that was somewhere: `reached` is when its crew was at the patient, else on scene; `device_at` when
    the device pressed it; `over` when the assignment ended. `radius_m` is how vague the place is, None for unknown."""

    place: LatLon | None
    radius_m: float | None
    reached: datetime | None
    device_at: datetime | None
    over: datetime
    many: bool = False


@dataclass(frozen=True, slots=True)
class Stop:
    """A unit stood at `at` when its crew was at the patient of `place`. `id` names the assignment."""

    id: str
    place: LatLon
    at: LatLon
    when: datetime


@dataclass(frozen=True, slots=True)
class Pin:
    """Where crews stop for a place: `at` is one of their stops, the one most others are near. `count` of `of` stops
    agree, the furthest by `spread_m`; `leads` whether the units' routes end there."""

    at: LatLon
    count: int
    of: int
    newest: datetime
    spread_m: float
    away_m: float
    leads: bool
    stops: tuple[str, ...]


SLOW_DEVICE = timedelta(seconds=30)


def find_stop(track: Sequence[Fix], visit: Visit, policy: EntrancePolicy) -> LatLon | NoStop:
    """Where the vehicle stood, of all its stops the one nearest in time to the stamp; `track` with the oldest first.

    A track has no points while nothing moves, so a stop is a point that the next one follows late.
    """
    if visit.many:
        return NoStop.MANY
    if visit.place is None or visit.radius_m is None or visit.radius_m > policy.vague_m:
        return NoStop.VAGUE
    if visit.reached is None:
        return NoStop.NOT_THERE
    if visit.device_at is not None and abs(visit.reached - visit.device_at) > SLOW_DEVICE:
        return NoStop.LATE_STAMP
    if not track:
        return NoStop.NO_TRACK
    stood = _nearest_stand(track, visit.reached, visit.over, policy)
    if stood is None:
        return NoStop.NEVER_STOOD
    return stood if distance_m(stood, visit.place) <= policy.away_m else NoStop.FAR


def find_pin(
    stops: Iterable[Stop], place: LatLon, radius_m: float | None, *, now: datetime, policy: EntrancePolicy
) -> Pin | NoPin:
    """The pin of a place, from the stops for it. Their order does not matter; of stops that have equally many others
    near, the one with the newest stop counts, then the closer ones, then ids decide."""
    if radius_m is None or radius_m > policy.vague_m:
        return NoPin.VAGUE
    here = sorted((one for one in stops if _is_for(one, place, now, policy)), key=lambda one: one.id)
    if not here:
        return NoPin.NONE
    middle, agreeing, spread_m = min((_round(one, here, policy) for one in here), key=_order)
    if len(agreeing) < policy.least:
        return NoPin.TOO_FEW if len(here) < policy.least else NoPin.DISAGREE
    if len(agreeing) < policy.least_share * len(here):
        return NoPin.DISAGREE
    newest = max(one.when for one in agreeing)
    leads = len(agreeing) >= policy.leads_from and now - newest <= policy.leads_for
    ids, away_m = tuple(one.id for one in agreeing), distance_m(middle.at, place)
    return Pin(middle.at, len(agreeing), len(here), newest, spread_m, away_m, leads, ids)


def _nearest_stand(track: Sequence[Fix], reached: datetime, over: datetime, policy: EntrancePolicy) -> LatLon | None:
    ends = [*(fix.at for fix in track[1:]), over]
    stands = [
        (_apart(reached, fix.at, end), fix.at - end, fix)
        for fix, end in zip(track, ends, strict=True)
        if end - fix.at >= policy.stood_for
    ]
    if not stands:
        return None
    apart, _, fix = min(stands, key=lambda one: (one[0], one[1], one[2].at))
    return fix.place if apart <= policy.stamp_within else None


def _apart(at: datetime, begins: datetime, ends: datetime) -> timedelta:
    return max(begins - at, at - ends, timedelta(0))


def _is_for(stop: Stop, place: LatLon, now: datetime, policy: EntrancePolicy) -> bool:
    if not timedelta(0) <= now - stop.when <= policy.counts_for:
        return False
    return distance_m(stop.place, place) <= policy.same_place_m and distance_m(stop.at, place) <= policy.away_m


def _round(middle: Stop, stops: Sequence[Stop], policy: EntrancePolicy) -> tuple[Stop, list[Stop], float]:
    apart = [(distance_m(middle.at, one.at), one) for one in stops]
    near = [(far, one) for far, one in apart if far <= policy.agree_m]
    return middle, [one for _, one in near], max(far for far, _ in near)


def _order(found: tuple[Stop, list[Stop], float]) -> tuple[int, float, float, str]:
    middle, agreeing, spread_m = found
    return -len(agreeing), -max(one.when for one in agreeing).timestamp(), spread_m, middle.id
