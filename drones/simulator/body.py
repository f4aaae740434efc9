"""A multirotor as a mass that follows: at what speed it can go, how it brakes, what it draws. Pure arithmetic.

It holds *ground* speed until the airspeed limit binds, as observed on ArduCopter, speeds up and brakes at one
acceleration, and draws what `drones.flight` says. Metres are east, north and up of home.
"""

import math
from dataclasses import dataclass

from drones.flight import Air, climb_w, hover_w, level_w, speeds
from drones.model import Airframe

LIFT_MPS2 = 2.5  # of the climb; ours: makers publish rates, not how fast they are reached
NEAR_M = 0.01
SLOW_MPS = 1.0  # below this ground speed it hovers, as far as energy goes


@dataclass(frozen=True, slots=True)
class Aim:
    """Where to go and how fast at most: over ground, upwards, downwards."""

    east: float
    north: float
    up: float
    speed_mps: float
    climb_mps: float
    sink_mps: float


@dataclass(slots=True)
class Body:
    """Where the vehicle is, how it moves and what its battery holds."""

    airframe: Airframe
    energy_wh: float
    east: float = 0.0
    north: float = 0.0
    up: float = 0.0
    east_mps: float = 0.0
    north_mps: float = 0.0
    up_mps: float = 0.0
    heading_deg: float = 0.0
    power_w: float = 0.0

    @property
    def ground_mps(self) -> float:
        """Speed over ground."""
        return math.hypot(self.east_mps, self.north_mps)

    def away_m(self, east: float, north: float) -> float:
        """How far a point lies, over ground."""
        return math.hypot(east - self.east, north - self.north)

    def fly(self, aim: Aim, seconds: float, *, wind: Air, kit_kg: float, braking_mps2: float) -> None:
        """Go towards `aim` for `seconds` (a tenth, rather than one) and pay for it."""
        self._across(aim, seconds, wind, braking_mps2)
        self._upward(aim, seconds)
        self._draw(seconds, wind, kit_kg)

    def rest(self) -> None:
        """Stand on the ground with the motors off."""
        self.up = self.up_mps = self.east_mps = self.north_mps = self.power_w = 0.0

    def _across(self, aim: Aim, seconds: float, wind: Air, braking_mps2: float) -> None:
        left = self.away_m(aim.east, aim.north)
        wanted_east, wanted_north = 0.0, 0.0
        if left > NEAR_M and aim.speed_mps > 0.0:
            to_east, to_north = (aim.east - self.east) / left, (aim.north - self.north) / left
            track = math.degrees(math.atan2(to_east, to_north)) % 360.0
            speed = min(self._possible(track, wind, aim.speed_mps), _braked(left, braking_mps2, seconds))
            wanted_east, wanted_north = to_east * speed, to_north * speed
            if left > 2.0:
                self.heading_deg = track
        change_east, change_north = wanted_east - self.east_mps, wanted_north - self.north_mps
        change, most = math.hypot(change_east, change_north), braking_mps2 * seconds
        share = 1.0 if change <= most else most / change
        self.east_mps += change_east * share
        self.north_mps += change_north * share
        self.east += self.east_mps * seconds
        self.north += self.north_mps * seconds

    def _possible(self, track: float, wind: Air, wanted_mps: float) -> float:
        """Ground speed along `track`; where the wind does not let it go there it stands."""
        found = speeds(track, wind, wanted_mps=wanted_mps, airspeed_max_mps=self.airframe.airspeed_max_mps)
        return found[0] if found is not None else 0.0

    def _upward(self, aim: Aim, seconds: float) -> None:
        left = aim.up - self.up
        limit = aim.climb_mps if left > 0 else aim.sink_mps
        wanted = math.copysign(min(limit, _braked(abs(left), LIFT_MPS2, seconds)), left)
        most = LIFT_MPS2 * seconds
        self.up_mps += max(-most, min(most, wanted - self.up_mps))
        self.up += self.up_mps * seconds

    def _draw(self, seconds: float, wind: Air, kit_kg: float) -> None:
        frame, mass, thin = self.airframe, self.airframe.mass_kg + kit_kg, wind.density_kg_m3
        if self.up_mps > 0.5 * frame.climb_mps:
            self.power_w = climb_w(frame, mass, thin)
        elif self.ground_mps > SLOW_MPS:
            self.power_w = level_w(frame, mass, self.through_air_mps(wind), thin)
        else:
            self.power_w = hover_w(frame, mass, thin)
        self.energy_wh = max(0.0, self.energy_wh - self.power_w * seconds / 3600.0)

    def through_air_mps(self, wind: Air) -> float:
        """Airspeed."""
        return math.hypot(self.east_mps - wind.east_mps, self.north_mps - wind.north_mps)


def _braked(left_m: float, braking_mps2: float, seconds: float) -> float:
    """The speed from which it still stops in time, in steps of `seconds`."""
    half = braking_mps2 * seconds / 2.0
    return min(math.sqrt(2.0 * braking_mps2 * left_m + half * half) - half, left_m / seconds)
