"""Revised Trauma Score and its triage form: Champion et al., J Trauma 1989;29:623–629."""

from math import inf

from dispatch.earlywarning import rung
from dispatch.model import Vitals
from dispatch.scores.score import Part, Points, Scale, Score, known, tally, unknown

CODED = {
    "gcs": ((3, 0), (5, 1), (8, 2), (12, 3), (15, 4)),
    "systolic_mmhg": ((0, 0), (49, 1), (75, 2), (89, 3), (inf, 4)),
    "respiratory_rate_bpm": ((0, 0), (5, 1), (9, 2), (29, 4), (inf, 3)),
}
WEIGHTS = {"gcs": 0.9368, "systolic_mmhg": 0.7326, "respiratory_rate_bpm": 0.2908}
BEST = 4


def trts(signs: Vitals) -> Score:
    """The triage form, 0–12: 12 delayed, 11 urgent, below immediate, 0 dead."""
    return tally(Scale.TRTS, _coded(signs), _band, lower_is_worse=True)


def rts(signs: Vitals) -> Score:
    """The weighted form, 0–7.8408, in the bands of the triage form: both are made of the same codes."""
    parts = [
        Part(one.name, one.value, _weigh(one.name, one.least), _weigh(one.name, one.most), one.lack)
        for one in _coded(signs)
    ]
    low, high = (round(sum(points), 4) for points in ([p.least for p in parts], [p.most for p in parts]))
    bands = trts(signs)
    return Score(Scale.RTS, tuple(parts), low, high, bands.mildest, bands.gravest)


def _coded(signs: Vitals) -> list[Part]:
    found = {name: getattr(signs, name) for name in CODED}
    return [
        unknown(name, BEST) if found[name] is None else known(name, found[name], rung(found[name], ladder))
        for name, ladder in CODED.items()
    ]


def _weigh(name: str, code: float) -> float:
    return round(WEIGHTS[name] * code, 4)


def _band(points: Points) -> str:
    total = sum(points)
    if total == 0:
        return "dead"
    return "delayed" if total == 12 else "urgent" if total == 11 else "immediate"
