"""From the time on the road to an honest arrival: the median of such trips, and what nine in ten keep. Pure.

Shape: Budge, Ingolfsson and Zerom, "Empirical analysis of ambulance travel times", Management Science 56 (2010).
They find that short trips are slower than roads explain, and that logarithms of travel times spread like a Student t
whose width falls with the length of the trip towards a floor. The shape is theirs, as remembered; the numbers of the
PRIOR are chosen, and were compared with the San Francisco record (see `routing.profiles`), where nine trips in ten
stayed within 1.95, 1.65 and 1.5 times the median of 1.5, 2.3 and 3.5 minutes. They hold until `routing.calibrate`
replaces them by a city's own.
"""

import math
from dataclasses import dataclass

FREEDOM = 4  # degrees of freedom of the Student t, theirs
T_90 = 1.533  # its 90 % quantile, any table


@dataclass(frozen=True, slots=True)
class TripModel:
    """What roads do not explain.

    The road takes `pace` times what its edges say. `ends_s`: lost getting under way and finding the door, at most as
    much again as the trip itself. The width of the logarithms is hypot(`floor`, `short_min` / minutes), at most
    `widest`; nine in ten stay within `t90` widths. `trips`: how many of our own it was fitted on, 0 for a prior.
    """

    ends_s: float = 60.0
    floor: float = 0.20
    short_min: float = 0.60
    widest: float = 0.60
    pace: float = 1.0
    t90: float = T_90
    trips: int = 0

    def __post_init__(self) -> None:
        if min(self.pace, self.t90) <= 0 or min(self.ends_s, self.floor, self.short_min, self.widest, self.trips) < 0:
            raise ValueError("a trip model has no negative parts, and goes forward")
        if self.t90 * self.widest >= 1:  # d p90 / d p50 > 0 needs it
            raise ValueError("a longer trip would be promised sooner: t90 × widest must stay below 1")


PRIOR = TripModel()


def ends_ms(driven_ms: int, model: TripModel = PRIOR) -> int:
    """What a trip of `driven_ms` loses at its ends."""
    return min(paced_ms(driven_ms, model), round(model.ends_s * 1000))


def paced_ms(driven_ms: int, model: TripModel = PRIOR) -> int:
    """How long a road takes whose edges add up to `driven_ms`."""
    return round(driven_ms * model.pace)


def p50_ms(driven_ms: int, model: TripModel = PRIOR) -> int:
    """The median of trips that take `driven_ms` by road and access; 0 for 0."""
    return paced_ms(driven_ms, model) + ends_ms(driven_ms, model)


def p90_ms(median_ms: int, model: TripModel = PRIOR) -> int:
    """The time that nine trips in ten with the median `median_ms` stay within; 0 for 0."""
    if median_ms <= 0:
        return 0
    return round(median_ms * math.exp(model.t90 * width(median_ms, model)))


def width(median_ms: int, model: TripModel = PRIOR) -> float:
    """How far the logarithms of trips with the median `median_ms` > 0 spread: the scale of their Student t."""
    return min(model.widest, math.hypot(model.floor, model.short_min / (median_ms / 60_000)))


def quantile_ms(median_ms: int, share: float, model: TripModel = PRIOR) -> int:
    """The time that a `share` (0 < share < 1) of the trips with the median `median_ms` stay within; 0 for 0.

    The quantile of the Student t, stretched so that nine in ten stay within `t90`.
    """
    if median_ms <= 0:
        return 0
    return round(median_ms * math.exp(t_quantile(share) * model.t90 / T_90 * width(median_ms, model)))


def t_quantile(share: float) -> float:
    """Of the Student t with four degrees of freedom, in closed form (Shaw, J. of Computational Finance 9, 2006)."""
    alpha = math.sqrt(4 * share * (1 - share))
    root = math.sqrt(max(0.0, math.cos(math.acos(alpha) / 3) / alpha - 1))
    return math.copysign(2 * root, share - 0.5)
