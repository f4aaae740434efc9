"""What an ordinary car needs for each edge: what a traffic centre's speeds are measured against. Pure."""

from routing.bluelight import KEEPS_ALONE
from routing.speeds import Weighing
from routing.traffic import CarTimes

# Of the posted speed, signals and other cars included: the prior of the closed-loop experiment (docs/roads.md).
CAR_SHARE = 0.65


def car_times(weighing: Weighing) -> CarTimes:
    """Expected at the hour of `weighing`, and free: the posted or usual speed with nobody else on the road.

    The hours of the profile are an ambulance's, which keeps a part of what cars lose: theirs are slower.
    """
    free_s = weighing.network.length_m / (weighing.base_kmh / 3.6)
    slower = max(1 + (1 / weighing.time_factor - 1) / KEEPS_ALONE, 0.5)
    return CarTimes(free_s / CAR_SHARE * slower, free_s)
