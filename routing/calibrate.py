"""Fitting the minutes to a city's own trips. Pure.

The most likely model under a normal prior on the logarithm of each part (a ridge): few trips leave it where it was,
many overrule it. The
likelihood is the Student t of `routing.eta`, which one trip with a flat tyre does not move. The 90 % quantile is then
taken from trips the fit did not see (split-conformal in two halves), as soon as there are nine.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from routing.eta import FREEDOM, PRIOR, TripModel, p50_ms, width

Reals = NDArray[np.float64]
# How far a city may lie from the prior, as standard deviations of logarithms: one in twenty is twice as far. Own
# estimates. Pace: a profile's speeds are a seventh off. Ends: half a minute or two. Widths: a third.
BELIEF = {"pace": 0.15, "ends_s": 0.5, "floor": 0.3, "short_min": 0.3}
FEWEST = 9  # ceil((n + 1) × 0.9) ≤ n: below, no order statistic is a 90 % quantile
GROUP_FROM = 40  # trips from which day or night is told apart
STEEPEST = 0.98  # of t90 × widest, see TripModel
LONGEST_LOG = math.log(8)  # a trip eight times its prediction was interrupted, or its stamps slipped


@dataclass(frozen=True, slots=True)
class Group:
    """Trips that belong together; None: whichever."""

    siren: bool = True
    night: bool | None = None


@dataclass(frozen=True, slots=True)
class Trip:
    """A trip as it went: `driven_ms` by the edges and access of its way, `took_ms` from wheels rolling to arrival."""

    driven_ms: int
    took_ms: int
    siren: bool = True
    night: bool = False


@dataclass(frozen=True, slots=True)
class TripModels:
    """What a city's own trips say: of all of them, and of each group that has enough."""

    overall: TripModel = PRIOR
    groups: tuple[tuple[Group, TripModel], ...] = ()

    def of(self, *, siren: bool, night: bool) -> TripModel:
        """The model of such trips: of their own group, of all with or without siren, or of all."""
        known = dict(self.groups)
        return known.get(Group(siren, night)) or known.get(Group(siren)) or self.overall

    def at(self, at: datetime, zone: str) -> TripModel:
        """The model of trips with siren at an instant (aware), in a city's own zone."""
        return self.of(siren=True, night=is_night(at, zone))


def is_night(at: datetime, zone: str) -> bool:
    """Whether streets are those of the night: from 19 to 7, when neither commuters nor lorries fill them."""
    return not 7 <= at.astimezone(ZoneInfo(zone)).hour < 19


def fit(trips: Iterable[Trip], *, prior: TripModel = PRIOR) -> TripModels:
    """The models of `trips`: of all, shrunk to `prior`; with and without siren, shrunk to that of all; by day and by
    night, shrunk to that. Their order decides nothing but which half a trip belongs to.

    Trips of no length, and those more than eight times off what `prior` expects, say nothing and are left out.
    """
    usable = [trip for trip in trips if is_usable(trip, prior)]
    overall, groups = fit_one(usable, prior=prior), list[tuple[Group, TripModel]]()
    for siren in (False, True):
        mine = [trip for trip in usable if trip.siren is siren]
        if len(mine) < GROUP_FROM:
            continue
        both = fit_one(mine, prior=overall)
        groups.append((Group(siren), both))
        for night in (False, True):
            ours = [trip for trip in mine if trip.night is night]
            if len(ours) >= GROUP_FROM:
                groups.append((Group(siren, night), fit_one(ours, prior=both)))
    return TripModels(overall, tuple(groups))


def is_usable(trip: Trip, prior: TripModel = PRIOR) -> bool:
    """Whether a trip can be a test of the minutes at all."""
    if trip.driven_ms <= 0 or trip.took_ms <= 0:
        return False
    return abs(math.log(trip.took_ms / p50_ms(trip.driven_ms, prior))) <= LONGEST_LOG


def fit_one(trips: Sequence[Trip], *, prior: TripModel = PRIOR) -> TripModel:
    """One model of all `trips`, shrunk to `prior`; its `t90` is the prior's below nine trips."""
    if not trips:
        return prior
    model = _most_likely(trips, prior)
    t90 = _conformal(trips, prior) if len(trips) >= FEWEST else prior.t90
    return replace(model, t90=t90, widest=min(model.widest, STEEPEST / t90), trips=len(trips))


def _most_likely(trips: Sequence[Trip], prior: TripModel) -> TripModel:
    driven = np.array([trip.driven_ms for trip in trips], dtype=np.float64) / 1000
    took = np.log(np.array([trip.took_ms for trip in trips], dtype=np.float64) / 1000)
    names = tuple(BELIEF)
    start = np.log([max(getattr(prior, name), 1e-3) for name in names])
    belief = np.array([BELIEF[name] for name in names])

    def surprise(logs: Reals) -> float:
        pace, ends_s, floor, short_min = np.exp(logs)
        road = driven * pace
        median = road + np.minimum(road, ends_s)
        wide = np.minimum(prior.widest, np.hypot(floor, short_min * 60 / median))
        z = (took - np.log(median)) / wide
        data = np.log(wide) + (FREEDOM + 1) / 2 * np.log1p(z * z / FREEDOM)
        return float(data.sum() + 0.5 * (((logs - start) / belief) ** 2).sum())

    found = minimize(surprise, start, method="Nelder-Mead", options={"xatol": 1e-4, "fatol": 1e-4, "maxiter": 4000})
    pace, ends_s, floor, short_min = np.exp(found.x).tolist()
    return replace(prior, pace=pace, ends_s=ends_s, floor=floor, short_min=short_min)


def _conformal(trips: Sequence[Trip], prior: TripModel) -> float:
    """The ceil((n + 1) × 0.9)-th of the widths by which each half went beyond the median fitted on the other."""
    halves = trips[::2], trips[1::2]
    z = sorted(
        _standing(trip, model)
        for mine, other in (halves, halves[::-1])
        for model in (_most_likely(other, prior),)
        for trip in mine
    )
    rank = math.ceil((len(z) + 1) * 0.9)
    return min(max(z[rank - 1], prior.t90 / 2), prior.t90 * 2)


def _standing(trip: Trip, model: TripModel) -> float:
    median = p50_ms(trip.driven_ms, model)
    return math.log(trip.took_ms / median) / width(median, model)
