"""Live traffic laid over the metric of the profile: what was observed, what is closed, what is slow. Pure.

An observation says how far something drove on an edge and how long that took. Its weight halves with its age, so
that an edge nobody speaks of goes back to the profile by itself. What a car says is first turned into what an
ambulance loses, a part of the car's delay; what our own ambulances say under blue light counts as it is.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from routing.arrays import Flags, Indexes, Singles
from routing.bluelight import KEEPS_ALONE, blue_light_s
from routing.giveway import keeps_of
from routing.model import CLOSED_MS, DAY_MS, Metric, RoadNetwork

Reals = NDArray[np.float64]
FORGOTTEN = 0.01  # what weighs less than this share of a fresh observation is left out: 6.6 half-lives
AHEAD_S = 30.0  # a clock may be so far ahead of ours; what is later has not happened


class Heard(IntEnum):
    """Where the time of an edge comes from. Stored: never renumber."""

    PROFILE = 0
    CENTRE = 1  # a traffic centre's speed of a segment
    CARS = 2  # floating cars
    OWN = 3  # our own ambulances, with lights and siren
    SLOW = 4  # a dispatcher's slow zone
    CLOSED = 5  # a dispatcher's closure


@dataclass(frozen=True, slots=True)
class Observer:
    """How far one kind of observer is believed: `half_life_s`, and the seconds of driving a bare speed stands for."""

    half_life_s: float
    speed_s: float


def _observers() -> Mapping[Heard, Observer]:
    """240 s for floating cars: own experiment in SUMO (docs/roads.md). A centre averages minutes of many cars."""
    return {Heard.CENTRE: Observer(600.0, 120.0), Heard.CARS: Observer(240.0, 20.0), Heard.OWN: Observer(480.0, 20.0)}


@dataclass(frozen=True, slots=True)
class TrafficPolicy:
    """How far observations are believed, the same for every city: measured or estimated, see docs/roads.md.

    `prior_s`: how many seconds of driving the profile counts for beside the observations.

    `keeps`: the part of a car's delay that an ambulance keeps where no signal gives it way. `least_share`: live
    traffic never promises less than this share of the profile's time: own estimate, no empty road makes a driver
    reckless.
    """

    observers: Mapping[Heard, Observer] = field(default_factory=_observers)
    prior_s: float = 20.0
    keeps: float = KEEPS_ALONE
    least_share: float = 0.75


POLICY = TrafficPolicy()


@dataclass(frozen=True, slots=True, eq=False)
class Observations:
    """Rows of equal length: on `edge` the observer `heard` drove `metres` in `seconds`, until the instant `at_s`
    (seconds since 1970), believed by `confidence` 0 … 1. Their order means nothing: they are sorted here."""

    edge: Indexes
    heard: NDArray[np.uint8]
    at_s: Reals
    metres: Reals
    seconds: Reals
    confidence: Reals

    def __post_init__(self) -> None:
        columns = [np.asarray(getattr(self, one.name)) for one in fields(self)]
        if len({len(column) for column in columns}) > 1:
            raise ValueError("observations need columns of equal length")
        if np.any(columns[3] <= 0) or np.any(columns[4] <= 0) or np.any((columns[5] < 0) | (columns[5] > 1)):
            raise ValueError("metres and seconds are positive, confidence lies from 0 to 1")
        order = np.lexsort(columns[::-1])
        kinds = (np.int32, np.uint8, np.float64, np.float64, np.float64, np.float64)
        for one, column, kind in zip(fields(self), columns, kinds, strict=True):
            locked = column[order].astype(kind)
            locked.flags.writeable = False
            object.__setattr__(self, one.name, locked)

    def __len__(self) -> int:
        return len(self.edge)


def observations(rows: Iterable[tuple[int, int, float, float, float, float]] = ()) -> Observations:
    """Observations from rows of edge, Heard, instant, metres, seconds, confidence."""
    columns = np.array(list(rows), dtype=np.float64).reshape(-1, 6).T
    return Observations(columns[0].astype(np.int32), columns[1].astype(np.uint8), *columns[2:])


@dataclass(frozen=True, slots=True)
class Restriction:
    """Edges that a person has closed (`share` None) or slowed to `share` of the profile's speed, for a time."""

    id: str
    edges: tuple[int, ...]
    share: float | None
    begins_at: datetime
    ends_at: datetime

    def __post_init__(self) -> None:
        if self.share is not None and not 0 < self.share <= 1:
            raise ValueError("a slow zone leaves a share of the speed above 0, at most 1")


