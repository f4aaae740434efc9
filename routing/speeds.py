"""How long each edge takes: posted, usual or live speed, hour of the week, blue light, delay where roads meet. Pure.

Every number names its source. They are a start for a city that has no trips of its own yet; calibration replaces them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

import numpy as np

from routing.arrays import Codes, Flags
from routing.bluelight import BARRED, KEEPS_ALONE, Barred, BlueLight, Reals, access_factor, barred, blue_light_s
from routing.kinds import Access, RoadClass
from routing.model import CLOSED_MS, DAY_MS, Metric, RoadNetwork

HOURS = 168  # of a week, Monday 00:00 first
SAME_JUNCTION_M = 40.0  # two signals closer than this belong to one junction: own estimate, a wide crossing


class SpeedSource(StrEnum):
    """Where a figure of an edge comes from."""

    POSTED = "posted"  # the speed limit of the street
    CLASS = "class"  # none is posted: what is usual on a road of its class
    PROFILE = "profile"  # the hour of the week
    ANYTIME = "anytime"  # the mean of all hours: no instant was given
    LIVE = "live"  # what cars drive there now


@dataclass(frozen=True, slots=True)
class SpeedPolicy:
    """How fast a vehicle gets on; data, so that a city tunes it.

    `usual_kmh`: by class, where no speed is posted. `class_factor`: what the vehicle makes of the posted or usual
    speed. `hour_factor`: 168 shares of that, by local hour in the IANA `zone`; `anytime_factor` when no instant is
    given. `signal_s`, `give_way_s`: lost at a signalised node, and where a lesser road meets a greater one.
    `blue_light`: where it may drive.
    """

    usual_kmh: Mapping[RoadClass, float]
    class_factor: Mapping[RoadClass, float]
    hour_factor: tuple[float, ...]
    anytime_factor: float
    zone: str
    signal_s: float
    give_way_s: float
    blue_light: BlueLight = field(default_factory=BlueLight)

    def __post_init__(self) -> None:
        if set(self.usual_kmh) != set(RoadClass) or set(self.class_factor) != set(RoadClass):
            raise ValueError("every road class needs a usual speed and a factor")
        if len(self.hour_factor) != HOURS:
            raise ValueError(f"a week has {HOURS} hours, not {len(self.hour_factor)}")
        speeds = (*self.usual_kmh.values(), *self.class_factor.values(), *self.hour_factor, self.anytime_factor)
        if min(speeds) <= 0 or min(self.signal_s, self.give_way_s) < 0:
            raise ValueError("speeds and factors are positive, delays not negative")
        ZoneInfo(self.zone)


@dataclass(frozen=True, slots=True, eq=False)
class LiveSpeeds:
    """What cars drive now: `kmh` an edge, NaN where nobody has told, and the share of their delay an ambulance
    `keeps` there (bluelight.KEEPS_ALONE, or KEEPS_WITH_PRIORITY where the signals on the edge give way).

    A live speed stands for the hour and for the signals of its edge: cars have waited there already.
    """

    kmh: Reals
    keeps: Reals


@dataclass(frozen=True, slots=True)
class Why:
    """Why an edge takes `travel_s`; None where it is closed, `closed` saying why.

    On the road: `length_m` at `speed_kmh` (from `source`) times the class's `factor`, the `access_factor` and the
    `time_factor` (from `time_source`). Live: at free speed times factors, and `keeps` of what cars lose against it.
    At its end `signal_s` and `give_way_s`.
    """

    length_m: float
    speed_kmh: float
    source: SpeedSource
    factor: float
    access: Access
    access_factor: float
    time_factor: float
    time_source: SpeedSource
    live_kmh: float | None
    keeps: float | None
    signal_s: float
    give_way_s: float
    travel_s: float | None
    closed: Barred | None


@dataclass(frozen=True, slots=True, eq=False)
class Weighing:
    """Every part of every edge's time, kept apart so that each can be asked for."""

    network: RoadNetwork
    base_kmh: Reals
    factor: Reals
    access_factor: Reals
    time_factor: float
    time_source: SpeedSource
    live_kmh: Reals
    keeps: Reals
    signal_s: Reals
    give_way_s: Reals
    barred: Codes

    @property
    def travel_ms(self) -> Reals:
        """Milliseconds an edge, CLOSED_MS where barred."""
        length, kmh, mine = self.network.length_m, self.base_kmh, self.factor * self.access_factor
        usual_s = length / (kmh * mine * self.time_factor / 3.6)
        free_s, car_s = length / (kmh / 3.6), length / (self.live_kmh / 3.6)
        live_s = blue_light_s(free_s, car_s, factor=mine, keeps=self.keeps)
        seconds = np.where(np.isnan(self.live_kmh), usual_s, live_s) + self.signal_s + self.give_way_s
        return np.where(self.barred > 0, CLOSED_MS, np.clip(np.rint(seconds * 1000), 1, DAY_MS))

    def metric(self) -> Metric:
        """The travel times as the engines take them."""
        return Metric(self.travel_ms.astype(np.int32))

    def why(self, edge: int) -> Why:
        """The reasons of one edge. Its time is exactly that of `metric`."""
        posted = not np.isnan(self.network.maxspeed_kmh[edge])
        live, shut = not np.isnan(self.live_kmh[edge]), int(self.barred[edge])
        ms = float(self.travel_ms[edge])
        return Why(
            length_m=float(self.network.length_m[edge]),
            speed_kmh=float(self.base_kmh[edge]),
            source=SpeedSource.POSTED if posted else SpeedSource.CLASS,
            factor=float(self.factor[edge]),
            access=Access(int(self.network.access[edge])),
            access_factor=float(self.access_factor[edge]),
            time_factor=1.0 if live else self.time_factor,
            time_source=SpeedSource.LIVE if live else self.time_source,
            live_kmh=float(self.live_kmh[edge]) if live else None,
            keeps=float(self.keeps[edge]) if live else None,
            signal_s=float(self.signal_s[edge]),
            give_way_s=float(self.give_way_s[edge]),
            travel_s=None if shut else ms / 1000,
            closed=BARRED[shut - 1] if shut else None,
        )


