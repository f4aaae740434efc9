"""How long a drone takes in each direction in a wind: the measure by which one way is shorter than another. Pure.

It is the gauge of a convex set of velocities (what the airspeed allows round the wind, cut by the wanted ground
speed), therefore a detour never takes less time than the straight line, and the quickest way bends at corners only.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from drones.flight import SLOWEST_MPS, Air
from drones.model import Airframe

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Going:
    """Wanted ground speed, most airspeed, and where the wind blows to, in m/s. See `drones.flight.speeds`."""

    wanted_mps: float
    airspeed_max_mps: float
    east_mps: float = 0.0
    north_mps: float = 0.0

    @property
    def is_possible(self) -> bool:
        """Whether the drone gets on in every direction."""
        return math.hypot(self.east_mps, self.north_mps) + SLOWEST_MPS <= self.airspeed_max_mps

    @property
    def slowest_mps(self) -> float:
        """Ground speed straight against the wind."""
        return min(self.wanted_mps, self.airspeed_max_mps - math.hypot(self.east_mps, self.north_mps))

    def seconds(self, east: Floats, north: Floats) -> Floats:
        """Seconds for each displacement in metres, at an even speed. The going must be possible."""
        length = np.hypot(east, north)
        wind_squared = self.east_mps**2 + self.north_mps**2
        if wind_squared == 0.0:
            return length / min(self.wanted_mps, self.airspeed_max_mps)
        along = (self.east_mps * east + self.north_mps * north) / np.maximum(length, 1e-9)
        ground = np.sqrt(self.airspeed_max_mps**2 - wind_squared + along**2) + along
        return length / np.minimum(self.wanted_mps, ground)

    def one(self, east_m: float, north_m: float) -> float:
        """Seconds for one displacement."""
        return float(self.seconds(np.array([east_m]), np.array([north_m]))[0])


def going(craft: Airframe, wind: Air) -> Going:
    """How `craft` gets on in `wind`."""
    return Going(craft.cruise_mps, craft.airspeed_max_mps, wind.east_mps, wind.north_mps)
