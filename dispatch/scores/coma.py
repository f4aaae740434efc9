"""Consciousness: the Glasgow Coma Scale from its parts, and what it has to do with ACVPU.

GCS: Teasdale and Jennett, Lancet 1974;304:81–84; a component that cannot be tested is NT, never 1 (Teasdale et al.,
Lancet Neurol 2014;13:844–854). ACVPU: AVPU with C, new confusion (RCP 2017).
"""

from typing import Literal

from dispatch.scores.score import Lack, Part, Points, Scale, Score, known, tally, unknown

Component = int | Literal["NT"] | None
NOT_TESTABLE: Literal["NT"] = "NT"
EYES, VERBAL, MOTOR = 4, 5, 6  # the best of each; the worst is 1
FULL, COMA = 15, 8
MEDIAN_GCS = {"A": 15, "V": 13, "P": 8, "U": 3}  # Kelly, Upex and Bateman, Ann Emerg Med 2004;44:108–113


def gcs(*, eyes: Component, verbal: Component, motor: Component) -> Score:
    """3–15; mild from 13, moderate from 9, severe below. Raises ValueError for a component out of its range."""
    parts = (_part("eyes", eyes, EYES), _part("verbal", verbal, VERBAL), _part("motor", motor, MOTOR))
    return tally(Scale.GCS, parts, _band, lower_is_worse=True)


def consciousness_of_gcs(total: int | None) -> str | None:
    """A for a full GCS, P for coma; None between, where the GCS does not say whether a confusion is new."""
    if total == FULL:
        return "A"
    return "P" if total is not None and total <= COMA else None


def gcs_about(avpu: str | None) -> int | None:
    """The median GCS of patients at a level of AVPU: for the eye only, no score is made of it. None for C."""
    return MEDIAN_GCS.get(avpu) if avpu else None


def _part(name: str, found: Component, best: int) -> Part:
    if found is None or found == NOT_TESTABLE:
        lack = Lack.NOT_TAKEN if found is None else Lack.NOT_TESTABLE
        return unknown(name, best, lack, least=1, value=found)
    if not 1 <= found <= best:
        raise ValueError(f"{name} lies between 1 and {best}")
    return known(name, found, found)


def _band(points: Points) -> str:
    total = sum(points)
    return "mild" if total >= 13 else "moderate" if total > COMA else "severe"
