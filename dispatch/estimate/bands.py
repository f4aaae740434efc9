"""Signs as points from 0 (as it should be) to 3, by the bands of the National Early Warning Score 2.

A sign that was not taken scores 0 here and is flagged as missing where it is used: this is an input of a fitted model,
not a score that a person acts on.
"""

from dispatch import earlywarning
from dispatch.earlywarning import Ladder, rung
from dispatch.model import Vitals


def points(signs: Vitals) -> dict[str, float]:
    """Points by sign."""
    return {
        "breaths": _points(signs.respiratory_rate_bpm, earlywarning.RESPIRATION),
        "oxygen": _points(signs.spo2_percent, earlywarning.SATURATION),
        "systolic": _points(signs.systolic_mmhg, earlywarning.SYSTOLIC),
        "pulse": _points(signs.heart_rate_bpm, earlywarning.PULSE),
        "warmth": _points(signs.temperature_c, earlywarning.TEMPERATURE),
        "mind": 0 if signs.avpu in (None, earlywarning.ALERT) else earlywarning.NOT_ALERT,
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


def _points(value: float | None, ladder: Ladder) -> float:
    return rung(value, ladder) if value is not None else 0
