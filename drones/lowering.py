"""How far down the kit is: what a release waits for. Pure.

A kit that is let go while it hangs falls. The winch says how much line is out, and some say what pulls at it; of one
that says nothing, time does.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from drones.mission import Flight, Phase
from drones.sortie import Sortie
from drones.states import SortieState
from drones.vehicle import VehicleState

HUNG_M = 2.0  # below the drone before the winch turned, for flights planned before they told their line
SHORT_M = 0.5  # of the whole length, and the kit stands
SPARE_M = 1.0  # lies on the ground where the winch tells what pulls: a drone that is a little high sets it down too
HANGS = 0.5  # of the kit's mass at the line: it hangs
HANGS_MOST = 2.0  # times its mass; a winch that says more of a kit that surely hangs has another scale
FREE_M = 5.0  # of line: so near its drone nothing can hold or bear a kit
FOULED, FOULED_KG = 1.5, 0.5  # times the kit's mass, and so much more: something holds the line


@dataclass(frozen=True, slots=True)
class Hanging:
    """A kit that is not down yet: metres of line out, as far as the winch tells, and wanted; seconds still to go.

    `pull_kg` is what pulls at a line that is out as far as it should be, where the winch tells.
    """

    out_m: float | None
    wanted_m: float
    left_s: float
    pull_kg: float | None = None


def line_of(flight: Flight) -> tuple[float, float]:
    """How much line brings the kit to the ground, and how fast: metres, and metres a second."""
    lower = flight.stage(Phase.LOWER)
    length_m = flight.line_m if flight.line_m is not None else max(0.0, lower.end_altitude_m - HUNG_M)
    return length_m, length_m / max(1.0, lower.duration.total_seconds())


def least_line_m(flight: Flight) -> float:
    """So much line must be out before the kit is let go."""
    return max(0.0, line_of(flight)[0] - SHORT_M)


def slack_kg(flight: Flight) -> float | None:
    """A kit that stands pulls less than this; None where nobody wrote down what hangs there."""
    return HANGS * flight.kit_kg if flight.kit_kg else None


def most_kg(sortie: Sortie, vehicle: VehicleState) -> float | None:
    """The most that has pulled at the line in this flight while the kit surely hung."""
    near = sortie.state is SortieState.LOWERING and vehicle.line_m is not None and vehicle.line_m <= FREE_M
    hangs = near or sortie.state in {SortieState.AIRBORNE, SortieState.ON_STATION}
    felt = (vehicle.line_most_kg, vehicle.line_kg if hangs else None)
    return max((kg for kg in felt if kg is not None), default=None)


def tells_pull(flight: Flight, vehicle: VehicleState) -> bool:
    """Whether the winch tells what pulls, in kilograms: what it said while the kit hung fits the kit's mass."""
    return vehicle.line_kg is not None and (vehicle.line_most_kg is None or felt_kit(flight, vehicle))


def felt_kit(flight: Flight, vehicle: VehicleState) -> bool:
    """Whether the winch has told in this flight what the kit weighs, which one without a mass cannot contradict."""
    most = vehicle.line_most_kg
    return most is not None and (not flight.kit_kg or HANGS <= most / flight.kit_kg <= HANGS_MOST)


def pulls(flight: Flight, vehicle: VehicleState | None) -> bool | None:
    """Whether a kit hangs on the line; None where the winch does not tell what pulls at it."""
    slack = slack_kg(flight)
    if vehicle is None or vehicle.line_kg is None or not slack or not tells_pull(flight, vehicle):
        return None
    return vehicle.line_kg >= slack


def held(flight: Flight, vehicle: VehicleState | None) -> bool:
    """Whether more pulls at the line than the kit can."""
    if vehicle is None or vehicle.line_kg is None or not flight.kit_kg or not tells_pull(flight, vehicle):
        return False
    return vehicle.line_kg > FOULED * flight.kit_kg + FOULED_KG


def let_out_m(flight: Flight, vehicle: VehicleState) -> float:
    """The line to have out for a kit to stand."""
    return line_of(flight)[0] + (SPARE_M if tells_pull(flight, vehicle) else 0.0)


def hanging(sortie: Sortie, *, now: datetime) -> Hanging | None:
    """What keeps the kit of a sortie that lowers it from being let go; None once it is down."""
    out_m = sortie.vehicle.line_m if sortie.vehicle is not None else None
    wanted_m = least_line_m(sortie.flight)
    since = now - sortie.entered.get(SortieState.LOWERING, now)
    left = max(timedelta(0), sortie.flight.time_of(Phase.LOWER) - since)
    down = out_m >= wanted_m if out_m is not None else not left
    if down and sortie.vehicle is not None and pulls(sortie.flight, sortie.vehicle):
        return Hanging(out_m, wanted_m, left.total_seconds(), sortie.vehicle.line_kg)
    return None if down else Hanging(out_m, wanted_m, left.total_seconds())
