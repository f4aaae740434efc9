"""Whether the battery carries the flight and its reserve. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from drones.flight import Air, hover_w
from drones.mission import Flight
from drones.model import Drone
from drones.reasons import Code, Reason

COLD_BELOW_C = 10.0  # below this a lithium battery gives 1 % less for each degree,
COLD_LEAST = 0.7  # but is not counted for less than this share


@dataclass(frozen=True, slots=True)
class Reserve:
    """What must be left after landing: the larger of a share of the nominal energy and some time of hovering."""

    share: float = 0.20
    hover: timedelta = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Budget:
    """Energy of one flight in watt-hours: what it takes, what must remain, what a full battery and this one hold."""

    flight_wh: float
    reserve_wh: float
    full_wh: float
    left_wh: float | None

    @property
    def needed_wh(self) -> float:
        """Flight and reserve."""
        return self.flight_wh + self.reserve_wh


def cold_share(temperature_c: float) -> float:
    """The share of its energy a battery gives at `temperature_c`."""
    return min(1.0, max(COLD_LEAST, 1.0 - 0.01 * (COLD_BELOW_C - temperature_c)))


def energy_budget(
    drone: Drone, flight: Flight, *, kit_mass_kg: float, moving: Air, temperature_c: float, reserve: Reserve
) -> Budget:
    """The budget of `flight` with what is known of the drone's battery."""
    frame = drone.airframe
    hovering_w = hover_w(frame, frame.mass_kg + kit_mass_kg, moving.density_kg_m3)
    full_wh = frame.battery_wh * drone.battery_health * cold_share(temperature_c)
    return Budget(
        flight_wh=flight.energy_wh,
        reserve_wh=max(reserve.share * frame.battery_wh, hovering_w * reserve.hover.total_seconds() / 3600.0),
        full_wh=full_wh,
        left_wh=None if drone.battery_share is None else full_wh * drone.battery_share,
    )


def battery_reasons(budget: Budget) -> Iterator[Reason]:
    """Too far for any battery, too far for this one, or nobody knows."""
    if budget.needed_wh > budget.full_wh:
        yield Reason(Code.OUT_OF_RANGE, value=budget.needed_wh, limit=budget.full_wh)
    elif budget.left_wh is not None and budget.needed_wh > budget.left_wh:
        yield Reason(Code.BATTERY_LOW, value=budget.needed_wh, limit=budget.left_wh)
