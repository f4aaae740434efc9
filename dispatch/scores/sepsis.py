"""Quick SOFA: Singer et al., Sepsis-3, JAMA 2016;315:801–810. Two of three: poor outcome to be expected."""

from dispatch.model import Vitals
from dispatch.scores.coma import FULL
from dispatch.scores.score import Part, Points, Scale, Score, known, tally, unknown

FAST_BPM, LOW_MMHG, POSITIVE = 22, 100, 2


def qsofa(signs: Vitals) -> Score:
    """0–3; positive from 2."""
    rate, systolic = signs.respiratory_rate_bpm, signs.systolic_mmhg
    parts = (
        _point("respiratory_rate_bpm", rate, rate is not None and rate >= FAST_BPM),
        _point("systolic_mmhg", systolic, systolic is not None and systolic <= LOW_MMHG),
        _mentation(signs),
    )
    return tally(Scale.QSOFA, parts, _band)


def _mentation(signs: Vitals) -> Part:
    """Altered when either the GCS or ACVPU says so."""
    if signs.gcs is not None and (signs.gcs < FULL or signs.avpu is None):
        return _point("gcs", signs.gcs, signs.gcs < FULL)
    return _point("avpu", signs.avpu, signs.avpu not in (None, "A"))


def _point(name: str, value: int | str | None, met: bool) -> Part:
    return unknown(name, 1) if value is None else known(name, value, int(met))


def _band(points: Points) -> str:
    return "positive" if sum(points) >= POSITIVE else "negative"
