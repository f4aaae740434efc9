"""APGAR: Apgar, Curr Res Anesth Analg 1953;32:260–267; bands of ACOG Committee Opinion 644 (2015).

Taken at one and at five minutes. It never decides about resuscitation, which begins before the first minute is over.
"""

from dispatch.scores.score import Part, Points, Scale, Score, known, tally, unknown

ITEMS = ("appearance", "pulse", "grimace", "activity", "respiration")
BEST = 2


def apgar(
    *,
    appearance: int | None,
    pulse: int | None,
    grimace: int | None,
    activity: int | None,
    respiration: int | None,
) -> Score:
    """0–10: reassuring from 7, moderate from 4, low below. Raises ValueError for an item beyond 0–2."""
    found = zip(ITEMS, (appearance, pulse, grimace, activity, respiration), strict=True)
    return tally(Scale.APGAR, [_part(name, value) for name, value in found], _band, lower_is_worse=True)


def _part(name: str, found: int | None) -> Part:
    if found is None:
        return unknown(name, BEST)
    if not 0 <= found <= BEST:
        raise ValueError(f"{name} lies between 0 and {BEST}")
    return known(name, found, found)


def _band(points: Points) -> str:
    total = sum(points)
    return "reassuring" if total >= 7 else "moderate" if total >= 4 else "low"
