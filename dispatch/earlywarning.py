"""The bands of the National Early Warning Score 2: Royal College of Physicians, London 2017, chart 1. Pure.

A ladder is a row of rungs `(highest value, points)`; both the score a person acts on and the inputs of the fitted
estimate climb these.
"""

from collections.abc import Sequence
from math import inf

Ladder = Sequence[tuple[float, float]]

RESPIRATION = ((8, 3), (11, 1), (20, 0), (24, 2), (inf, 3))
SATURATION = ((91, 3), (93, 2), (95, 1), (inf, 0))
SYSTOLIC = ((90, 3), (100, 2), (110, 1), (219, 0), (inf, 3))
PULSE = ((40, 3), (50, 1), (90, 0), (110, 1), (130, 2), (inf, 3))
TEMPERATURE = ((35.0, 3), (36.0, 1), (38.0, 0), (39.0, 1), (inf, 2))
ALERT, NOT_ALERT = "A", 3


def rung(value: float, ladder: Ladder) -> float:
    """The points of the first rung that reaches `value`."""
    return next(points for highest, points in ladder if value <= highest)
