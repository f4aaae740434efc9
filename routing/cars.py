"""What an ordinary car needs for each edge: what a traffic centre's speeds are measured against. Pure."""

from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np

from routing.kinds import RoadClass
from routing.model import RoadNetwork
from routing.speeds import SpeedPolicy
from routing.traffic import CarTimes

# Of the posted speed, signals and other cars included: the prior of the closed-loop experiment (docs/roads.md).
CAR_SHARE = 0.65
KEPT_DELAY = 0.69  # what an ambulance keeps of the cars' delay; the hours of the profile are an ambulance's


def car_times(network: RoadNetwork, *, policy: SpeedPolicy, at: datetime) -> CarTimes:
    """Expected at the hour of `at`, and free: the posted or usual speed with nobody else on the road."""
    usual = np.array([policy.usual_kmh[kind] for kind in RoadClass], dtype=np.float64)[network.road_class]
    posted = network.maxspeed_kmh.astype(np.float64)
    free_s = network.length_m / (np.where(np.isnan(posted), usual, posted) / 3.6)
    local = at.astimezone(ZoneInfo(policy.zone))
    kept = policy.hour_factor[24 * local.weekday() + local.hour]
    slower = max(1 + (1 / kept - 1) / KEPT_DELAY, 0.5)
    return CarTimes(free_s / CAR_SHARE * slower, free_s)
