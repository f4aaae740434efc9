"""How long each edge takes: posted or usual speed, hour of the week, blue light, delay where roads meet. Pure.

Every number names its source. They are a start for a city that has no trips of its own yet; calibration replaces them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from routing.arrays import Flags
from routing.kinds import Access, RoadClass
from routing.model import CLOSED_MS, DAY_MS, Metric, RoadNetwork

HOURS = 168  # of a week, Monday 00:00 first
SAME_JUNCTION_M = 40.0  # two signals closer than this belong to one junction: own estimate, a wide crossing

Reals = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SpeedPolicy:
    """How fast a vehicle gets on; data, so that a city tunes it.

    `usual_kmh`: by class, where no speed is posted. `class_factor`: what the vehicle makes of the posted or usual
    speed. `hour_factor`: 168 shares of that, by local hour in the IANA `zone`; `anytime_factor` when no instant is
    given. `signal_s`, `give_way_s`: lost at a signalised node, and where a lesser road meets a greater one.
    """

    usual_kmh: Mapping[RoadClass, float]
    class_factor: Mapping[RoadClass, float]
    hour_factor: tuple[float, ...]
    anytime_factor: float
    zone: str
    signal_s: float
    give_way_s: float

    def __post_init__(self) -> None:
        if set(self.usual_kmh) != set(RoadClass) or set(self.class_factor) != set(RoadClass):
            raise ValueError("every road class needs a usual speed and a factor")
        if len(self.hour_factor) != HOURS:
            raise ValueError(f"a week has {HOURS} hours, not {len(self.hour_factor)}")
        speeds = (*self.usual_kmh.values(), *self.class_factor.values(), *self.hour_factor, self.anytime_factor)
        if min(speeds) <= 0 or min(self.signal_s, self.give_way_s) < 0:
            raise ValueError("speeds and factors are positive, delays not negative")
        ZoneInfo(self.zone)


def metric(network: RoadNetwork, *, policy: SpeedPolicy, at: datetime | None = None) -> Metric:
    """The travel time of every edge at the instant `at` (aware), or at no particular time.

    Edges that not anybody may drive are closed.
    """
    speed_kmh = _speed_kmh(network, policy) * _time_factor(policy, at)
    seconds = network.length_m / (speed_kmh / 3.6) + _delay_s(network, policy)
    travel_ms = np.clip(np.rint(seconds * 1000), 1, DAY_MS).astype(np.int32)
    return Metric(np.where(network.access == Access.ANYBODY, travel_ms, CLOSED_MS))


def _speed_kmh(network: RoadNetwork, policy: SpeedPolicy) -> Reals:
    usual = np.array([policy.usual_kmh[kind] for kind in RoadClass], dtype=np.float64)[network.road_class]
    factor = np.array([policy.class_factor[kind] for kind in RoadClass], dtype=np.float64)[network.road_class]
    posted = network.maxspeed_kmh.astype(np.float64)
    return np.where(np.isnan(posted), usual, posted) * factor


def _time_factor(policy: SpeedPolicy, at: datetime | None) -> float:
    if at is None:
        return policy.anytime_factor
    local = at.astimezone(ZoneInfo(policy.zone))
    return policy.hour_factor[24 * local.weekday() + local.hour]


def _delay_s(network: RoadNetwork, policy: SpeedPolicy) -> Reals:
    """A delay stands on the edge that enters the junction, so that routes need no turn costs for it."""
    signal = _enters_signal(network)
    gives_way = _gives_way(network) & ~network.node_signal[network.head]
    return signal * policy.signal_s + gives_way * policy.give_way_s


def _enters_signal(network: RoadNetwork) -> Flags:
    """Edges into a signalised node, once for each junction: its other signals follow within a few metres."""
    inside = network.node_signal[network.tail] & (network.length_m < SAME_JUNCTION_M)
    return np.asarray(network.node_signal[network.head] & ~inside, dtype=np.bool_)


def _gives_way(network: RoadNetwork) -> Flags:
    """Edges into a crossing where a more important road passes, from TERTIARY up; ramps merge instead."""
    best = np.full(network.node_count, len(RoadClass), dtype=np.uint8)
    np.minimum.at(best, network.head, network.road_class)
    crossing = np.bincount(network.head, minlength=network.node_count) > 2
    greater = crossing[network.head] & (best[network.head] <= RoadClass.TERTIARY)
    yields = (network.road_class > best[network.head]) & (network.road_class != RoadClass.RAMP)
    return np.asarray(greater & yields, dtype=np.bool_)