@dataclass(frozen=True, slots=True, eq=False)
class TrafficState:
    """Everything known of the traffic on one network. `digest` names exactly this.

    `gives_way`: signals are asked to let ambulances through, see routing.giveway.
    """

    observations: Observations = field(default_factory=observations)
    restrictions: tuple[Restriction, ...] = ()
    gives_way: bool = False
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "restrictions", tuple(sorted(self.restrictions, key=lambda one: one.id)))
        told = hashlib.sha256(repr((self.restrictions, self.gives_way)).encode())
        for one in fields(Observations):
            told.update(getattr(self.observations, one.name).tobytes())
        object.__setattr__(self, "digest", told.hexdigest())


@dataclass(frozen=True, slots=True, eq=False)
class CarTimes:
    """What a car needs for each edge, in seconds: as the profile expects it now, and with nobody else on the road."""

    expected_s: Reals
    free_s: Reals


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """The metric under traffic, and for every edge where its time comes from (Heard), how old the newest word is
    (seconds, NaN where none), and a car's speed as a share of the free one (NaN where nobody has seen it)."""

    metric: Metric
    heard: NDArray[np.uint8]
    age_s: Singles
    flow: Singles


def lay(
    network: RoadNetwork,
    profile: Metric,
    cars: CarTimes,
    state: TrafficState,
    *,
    at: datetime,
    policy: TrafficPolicy = POLICY,
) -> Weighed:
    """`state` over `profile` at the instant `at`. Without observations and restrictions exactly the profile."""
    now_s, edges = at.timestamp(), network.edge_count
    time_ms = profile.travel_ms.astype(np.float64)
    heard, age_s = np.zeros(edges, dtype=np.uint8), np.full(edges, np.nan, dtype=np.float32)
    flow = np.full(edges, np.nan, dtype=np.float32)
    seen = _Weights.of(state.observations, now_s, policy, edges)
    touched = np.unique(seen.edge)
    if len(touched):
        keeps = keeps_of(network, gives_way=state.gives_way, alone=policy.keeps)
        time_ms[touched] = _ambulance_ms(network, profile, cars, seen, policy, keeps)[touched]
        heard[seen.edge[seen.newest_last]] = seen.heard[seen.newest_last]
        age_s[seen.edge[seen.newest_last]] = np.maximum(seen.age_s[seen.newest_last], 0)
        flow[:] = _flow(network, cars, seen, policy)
    barred = profile.travel_ms == CLOSED_MS
    whole = np.clip(np.rint(time_ms), 1, DAY_MS)
    _restrict(state.restrictions, at, profile, whole, heard, age_s)
    whole[barred | (heard == Heard.CLOSED)] = CLOSED_MS
    return Weighed(Metric(whole.astype(np.int32)), heard, age_s, flow)


@dataclass(frozen=True, slots=True, eq=False)
class _Weights:
    """The observations that still count, with their weight."""

    edge: Indexes
    heard: NDArray[np.uint8]
    age_s: Reals
    metres: Reals
    seconds: Reals
    weight: Reals
    newest_last: Indexes

    @classmethod
    def of(cls, seen: Observations, now_s: float, policy: TrafficPolicy, edges: int) -> "_Weights":
        half_life_s = np.full(len(Heard), np.nan)
        for kind, observer in policy.observers.items():
            half_life_s[kind] = observer.half_life_s
        age_s = now_s - seen.at_s
        fresh = np.exp2(-np.maximum(age_s, 0) / half_life_s[seen.heard])
        counts = (fresh >= FORGOTTEN) & (age_s >= -AHEAD_S) & (seen.edge >= 0) & (seen.edge < edges)
        counts &= seen.confidence > 0
        kept = np.flatnonzero(counts)
        order = kept[np.argsort(-age_s[kept], kind="stable")]
        newest = np.searchsorted(kept, order)
        return cls(
            seen.edge[kept],
            seen.heard[kept],
            age_s[kept],
            seen.metres[kept],
            seen.seconds[kept],
            (fresh * seen.confidence)[kept],
            newest.astype(np.int32),
        )


