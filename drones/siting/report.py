"""What drone stations would be worth to a city, by their number. Pure but for the solver.

Worth is the mean seconds the kit is down before the ambulance, over all calls (`benefit`), or the share of calls it
reaches within a time (`coverage`).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from chassis.geo import LatLon
from drones.siting.choose import choose, worth
from drones.siting.grid import Cell, Floats

LONGEST_S = 3600.0  # an ambulance no road brings counts as this late
Solve = Callable[[Floats, Floats, int], tuple[tuple[int, ...], float, float] | None]


class Aim(StrEnum):
    """What the stations are to be good for."""

    BENEFIT = "benefit"
    COVERAGE = "coverage"


@dataclass(frozen=True, slots=True)
class Site:
    """A roof or yard a station could stand on."""

    id: str
    name: str
    place: LatLon
    kept: bool = False  # a station stands there already, and stays


@dataclass(frozen=True, slots=True)
class Ground:
    """A city to choose sites in. `kit_s` is sites × cells, infinite where no kit comes; `ambulance_s` one a cell."""

    sites: tuple[Site, ...]
    cells: tuple[Cell, ...]
    kit_s: Floats
    ambulance_s: Floats
    within_s: float = 480.0

    @property
    def weights(self) -> Floats:
        """The share of all calls expected in each cell."""
        weights = np.array([cell.weight for cell in self.cells])
        shares: Floats = weights / weights.sum()
        return shares

    @property
    def kept(self) -> tuple[int, ...]:
        """The stations that stand already."""
        return tuple(number for number, site in enumerate(self.sites) if site.kept)

    def gains(self, aim: Aim) -> Floats:
        """What each site is worth to a call in each cell."""
        if aim is Aim.COVERAGE:
            return (self.kit_s <= self.within_s).astype(float)
        return np.maximum(np.minimum(self.ambulance_s, LONGEST_S) - self.kit_s, 0.0)


@dataclass(frozen=True, slots=True)
class Line:
    """One number of stations. Shares are of all calls; `bound` is what no choice can exceed, None without a solver."""

    sites: tuple[int, ...]
    worth: float
    quick: float  # what greedy and exchanges found
    bound: float | None
    within: float  # kit down within the time asked for
    first: float  # kit down before the ambulance
    reached: float  # kit comes at all

    @property
    def proven(self) -> bool:
        """Whether no other choice can be better."""
        return self.bound is not None and self.worth >= self.bound * (1.0 - 1e-6)


def weigh(ground: Ground, aim: Aim, most: int, *, solve: Solve | None = None) -> tuple[Line, ...]:
    """The best stations found for each number from those that stand up to `most`; ends where more add nothing."""
    lines: list[Line] = []
    gains, weights = ground.gains(aim), ground.weights
    for count in range(max(1, len(ground.kept)), most + 1):
        quick = choose(gains, weights, count, keep=ground.kept)
        solved = solve(gains, weights, count) if solve is not None else None
        lines.append(_line(ground, gains, quick, solved))
        if len(lines[-1].sites) < count:
            break
    return tuple(lines)


def _line(
    ground: Ground, gains: Floats, quick: tuple[int, ...], solved: tuple[tuple[int, ...], float, float] | None
) -> Line:
    weights = ground.weights
    found = worth(gains, weights, quick)
    sites, value, bound = (quick, found, None) if solved is None or solved[1] < found else solved
    kit_s = ground.kit_s[list(sites)].min(axis=0) if sites else np.full(len(ground.cells), np.inf)
    return Line(
        sites=sites,
        worth=value,
        quick=found,
        bound=bound if solved is None else max(solved[2], value),
        within=float(weights @ (kit_s <= ground.within_s)),
        first=float(weights @ (kit_s < ground.ambulance_s)),
        reached=float(weights @ np.isfinite(kit_s)),
    )


def report_lines(ground: Ground, aim: Aim, lines: Sequence[Line]) -> Iterator[str]:
    """What a terminal shows."""
    unit = "s gained a call" if aim is Aim.BENEFIT else f"of calls within {ground.within_s:.0f} s"
    yield f"aim: {aim}, {unit}; {len(ground.cells)} squares, {len(ground.sites)} sites"
    yield "stations   greedy    found    bound  within   first  reached  sites"
    for line in lines:
        bound = "-" if line.bound is None else _worth(line.bound, aim)
        names = ", ".join(ground.sites[site].name for site in line.sites)
        shares = f"{line.within:7.1%} {line.first:7.1%} {line.reached:8.1%}"
        yield f"{len(line.sites):8} {_worth(line.quick, aim)} {_worth(line.worth, aim)} {bound:>8} {shares}  {names}"
    if lines and all(line.proven for line in lines):
        yield "every choice is proven the best"


def _worth(value: float, aim: Aim) -> str:
    return f"{value:8.1f}" if aim is Aim.BENEFIT else f"{value:8.2%}"
