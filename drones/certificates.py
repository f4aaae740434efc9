"""Who may fly what: remote pilots' certificates. Pure.

Grades and their limits of maximum take-off mass: Enforcement Rule of the Aviation Safety Act (Korea), article 306.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum

from drones.lacks import Lack


class Grade(IntEnum):
    """The grade of a certificate; the first is the highest."""

    FIRST = 1
    SECOND = 2
    THIRD = 3
    FOURTH = 4


# Kilograms at take-off. The first grade is limited by empty mass (150 kg), which no drone here comes near.
HEAVIEST_KG: Mapping[Grade, float] = {Grade.FIRST: 600.0, Grade.SECOND: 25.0, Grade.THIRD: 7.0, Grade.FOURTH: 2.0}


@dataclass(frozen=True, slots=True)
class Certificate:
    """One certificate of one pilot. It counts through the day `valid_until`, and not once it was withdrawn."""

    id: str
    pilot_id: str
    number: str
    grade: Grade
    valid_until: date
    withdrawn_at: datetime | None = None


def permits(certificates: Iterable[Certificate], *, take_off_kg: float, on: date) -> Certificate | Lack:
    """The certificate that lets its pilot fly `take_off_kg` on a day, the one that lasts longest; or why none does."""
    held = [one for one in certificates if one.withdrawn_at is None]
    if not held:
        return Lack.NO_CERTIFICATE
    current = [one for one in held if one.valid_until >= on]
    if not current:
        return Lack.CERTIFICATE_EXPIRED
    fit = [one for one in current if take_off_kg <= HEAVIEST_KG[one.grade]]
    return max(fit, key=lambda one: (one.valid_until, one.id)) if fit else Lack.GRADE_TOO_LOW