def _ambulance_ms(
    network: RoadNetwork, profile: Metric, cars: CarTimes, seen: _Weights, policy: TrafficPolicy, keeps: Reals
) -> Reals:
    """v̂ = (Σ metres + k·v) / (Σ seconds + k), with every second as an ambulance would have spent it."""
    length_m = network.length_m.astype(np.float64)
    expected_s = profile.travel_ms / 1000.0  # per edge, closed ones are put right by the caller
    pace = expected_s[seen.edge] / length_m[seen.edge]
    car_pace = cars.expected_s[seen.edge] / length_m[seen.edge]
    free_pace = cars.free_s[seen.edge] / length_m[seen.edge]
    told = seen.seconds / seen.metres
    kept = keeps[seen.edge]
    lost = _kept(free_pace, told, kept) - _kept(free_pace, car_pace, kept)
    charged = np.where(seen.heard == Heard.OWN, told, pace + lost)
    spent_s = seen.metres * np.maximum(charged, policy.least_share * pace)
    # nothing may be divided by an edge that nobody has seen: there the result is not used
    speed = _pooled(seen, spent_s, length_m / expected_s, policy, np.ones(len(seen.edge), dtype=np.bool_))
    return np.asarray(length_m / speed * 1000.0, dtype=np.float64)


def _kept(free: Reals, car: Reals, keeps: Reals) -> Reals:
    """An ambulance's pace among cars that drive at the pace `car`; what it makes of a free road cancels out."""
    return np.asarray(blue_light_s(free, car, factor=np.ones_like(free), keeps=keeps), dtype=np.float64)


def _flow(network: RoadNetwork, cars: CarTimes, seen: _Weights, policy: TrafficPolicy) -> Singles:
    """The cars' speed as a share of the free one, from what cars said: an ambulance's pace tells nothing of theirs."""
    by_cars = seen.heard != Heard.OWN
    length_m = network.length_m.astype(np.float64)
    speed = _pooled(seen, seen.seconds, length_m / cars.expected_s, policy, by_cars)
    share = np.minimum(speed * cars.free_s / length_m, 1.0)
    known = np.zeros(network.edge_count, dtype=np.bool_)
    known[seen.edge[by_cars]] = True
    return np.where(known, share, np.nan).astype(np.float32)


def _pooled(seen: _Weights, spent_s: Reals, prior_mps: Reals, policy: TrafficPolicy, counts: Flags) -> Reals:
    edges = len(prior_mps)
    weight = seen.weight * counts
    metres = np.bincount(seen.edge, weights=weight * seen.metres, minlength=edges)
    seconds = np.bincount(seen.edge, weights=weight * spent_s, minlength=edges)
    return np.asarray((metres + policy.prior_s * prior_mps) / (seconds + policy.prior_s), dtype=np.float64)


def _restrict(
    restrictions: Iterable[Restriction],
    at: datetime,
    profile: Metric,
    time_ms: Reals,
    heard: NDArray[np.uint8],
    age_s: Singles,
) -> None:
    """Slow zones take the slower of their word and the observations'; whatever is closed anywhere is closed."""
    for one in restrictions:
        edges = np.array([edge for edge in one.edges if 0 <= edge < len(time_ms)], dtype=np.int32)
        if not one.begins_at <= at < one.ends_at or not len(edges):
            continue
        if one.share is None:
            hit = edges
        else:
            slow_ms = np.minimum(np.rint(profile.travel_ms[edges] / one.share), DAY_MS)
            slower = (slow_ms > time_ms[edges]) & (heard[edges] != Heard.CLOSED)
            hit = edges[slower]
            time_ms[hit] = slow_ms[slower]
        heard[hit] = Heard.CLOSED if one.share is None else Heard.SLOW
        age_s[hit] = (at - one.begins_at).total_seconds()
