"""What a flight takes of a drone's battery in the weather of now, and whether that could ever carry it. Pure."""

from dataclasses import dataclass, replace
from typing import Self

from drones.battery import COLD_BELOW_C, Budget, Reserve, energy_budget
from drones.figures import FlightFigures, stretched
from drones.flight import density, plan_flight
from drones.mission import Flight, Path
from drones.model import Drone, Weather
from drones.planner import Wind
from drones.policy import DropProfile

DETOUR_LEAST = 0.99  # of the energy straight there and back: in 11 m/s a zigzag saves 0.4 %, never more (M300, M350)


@dataclass(frozen=True, slots=True)
class Conditions:
    """What flights are reckoned in: wind and temperature, None when unknown; heights and pauses of a drop, what must be
    left in the battery, and what own flights have taught."""

    wind: Wind | None
    temperature_c: float | None
    profile: DropProfile
    reserve: Reserve
    figures: FlightFigures | None = None

    @property
    def kindest(self) -> Self:
        """Without wind, and where the temperature is unknown in that in which a battery carries furthest.

        A drone holds its speed over ground, so that wind only ever costs it: what fails here fails in any wind. Hot
        air, whose drag is less, is kinder by 3 % at most.
        """
        degrees = COLD_BELOW_C if self.temperature_c is None else self.temperature_c
        return replace(self, wind=Wind(), temperature_c=degrees)

    def flight(self, drone: Drone, path: Path, *, height_m: float, kit_mass_kg: float) -> tuple[Flight, Budget] | None:
        """The flight and what it takes; None where the air is unknown or the wind forbids a leg.

        The station is taken to lie at sea level.
        """
        if self.wind is None or self.temperature_c is None:
            return None
        moving = replace(self.wind.air(height_m), density_kg_m3=density(height_m, self.temperature_c))
        profile = self.profile.at(height_m)
        planned = plan_flight(drone.airframe, path, kit_mass_kg=kit_mass_kg, wind=moving, profile=profile)
        if planned is None:
            return None
        flight = stretched(planned, self.figures)
        budget = energy_budget(
            drone,
            flight,
            kit_mass_kg=kit_mass_kg,
            moving=moving,
            temperature_c=self.temperature_c,
            reserve=self.reserve,
        )
        return flight, budget


def known_wind(weather: Weather | None) -> Wind | None:
    """The wind at 10 m; None when its speed is unknown, or where from one comes that blows."""
    if weather is None or weather.wind_mps is None or (weather.wind_mps > 0.0 and weather.wind_from_deg is None):
        return None
    return Wind(weather.wind_mps, weather.wind_from_deg or 0.0)


def could_carry(budget: Budget) -> bool:
    """Whether the battery may carry the drone round something on the straight line of this budget, or nobody knows."""
    at_hand_wh = budget.full_wh if budget.left_wh is None else min(budget.full_wh, budget.left_wh)
    return DETOUR_LEAST * budget.flight_wh + budget.reserve_wh <= at_hand_wh
