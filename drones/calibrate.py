"""Fitting the figures of a fleet to the flights it has flown. Pure.

A flight teaches when it went as planned: out, kit let go, home, landed. Flown times are held against what the formulas
said, and energy against what they say for the times that were flown, so that a long wait does not look like a weak
battery. What an earlier calibration has stretched is taken out again.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import fsum, sqrt

from drones.figures import FEWEST, HOME, OUT, Figure, FlightFigures
from drones.mission import Flight, Phase
from drones.sortie import Sortie
from drones.states import SortieState

S = SortieState
COURSE = (S.REQUESTED, S.AIRBORNE, S.ON_STATION, S.RETURNING, S.LANDED)
ASTRAY = frozenset({S.ABORTED, S.DIVERTED, S.FAILED})
LONGEST = 2.0  # a leg that took more than twice its time was paused or led elsewhere
LEAST_SHARE = 0.02  # of the battery: below it a gauge in whole per cent says nothing


@dataclass(frozen=True, slots=True)
class Flown:
    """What one flight measured; see `FlightFigures` for the names."""

    launch_s: float
    out: float
    over_s: float
    home: float
    power: float | None
    hand_s: float | None


def flown(sortie: Sortie) -> Flown | None:
    """What a sortie measured; None where it did not go as planned."""
    down = sortie.let_go_at
    if down is None or ASTRAY & sortie.entered.keys() or not all(state in sortie.entered for state in COURSE):
        return None
    ordered, airborne, there, back, landed = (sortie.entered[state] for state in COURSE)
    flight = sortie.flight
    out = (there - airborne) / flight.to_target * flight.factors.out
    home = (landed - back) / flight.homeward * flight.factors.home
    if max(out, home) > LONGEST:
        return None
    taken = sortie.kit_in_hand_at
    return Flown(
        launch_s=(airborne - ordered - sortie.delay).total_seconds(),
        out=out,
        over_s=(down - there).total_seconds(),
        home=home,
        power=_power(sortie),
        hand_s=(taken - down).total_seconds() if taken is not None and taken >= down else None,
    )


def fit(sorties: Iterable[Sortie]) -> FlightFigures:
    """The figures of these flights. `flights` says how many taught; below FEWEST of them there is no figure."""
    known = [one for sortie in sorties if (one := flown(sortie)) is not None]
    return FlightFigures(
        flights=len(known),
        launch_s=_figure([one.launch_s for one in known]),
        out=_figure([one.out for one in known]),
        over_s=_figure([one.over_s for one in known]),
        home=_figure([one.home for one in known]),
        power=_figure([one.power for one in known if one.power is not None]),
        hand_s=_figure([one.hand_s for one in known if one.hand_s is not None]),
    )


def figure_lines(figures: FlightFigures) -> Iterator[str]:
    """What a terminal shows."""
    yield f"{figures.flights} flights that went as planned"
    names = {
        "launch_s": "order to take-off, s",
        "out": "time out, of the formulas'",
        "over_s": "over the target until the kit is down, s",
        "home": "time home, of the formulas'",
        "power": "power, of the formulas'",
        "hand_s": "kit down to in hand, s",
    }
    for name, text in names.items():
        one: Figure | None = getattr(figures, name)
        yield f"  {text}: " + (f"{one.mean:.3g} ± {one.sd:.2g} (n {one.n})" if one else f"fewer than {FEWEST}")


def _figure(values: list[float]) -> Figure | None:
    """Mean and sample standard deviation."""
    n = len(values)
    if n < FEWEST:
        return None
    mean = fsum(values) / n
    return Figure(n, round(mean, 4), round(sqrt(fsum((value - mean) ** 2 for value in values) / (n - 1)), 4))


def _power(sortie: Sortie) -> float | None:
    """Energy used over what the formulas say for the times that were flown; None where the battery did not tell."""
    before, after = sortie.battery_share, sortie.vehicle.battery_share if sortie.vehicle is not None else None
    if before is None or after is None or before - after < LEAST_SHARE:
        return None
    flight, entered = sortie.flight, sortie.entered
    times = {
        OUT: entered[S.ON_STATION] - entered[S.AIRBORNE],
        frozenset(Phase) - OUT - HOME: entered[S.RETURNING] - entered[S.ON_STATION],
        HOME: entered[S.LANDED] - entered[S.RETURNING],
    }
    said_wh = fsum(_mean_w(flight, phases) * took.total_seconds() / 3600.0 for phases, took in times.items())
    return (before - after) * sortie.battery_wh / said_wh * flight.factors.power if said_wh else None


def _mean_w(flight: Flight, phases: frozenset[Phase]) -> float:
    seconds = flight.time_of(*phases).total_seconds()
    return fsum(s.energy_wh for s in flight.stages if s.phase in phases) * 3600.0 / seconds if seconds else 0.0