def weigh(
    network: RoadNetwork, *, policy: SpeedPolicy, at: datetime | None = None, live: LiveSpeeds | None = None
) -> Weighing:
    """The parts of every edge's time at the instant `at` (aware), or at no particular time, under `live` speeds."""
    untold = np.full(network.edge_count, np.nan)
    live_kmh = live.kmh if live is not None else untold
    signal = _enters_signal(network) & np.isnan(live_kmh)
    gives_way = _gives_way(network) & ~network.node_signal[network.head]
    return Weighing(
        network=network,
        base_kmh=_base_kmh(network, policy),
        factor=_by_class(network, policy.class_factor),
        access_factor=access_factor(network, policy.blue_light),
        time_factor=_time_factor(policy, at),
        time_source=SpeedSource.ANYTIME if at is None else SpeedSource.PROFILE,
        live_kmh=live_kmh,
        keeps=live.keeps if live is not None else np.full(network.edge_count, KEEPS_ALONE),
        signal_s=np.where(signal, policy.signal_s, 0.0),
        give_way_s=np.where(gives_way, policy.give_way_s, 0.0),
        barred=barred(network, policy.blue_light),
    )


def metric(network: RoadNetwork, *, policy: SpeedPolicy, at: datetime | None = None) -> Metric:
    """The travel time of every edge at the instant `at` (aware), or at no particular time."""
    return weigh(network, policy=policy, at=at).metric()


def _base_kmh(network: RoadNetwork, policy: SpeedPolicy) -> Reals:
    posted = network.maxspeed_kmh.astype(np.float64)
    return np.where(np.isnan(posted), _by_class(network, policy.usual_kmh), posted)


def _by_class(network: RoadNetwork, figures: Mapping[RoadClass, float]) -> Reals:
    return np.array([figures[kind] for kind in RoadClass], dtype=np.float64)[network.road_class]


def _time_factor(policy: SpeedPolicy, at: datetime | None) -> float:
    if at is None:
        return policy.anytime_factor
    local = at.astimezone(ZoneInfo(policy.zone))
    return policy.hour_factor[24 * local.weekday() + local.hour]


def _enters_signal(network: RoadNetwork) -> Flags:
    """Edges into a signalised node, once for each junction: its other signals follow within a few metres. The delay
    stands on the edge that enters, so that routes need no turn costs for it."""
    inside = network.node_signal[network.tail] & (network.length_m < SAME_JUNCTION_M)
    return np.asarray(network.node_signal[network.head] & ~inside, dtype=np.bool_)


def _gives_way(network: RoadNetwork) -> Flags:
    """Edges into a crossing where a more important road passes, from TERTIARY up; ramps merge instead. Ways for blue
    light alone cross nobody."""
    common = network.access == Access.ANYBODY
    best = np.full(network.node_count, len(RoadClass), dtype=np.uint8)
    np.minimum.at(best, network.head[common], network.road_class[common])
    crossing = np.bincount(network.head[common], minlength=network.node_count) > 2
    greater = crossing[network.head] & (best[network.head] <= RoadClass.TERTIARY)
    yields = (network.road_class > best[network.head]) & (network.road_class != RoadClass.RAMP)
    return np.asarray(greater & yields, dtype=np.bool_)
