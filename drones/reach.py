"""What a flight takes of a drone's battery in the weather of now, and whether that could ever carry it. Pure."""

from dataclasses import dataclass

from drones.battery import Budget, Reserve, energy_budget
from drones.figures import FlightFigures, stretched
from drones.flight import Air, air, density, plan_flight, wind_at
from drones.mission import Flight, Path
from drones.model import Drone, Weather
from drones.policy import DropProfile

DETOUR_LEAST = 0.99  # of the energy straight there and back: in 11 m/s a zigzag saves 0.4 %, never more (M300, M350)


@dataclass(frozen=True, slots=True)
class Conditions:
    """What flights are reckoned in: the weather, heights and pauses of a drop, what must be left, and own flights."""

    weather: Weather | None
    profile: DropProfile
    reserve: Reserve
    figures: FlightFigures | None = None

    def air(self, height_m: float) -> Air | None:
        """The air at flight height; None when wind or temperature is unknown. The station is taken at sea level."""
        weather = self.weather
        if weather is None or weather.wind_mps is None or weather.temperature_c is None:
            return None
        if weather.wind_mps > 0.0 and weather.wind_from_deg is None:
            return None
        return air(
            wind_mps=wind_at(height_m, weather.wind_mps),
            wind_from_deg=weather.wind_from_deg or 0.0,
            density_kg_m3=density(height_m, weather.temperature_c),
        )

    def flight(
        self, drone: Drone, path: Path, moving: Air, *, height_m: float, kit_mass_kg: float
    ) -> tuple[Flight, Budget] | None:
        """The flight and what it takes; None where the wind forbids a leg. `moving` is `air` at the height."""
        profile = self.profile.at(height_m)
        flight = plan_flight(drone.airframe, path, kit_mass_kg=kit_mass_kg, wind=moving, profile=profile)
        if flight is None:
            return None
        flight = stretched(flight, self.figures)
        degrees = self.weather.temperature_c if self.weather is not None else None
        if degrees is None:
            raise ValueError("without a temperature there is no air")
        budget = energy_budget(
            drone, flight, kit_mass_kg=kit_mass_kg, moving=moving, temperature_c=degrees, reserve=self.reserve
        )
        return flight, budget


@dataclass(frozen=True, slots=True)
class Reach:
    """The drones that would fly from one station, each with the mass of its kit in kg."""

    conditions: Conditions
    laden: tuple[tuple[Drone, float], ...]

    def spans(self, path: Path, height_m: float) -> bool:
        """Whether a way round anything on this straight line could be flown by one of them, or nobody can tell."""
        moving = self.conditions.air(height_m)
        if moving is None:
            return True
        flights = (
            self.conditions.flight(drone, path, moving, height_m=height_m, kit_mass_kg=mass_kg)
            for drone, mass_kg in self.laden
        )
        return any(flight is None or _could(flight[1]) for flight in flights)


def _could(budget: Budget) -> bool:
    at_hand_wh = budget.full_wh if budget.left_wh is None else min(budget.full_wh, budget.left_wh)
    return DETOUR_LEAST * budget.flight_wh + budget.reserve_wh <= at_hand_wh
