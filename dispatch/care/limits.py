"""Beyond which value a sign is marked, for this patient's age. Pure; they mark numbers for the eye and decide nothing.

From 16 years on: NEWS2 (Royal College of Physicians, 2017), no points is the band, 3 points is grave; as in
web/static/app/signs.js. Below: heart and breathing rate by Fleming et al., Lancet 2011;377:1011-18, 1st and 99th
centile; systolic pressure by PALS (AHA 2020), whose lowest is grave; saturation from 94 % (AHA 2020). Glucose: ADA
Standards of Care 2024. Coma scale: Teasdale and Jennett 1974.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class LimitSource(StrEnum):
    """Who published a limit."""

    NEWS2 = "news2"
    FLEMING = "fleming"
    PALS = "pals"
    ADA = "ada"
    GCS = "gcs"


@dataclass(frozen=True, slots=True)
class Limits:
    """The band that is not marked, both ends included, and beyond which it is grave; None where nobody set an end."""

    low: float | None
    high: float | None
    grave_low: float | None
    grave_high: float | None
    source: LimitSource


_S = LimitSource
ANY_AGE: dict[str, Limits] = {
    "glucose_mg_dl": Limits(70, 249, 54, None, _S.ADA),
    "gcs": Limits(15, None, 9, None, _S.GCS),
}
ADULT: Mapping[str, Limits] = {
    "heart_rate_bpm": Limits(51, 90, 41, 130, _S.NEWS2),
    "systolic_mmhg": Limits(111, 219, 91, 219, _S.NEWS2),
    "respiratory_rate_bpm": Limits(12, 20, 9, 24, _S.NEWS2),
    "spo2_percent": Limits(96, None, 92, None, _S.NEWS2),
    "temperature_c": Limits(36.1, 38.0, 35.1, None, _S.NEWS2),
} | ANY_AGE
ADULT_FROM = 16
# Fleming 2011, from that age in years on: heart rate from, to; breaths from, to
CENTILES: tuple[tuple[float, tuple[int, int], tuple[int, int]], ...] = (
    (0, (107, 181), (25, 66)),
    (0.25, (104, 175), (24, 64)),
    (0.5, (98, 168), (23, 61)),
    (0.75, (93, 161), (22, 58)),
    (1, (88, 156), (21, 53)),
    (1.5, (82, 149), (19, 46)),
    (2, (76, 142), (18, 38)),
    (3, (70, 136), (17, 33)),
    (4, (65, 131), (17, 29)),
    (6, (59, 123), (16, 27)),
    (8, (52, 115), (14, 25)),
    (12, (47, 108), (12, 23)),
    (15, (43, 104), (11, 22)),
)
MONTH = 1 / 12


def limits_for(age_years: float | None) -> Mapping[str, Limits]:
    """The limits of an age; those of an adult where it is unknown, which the page says."""
    if age_years is None or age_years >= ADULT_FROM:
        return ADULT
    _, heart, breath = [one for one in CENTILES if one[0] <= age_years][-1]
    pressure = lowest_systolic(age_years)
    return {
        "heart_rate_bpm": Limits(*heart, None, None, _S.FLEMING),
        "respiratory_rate_bpm": Limits(*breath, None, None, _S.FLEMING),
        "systolic_mmhg": Limits(pressure, None, pressure, None, _S.PALS),
        "spo2_percent": Limits(94, None, None, None, _S.PALS),
    } | ANY_AGE


def lowest_systolic(age_years: float) -> float:
    """PALS: below it a child is in shock that no longer compensates. 60 in the first month, 70 in the first year, then
    70 and twice the age, 90 from ten years on."""
    if age_years < MONTH:
        return 60
    if age_years < 1:
        return 70
    return min(70 + 2 * age_years, 90)
