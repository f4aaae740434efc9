"""A drone in the air that flies no order: by hand, to be measured, for others. Nobody knows where it goes. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from drones.mission import Telemetry
from drones.model import Airframe
from drones.planner.tracks import Knot, Track

ALOFT_M = 5.0  # an altimeter at rest wanders by less
FRESH = timedelta(seconds=30)  # one that is silent for longer may have landed and been switched off
NEXT = timedelta(seconds=5)  # until it is heard again
STAYS = timedelta(minutes=30)  # longer than any flight that is planned now
CEILING_M = 120.0  # where its height is not known


@dataclass(frozen=True, slots=True)
class Aloft:
    """What a drone without an order said of itself last. `in_air` is None where it does not say."""

    drone_id: str
    airframe: Airframe
    heard: Telemetry
    in_air: bool | None

    @property
    def is_up(self) -> bool:
        """Whether it says that it flies, or else is higher than any altimeter errs at rest."""
        altitude_m = self.heard.altitude_m
        return self.in_air if self.in_air is not None else altitude_m is not None and altitude_m >= ALOFT_M


def aloft_track(one: Aloft, *, now: datetime) -> Track | None:
    """The air it is given: round where it was heard, as far and as high as it may have come until it is heard again,
    and for as long as any flight planned now. None for one that stands, or has not been heard for a while."""
    silent = now - one.heard.at
    if not one.is_up or silent > FRESH:
        return None
    seconds, altitude_m = (max(silent, timedelta(0)) + NEXT).total_seconds(), one.heard.altitude_m
    top_m = altitude_m + seconds * one.airframe.climb_mps if altitude_m is not None else CEILING_M
    here = Knot(now, one.heard.place, top_m)
    return Track(one.drone_id, (here, here), now + STAYS, reach_m=seconds * one.airframe.cruise_mps)
