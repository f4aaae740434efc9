"""Signs as points from 0 (as it should be) to 3, by the public bands of the National Early Warning Score 2 (RCP, 2017).

A sign that was not taken scores 0 here and is flagged as missing where it is used: this is an input of a fitted model,
not a score that a person acts on.
"""

from dispatch.model import Vitals

# each: the value up to which, the points
BREATHS = ((8, 3), (11, 1), (20, 0), (24, 2))
SATURATION = ((91, 3), (93, 2), (95, 1))
SYSTOLIC = ((90, 3), (100, 2), (110, 1), (219, 0))
PULSE = ((40, 3), (50, 1), (90, 0), (110, 1), (130, 2))
CELSIUS = ((35.0, 3), (36.0, 1), (38.0, 0), (39.0, 1))


def points(signs: Vitals) -> dict[str, int]:
    """Points by sign."""
    return {
        "breaths": _band(signs.respiratory_rate_bpm, BREATHS, above=3),
        "oxygen": _band(signs.spo2_percent, SATURATION, above=0),
        "systolic": _band(signs.systolic_mmhg, SYSTOLIC, above=3),
        "pulse": _band(signs.heart_rate_bpm, PULSE, above=3),
        "warmth": _band(signs.temperature_c, CELSIUS, above=2),
        "mind": 0 if signs.avpu in (None, "A") else 3,
    }


def inflamed(signs: Vitals) -> int:
    """How many of the three bedside signs of systemic inflammation stand (warmth, pulse, breaths; ACCP/SCCM 1992)."""
    warmth, pulse, breaths = signs.temperature_c, signs.heart_rate_bpm, signs.respiratory_rate_bpm
    odd = warmth is not None and not 36 <= warmth <= 38
    return odd + (pulse is not None and pulse > 90) + (breaths is not None and breaths > 20)


def shock_index(signs: Vitals) -> float | None:
    """Pulse over systolic pressure (Allgöwer 1967), at most 3; None unless both were taken."""
    if signs.heart_rate_bpm is None or not signs.systolic_mmhg:
        return None
    return min(signs.heart_rate_bpm / signs.systolic_mmhg, 3.0)


def _band(value: float | None, bands: tuple[tuple[float, int], ...], *, above: int) -> int:
    if value is None:
        return 0
    return next((score for limit, score in bands if value <= limit), above)
