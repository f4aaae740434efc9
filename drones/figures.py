"""What own flights have taught of time and energy, and how it stretches a plan. Pure.

Formulas plan in calm generality; operators answer, drones brake and batteries age in particular. A figure rests on at
least `FEWEST` flights; without one the plan and the policy stand as they are.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

from drones.mission import Factors, Flight, Phase, Stage
from drones.race import P90_SD

FEWEST = 20
OUT = frozenset({Phase.CLIMB, Phase.OUTBOUND, Phase.DESCEND})
HOME = frozenset({Phase.CLIMB_AWAY, Phase.HOMEBOUND, Phase.LAND})


@dataclass(frozen=True, slots=True)
class Figure:
    """The mean of `n` measurements and their standard deviation."""

    n: int
    mean: float
    sd: float


@dataclass(frozen=True, slots=True)
class FlightFigures:
    """What the flights of a region say; None where too few say anything.

    `launch_s` is order to take-off without the wait for other traffic; `over_s` hovering over the target until the kit
    is down; `hand_s` from there until somebody has it. `out`, `home` and `power` are what was flown over what the
    formulas say of it. `number` is the version, 0 for one that is not in force.
    """

    flights: int
    launch_s: Figure | None = None
    out: Figure | None = None
    over_s: Figure | None = None
    home: Figure | None = None
    power: Figure | None = None
    hand_s: Figure | None = None
    number: int = 0


def stretched(flight: Flight, figures: FlightFigures | None) -> Flight:
    """The flight as this fleet would fly it. Energy is that nine flights in ten stay within, for it has to get home."""
    if figures is None:
        return flight
    power = figures.power.mean + P90_SD * figures.power.sd if figures.power is not None else 1.0
    factors = Factors(_mean(figures.out), _mean(figures.home), power)
    over_s = figures.over_s.mean if figures.over_s is not None else None
    wait = timedelta(seconds=over_s) - flight.time_of(Phase.LOWER) if over_s is not None else None
    return replace(flight, stages=tuple(_stretch(stage, factors, wait) for stage in flight.stages), factors=factors)


def spread_s(
    flight: Flight,
    figures: FlightFigures | None,
    *,
    launch_sd: timedelta,
    leg_spread: float,
    launched: bool = False,
    way: timedelta | None = None,
) -> float:
    """The standard deviation of the time until the kit is on the ground, by own flights where they tell.

    From the order, or once it is `launched`; `way` is what is left to fly, by default all of it.
    """
    known = figures or FlightFigures(0)
    launch_s = known.launch_s.sd if known.launch_s is not None else launch_sd.total_seconds()
    out = known.out.sd / known.out.mean if known.out is not None else leg_spread
    over_s = known.over_s.sd if known.over_s is not None else 0.0
    drift_s = out * (flight.to_target if way is None else way).total_seconds()
    return float(((0.0 if launched else launch_s) ** 2 + drift_s**2 + over_s**2) ** 0.5)


def launch_delay(figures: FlightFigures | None, *, policy: timedelta) -> timedelta:
    """From the order to take-off: as own flights have it, else as the policy has it."""
    if figures is None or figures.launch_s is None:
        return policy
    return timedelta(seconds=figures.launch_s.mean)


def _stretch(stage: Stage, factors: Factors, wait: timedelta | None) -> Stage:
    longer = factors.out if stage.phase in OUT else factors.home if stage.phase in HOME else 1.0
    duration = stage.duration * longer
    if stage.phase is Phase.AREA_CHECK and wait is not None:
        duration = max(timedelta(0), wait)
        longer = duration / stage.duration if stage.duration else 0.0
    return replace(stage, duration=duration, energy_wh=stage.energy_wh * longer * factors.power)


def _mean(figure: Figure | None) -> float:
    return figure.mean if figure is not None else 1.0
