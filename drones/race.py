"""Who is there first, the kit or the ambulance: two normally distributed arrivals. Pure."""

import math
from dataclasses import dataclass
from datetime import timedelta

from chassis.travel import Travel

LEG_SPREAD = 0.025  # the flight time model is within 2.5 % of flights of a real ArduCopter
P90_SD = 1.2815515655446004  # the 90th percentile of a normal distribution lies so many deviations above its mean


@dataclass(frozen=True, slots=True)
class Arrival:
    """Time from now until something is there: mean and standard deviation."""

    mean: timedelta
    sd: timedelta


def ambulance_arrival(travel: Travel) -> Arrival:
    """The arrival that has these 50th and 90th percentiles."""
    return arrival_between(travel.p50, travel.p90)


def arrival_between(p50: timedelta, p90: timedelta) -> Arrival:
    """The arrival that has these 50th and 90th percentiles."""
    return Arrival(p50, (p90 - p50) / P90_SD)


def p_first(kit: Arrival, ambulance: Arrival) -> float:
    """The probability that the kit is there before the ambulance."""
    lead_s, spread_s = _lead(kit, ambulance)
    if spread_s == 0.0:
        return 1.0 if lead_s > 0.0 else 0.0
    return _phi(lead_s / spread_s)


def expected_gain(kit: Arrival, ambulance: Arrival) -> timedelta:
    """The expected lead of the kit, counting the cases in which it comes second as nothing."""
    lead_s, spread_s = _lead(kit, ambulance)
    if spread_s == 0.0:
        return timedelta(seconds=max(0.0, lead_s))
    z = lead_s / spread_s
    bell = math.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    return timedelta(seconds=max(0.0, lead_s * _phi(z) + spread_s * bell))


def _lead(kit: Arrival, ambulance: Arrival) -> tuple[float, float]:
    spread_s = math.hypot(kit.sd.total_seconds(), ambulance.sd.total_seconds())
    return (ambulance.mean - kit.mean).total_seconds(), spread_s


def _phi(z: float) -> float:
    return (1.0 + math.erf(z / math.sqrt(2.0))) / 2.0
