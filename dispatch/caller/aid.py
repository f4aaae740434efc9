"""Which first aid the caller's page shows. The steps themselves are sentences in the catalogues (`aid.…`).

The sentences are our own. What they ask for follows, as far as lay first aid goes, the Korean cardiopulmonary
resuscitation guideline 2020 (KDCA, KACPR), the ERC guidelines 2021 (basic life support, first aid) and the ILCOR
first aid consensus 2020. A medical director has to approve them before a city uses them: docs/operations.md.
"""

from enum import StrEnum


class Aid(StrEnum):
    """A guide of a few steps, one sentence each."""

    ARREST = "arrest"
    CHOKING = "choking"
    BLEEDING = "bleeding"
    RECOVERY = "recovery"
    WAIT = "wait"


STEPS = {Aid.ARREST: 6, Aid.CHOKING: 5, Aid.BLEEDING: 5, Aid.RECOVERY: 5, Aid.WAIT: 4}
BEATS_PER_MINUTE = 110  # 100 to 120 in all three sources
_BY_DETERMINANT = {
    "arrest": Aid.ARREST,
    "choking": Aid.CHOKING,
    "bleeding": Aid.BLEEDING,
    "unconscious": Aid.RECOVERY,
    "overdose": Aid.RECOVERY,
    "seizure": Aid.RECOVERY,
}


def first_aid(determinant: str | None) -> Aid:
    """The guide for what triage made of the call; waiting well when nothing else is asked for."""
    return _BY_DETERMINANT.get(determinant or "", Aid.WAIT)
