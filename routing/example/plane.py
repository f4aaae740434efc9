"""The drawing board: metres east and north of ORIGIN. Lines are drawn straight and bent together at the end."""

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from chassis.chance import Random
from chassis.geo import EARTH_RADIUS_M, LatLon
from routing.example.region import ORIGIN

Points = NDArray[np.float64]  # (n, 2): metres east, metres north

M_PER_DEG = math.radians(1) * EARTH_RADIUS_M
SHRINK = math.cos(math.radians(ORIGIN.lat))  # a degree of longitude beside one of latitude
DECIMALS = 6  # of a degree, 0.1 m: the last digits of sine may differ between machines
BENDS = ((5200.0, 100.0), (2300.0, 32.0), (850.0, 7.0))  # wave length and height in metres: no fold, gentle curves
WAVES = 3  # of each kind


def on_board(course: Iterable[tuple[float, float]]) -> Points:
    """Positions in degrees as points on the board."""
    degrees = np.array(list(course), dtype=np.float64).reshape(-1, 2)
    east = (degrees[:, 1] - ORIGIN.lon) * SHRINK * M_PER_DEG
    return np.column_stack((east, (degrees[:, 0] - ORIGIN.lat) * M_PER_DEG))


def on_earth(points: Points) -> list[LatLon]:
    """Points on the board as positions."""
    lat = np.round(ORIGIN.lat + points[:, 1] / M_PER_DEG, DECIMALS)
    lon = np.round(ORIGIN.lon + points[:, 0] / (SHRINK * M_PER_DEG), DECIMALS)
    return [LatLon(a, b) for a, b in zip(lat.tolist(), lon.tolist(), strict=True)]


def rounded(course: Points, times: int = 3) -> Points:
    """The line with its corners cut (Chaikin), ends kept."""
    for _ in range(times):
        before, after = course[:-1], course[1:]
        cut = np.stack((0.75 * before + 0.25 * after, 0.25 * before + 0.75 * after), axis=1).reshape(-1, 2)
        course = np.vstack((course[:1], cut[1:-1], course[-1:]))
    return course


class Field:
    """A smooth random landscape: a few plane waves; values about -1 … 1."""

    def __init__(self, chance: Random, wave_m: float) -> None:
        turns = [chance.uniform(0, 2 * math.pi) for _ in range(WAVES)]
        self._along = np.array([(math.cos(turn), math.sin(turn)) for turn in turns]) * (2 * math.pi / wave_m)
        self._phase = np.array([chance.uniform(0, 2 * math.pi) for _ in range(WAVES)])

    def at(self, points: Points) -> NDArray[np.float64]:
        """The height at each point."""
        heights: NDArray[np.float64] = np.sin(points @ self._along.T + self._phase).mean(axis=1)
        return heights


class Bending:
    """One smooth shift of the whole board: lines that met still meet, lines that did not still do not."""

    def __init__(self, chance: Random) -> None:
        self._fields = [(height, Field(chance, wave), Field(chance, wave)) for wave, height in BENDS]

    def __call__(self, points: Points) -> Points:
        shift = [np.column_stack((east.at(points), north.at(points))) * height for height, east, north in self._fields]
        bent: Points = points + np.sum(shift, axis=0) * math.sqrt(WAVES)
        return bent
