"""A city's expected calls as squares of ground. Pure.

Each part of a city stands for the ground nearer to it than to the other parts, out to `reach_m`; its weight lies evenly
on the squares whose middles are there. What is known of a city is where its parts are, not where they end.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from chassis.geo import LatLon
from drones.plane import Plane

SIDE_M, REACH_M = 500.0, 1500.0
MOST = 100_000  # squares; a finer grid says nothing more about where a roof should be
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Cell:
    """A square by its middle, and the calls expected there."""

    place: LatLon
    weight: float


def lay_grid(
    parts: Sequence[tuple[LatLon, float]], *, side_m: float = SIDE_M, reach_m: float = REACH_M
) -> tuple[Cell, ...]:
    """The squares that bear any of the weight of `parts`, from south-west to north-east; their weights add up to it.

    A part too close to others to be nearest to any middle puts its weight on the square it lies in. Raises ValueError
    for a grid of more than 100 000 squares.
    """
    if not parts:
        return ()
    plane = Plane(sum(place.lat for place, _ in parts) / len(parts))
    spots = np.array([plane.xy(place) for place, _ in parts])
    corner, (across, up) = _frame(spots, side_m, reach_m)
    if across * up > MOST:
        raise ValueError(f"{across} x {up} squares are more than {MOST}")
    columns, rows = (index.ravel() for index in np.meshgrid(np.arange(across), np.arange(up)))
    middles = corner + (np.stack([columns, rows], axis=1) + 0.5) * side_m
    weights, lost = _spread(spots, [weight for _, weight in parts], middles, reach_m)
    for number in lost:
        column, row = ((spots[number] - corner) // side_m).astype(int)
        weights[row * across + column] += parts[number][1]
    bearing = np.flatnonzero(weights)
    return tuple(
        Cell(plane.place((float(x), float(y))), float(weights[n]))
        for n, (x, y) in zip(bearing, middles[bearing], strict=True)
    )


def _frame(spots: Floats, side_m: float, reach_m: float) -> tuple[Floats, tuple[int, int]]:
    corner = np.floor((spots.min(axis=0) - reach_m) / side_m) * side_m
    across, up = (int(count) + 1 for count in (spots.max(axis=0) + reach_m - corner) // side_m)
    return corner, (across, up)


def _spread(
    spots: Floats, weights: Sequence[float], middles: Floats, reach_m: float
) -> tuple[Floats, npt.NDArray[np.int64]]:
    """The weight of each square, and which parts found none."""
    apart = np.linalg.norm(middles[:, None, :] - spots[None, :, :], axis=2)
    nearest = apart.argmin(axis=1)
    near = apart[np.arange(len(middles)), nearest] <= reach_m
    squares = np.bincount(nearest[near], minlength=len(spots))
    each = np.divide(weights, squares, out=np.zeros(len(spots)), where=squares > 0)
    return np.where(near, each[nearest], 0.0), np.flatnonzero(squares == 0)
