"""What a vehicle with lights and siren may drive on, and what of the cars' delay is left to it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from routing.arrays import Codes, Flags, RoadArrays, Singles
from routing.kinds import Access

Reals = NDArray[np.float64]
Seconds = TypeVar("Seconds", float, Reals)

# Of what cars lose against free flow, an ambulance with siren loses this share. SUMO 1.28, 21 paired trips: 0.21 where
# the signals give it way 30 s ahead, 0.69 where they do not.
KEEPS_WITH_PRIORITY = 0.25
KEEPS_ALONE = 0.7


class Barred(StrEnum):
    """Why an edge is closed to a vehicle, in the order they are looked at."""

    ACCESS = "access"
    HEIGHT = "height"
    WIDTH = "width"
    WEIGHT = "weight"


BARRED = tuple(Barred)  # a code c > 0 in an array of reasons means BARRED[c - 1]


HEIGHT_M, WIDTH_M, WEIGHT_T = 2.9, 2.2, 5.0


@dataclass(frozen=True, slots=True)
class Vehicle:
    """How large it is; the largest of a fleet decides where one network serves all.

    A van ambulance with its light bar is 2.6 to 2.9 m high, 2.0 to 2.2 m wide and weighs 3.5 to 5 t laden (EN 1789
    types B and C as built). The upper ends are taken: a bridge does not forgive.
    """

    height_m: float = HEIGHT_M
    width_m: float = WIDTH_M
    weight_t: float = WEIGHT_T

    def __post_init__(self) -> None:
        if min(self.height_m, self.width_m, self.weight_t) <= 0:
            raise ValueError("a vehicle has height, width and weight")


def _open() -> Mapping[Access, float | None]:
    return {Access.ANYBODY: 1.0, Access.EMERGENCY: 1.0, Access.BUS: 1.0, Access.CONTRAFLOW: None}


@dataclass(frozen=True, slots=True)
class BlueLight:
    """Which roads a vehicle uses: by `access`, the share of its speed it makes there, None where it does not drive.

    Against a one-way street is shut unless a city opens it: what a crew may dare with its own eyes is no plan to
    promise minutes on. Where opened, half the speed is a start.
    """

    access: Mapping[Access, float | None] = field(default_factory=_open)
    vehicle: Vehicle = Vehicle()

    def __post_init__(self) -> None:
        if set(self.access) != set(Access):
            raise ValueError("every kind of access needs a factor, or None")
        if any(factor is not None and not 0 < factor <= 2 for factor in self.access.values()):
            raise ValueError("an access factor lies above 0 and up to 2")


@dataclass(frozen=True, slots=True)
class RoadUse:
    """What a city lets its ambulances use, as people write it down: whether against one-way streets and at which
    share of the speed, whether on bus lanes, and how large the largest of the fleet is."""

    against_one_ways: bool = False
    against_one_ways_share: float = 0.5
    bus_lanes: bool = True
    height_m: float = HEIGHT_M
    width_m: float = WIDTH_M
    weight_t: float = WEIGHT_T

    def blue_light(self) -> BlueLight:
        """The same for the weighing of roads."""
        against = self.against_one_ways_share if self.against_one_ways else None
        access = {**_open(), Access.CONTRAFLOW: against, Access.BUS: 1.0 if self.bus_lanes else None}
        return BlueLight(access, Vehicle(self.height_m, self.width_m, self.weight_t))


def strictest(uses: Sequence[RoadUse]) -> RoadUse:
    """What holds where several regions share one network: open only what all open, passable for the largest."""
    return RoadUse(
        against_one_ways=all(use.against_one_ways for use in uses),
        against_one_ways_share=min(use.against_one_ways_share for use in uses),
        bus_lanes=all(use.bus_lanes for use in uses),
        height_m=max(use.height_m for use in uses),
        width_m=max(use.width_m for use in uses),
        weight_t=max(use.weight_t for use in uses),
    )


def access_factor(roads: RoadArrays, policy: BlueLight) -> Reals:
    """The factor of every edge by its access; 1 where it is barred."""
    return np.array([policy.access[kind] or 1.0 for kind in Access], dtype=np.float64)[roads.access]


def barred(roads: RoadArrays, policy: BlueLight) -> Codes:
    """Why each edge is closed to the vehicle: 0 where it is open, else 1 + the place in BARRED of the first reason."""
    shut = np.array([policy.access[kind] is None for kind in Access], dtype=np.bool_)[roads.access]
    size = policy.vehicle
    reasons: tuple[Flags, ...] = (
        shut,
        _below(roads.max_height_m, size.height_m),
        _below(roads.max_width_m, size.width_m),
        _below(roads.max_weight_t, size.weight_t),
    )
    return np.select(reasons, range(1, len(reasons) + 1), 0).astype(np.uint8)


def blue_light_s(free_s: Seconds, car_s: Seconds, *, factor: Seconds, keeps: Seconds) -> Seconds:
    """The time of an ambulance where cars take `car_s` and would take `free_s` alone.

    It drives `factor` times the free speed and keeps the share `keeps` of the cars' delay: KEEPS_WITH_PRIORITY where
    signals give way, else KEEPS_ALONE. Cars faster than free flow give nothing away.
    """
    took: Seconds = free_s / factor + keeps * np.maximum(car_s - free_s, 0.0)
    return took


def _below(limit: Singles, size: float) -> Flags:
    """Where a limit is posted and the vehicle exceeds it; NaN posts nothing."""
    return np.asarray(limit < np.float32(size), dtype=np.bool_)
