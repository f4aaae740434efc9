"""From the time on the road to an honest arrival: the median of such trips, and what nine in ten keep. Pure.

Shape: Budge, Ingolfsson and Zerom, "Empirical analysis of ambulance travel times", Management Science 56 (2010).
They find that short trips are slower than roads explain, and that logarithms of travel times spread like a Student t
whose width falls with the length of the trip towards a floor. The shape is theirs, as remembered; the numbers are a
PRIOR: chosen, and compared with the San Francisco record (see `routing.profiles`), where nine trips in ten stayed
within 1.95, 1.65 and 1.5 times the median of 1.5, 2.3 and 3.5 minutes. They hold until calibration on a city's own
trips replaces them.
"""

import math
from dataclasses import dataclass

T_90 = 1.533  # 90 % quantile of Student's t with 4 degrees of freedom, any table


@dataclass(frozen=True, slots=True)
class TripModel:
    """What roads do not explain.

    `ends_s`: lost getting under way and finding the door, at most as much again as the trip itself. The width of the
    logarithms is hypot(`floor`, `short_min` / minutes), at most `widest`.
    """

    ends_s: float = 60.0
    floor: float = 0.20
    short_min: float = 0.60
    widest: float = 0.60


PRIOR = TripModel()


def ends_ms(driven_ms: int, model: TripModel = PRIOR) -> int:
    """What a trip of `driven_ms` loses at its ends."""
    return min(driven_ms, round(model.ends_s * 1000))


def p50_ms(driven_ms: int, model: TripModel = PRIOR) -> int:
    """The median of trips that take `driven_ms` by road and access; 0 for 0."""
    return driven_ms + ends_ms(driven_ms, model)


def p90_ms(median_ms: int, model: TripModel = PRIOR) -> int:
    """The time that nine trips in ten with the median `median_ms` stay within; 0 for 0."""
    if median_ms <= 0:
        return 0
    width = min(model.widest, math.hypot(model.floor, model.short_min / (median_ms / 60_000)))
    return round(median_ms * math.exp(T_90 * width))
