"""National Early Warning Score 2: Royal College of Physicians, London 2017, chart 1 and the thresholds of chart 2.

For patients of 16 and older, not for pregnancy. Scale 2 of the saturation is only for confirmed hypercapnic
respiratory failure with a target of 88–92 %, as a clinician has prescribed it.
"""

from math import inf

from dispatch.earlywarning import (
    ALERT,
    NOT_ALERT,
    PULSE,
    RESPIRATION,
    SATURATION,
    SYSTOLIC,
    TEMPERATURE,
    Ladder,
    rung,
)
from dispatch.model import Vitals
from dispatch.scores.coma import consciousness_of_gcs
from dispatch.scores.score import Lack, NotFor, NotForReason, Part, Points, Scale, Score, known, tally, unknown

FROM_YEARS = 16
SATURATION_2 = ((83, 3), (85, 2), (87, 1), (92, 0))  # above 92 the oxygen decides
SATURATION_2_OXYGEN = ((94, 1), (96, 2), (inf, 3))
OXYGEN, WORST = 2, 3
HIGH, MEDIUM = 7, 5


def news2(signs: Vitals, *, age_years: int | None = None, spo2_scale: int = 1) -> Score | NotFor:
    """The score of one set of signs; NotFor a child. Raises ValueError for a scale that is neither 1 nor 2."""
    if spo2_scale not in (1, 2):
        raise ValueError("the saturation has scales 1 and 2")
    if age_years is not None and age_years < FROM_YEARS:
        return NotFor(Scale.NEWS2, NotForReason.UNDER_16)
    celsius = round(signs.temperature_c, 1) if signs.temperature_c is not None else None
    parts = (
        _by(RESPIRATION, "respiratory_rate_bpm", signs.respiratory_rate_bpm),
        _saturation(signs) if spo2_scale == 1 else _saturation_2(signs),
        _oxygen(signs.oxygen),
        _by(SYSTOLIC, "systolic_mmhg", signs.systolic_mmhg),
        _by(PULSE, "heart_rate_bpm", signs.heart_rate_bpm),
        _consciousness(signs),
        _by(TEMPERATURE, "temperature_c", celsius),
    )
    return tally(Scale.NEWS2, parts, band_of)


def band_of(points: Points) -> str:
    """low, low_medium (a single parameter at 3), medium, high: who has to look at the patient, and how soon."""
    total = sum(points)
    if total >= HIGH:
        return "high"
    if total >= MEDIUM:
        return "medium"
    return "low_medium" if WORST in points else "low"


def _by(ladder: Ladder, name: str, value: float | None) -> Part:
    if value is None:
        return unknown(name, max(points for _, points in ladder))
    return known(name, value, rung(value, ladder))


def _saturation(signs: Vitals) -> Part:
    return _by(SATURATION, "spo2_percent", signs.spo2_percent)


def _saturation_2(signs: Vitals) -> Part:
    name, value = "spo2_percent", signs.spo2_percent
    if value is None:
        return unknown(name, WORST)
    if value <= SATURATION_2[-1][0]:
        return known(name, value, rung(value, SATURATION_2))
    under_oxygen = rung(value, SATURATION_2_OXYGEN)
    if signs.oxygen is None:
        return unknown(name, under_oxygen, Lack.OXYGEN_UNKNOWN, value=value)
    return known(name, value, under_oxygen if signs.oxygen else 0)


def _oxygen(given: bool | None) -> Part:
    return unknown("oxygen", OXYGEN) if given is None else known("oxygen", given, OXYGEN if given else 0)


def _consciousness(signs: Vitals) -> Part:
    """ACVPU, and what a GCS says for certain; where they contradict each other, the worse."""
    levels = [level for level in (signs.avpu, consciousness_of_gcs(signs.gcs)) if level is not None]
    if not levels:
        return unknown("avpu", NOT_ALERT, Lack.NEW_OR_OLD if signs.gcs is not None else Lack.NOT_TAKEN)
    level = next((one for one in levels if one != ALERT), ALERT)
    return known("avpu", level, 0 if level == ALERT else NOT_ALERT)
