"""Whether a hospital has taken more of our patients lately than its share of the beds. Pure.

Those who can wait then go elsewhere first: the near hospital is not drowned, the far one is not forgotten. Who cannot
wait (acuity 1 and 2) is never sent further for it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from hospitals.model import BedType, Hospital
from hospitals.ranking import Load

OVER = timedelta(hours=6)  # the time that `Hospital.taken` looks back
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class BalancePolicy:
    """Assumptions, to be tuned per city. `slack` is how many patients beyond its share a hospital may have taken
    before each further one costs `per_patient`; the term concerns acuity `from_acuity` and lighter."""

    from_acuity: int = 3
    slack: float = 2.0
    per_patient: timedelta = 3 * MINUTE
    at_most: timedelta = 15 * MINUTE


def loads(board: Sequence[Hospital]) -> Mapping[str, Load]:
    """What each hospital took, and its share of what all took, by emergency beds; none for who reports no beds."""
    beds = {one.id: _beds(one) for one in board}
    counted = [one for one in board if beds[one.id]]
    taken, of = sum(one.taken for one in counted), sum(beds.values())
    return {one.id: Load(one.taken, round(taken * beds[one.id] / of, 2)) for one in counted}


def overload(load: Load | None, *, acuity: int, policy: BalancePolicy) -> timedelta:
    """What it costs to send one more; nothing where the share is unknown or the patient cannot wait."""
    if load is None or acuity < policy.from_acuity:
        return timedelta(0)
    return min(policy.at_most, max(0.0, load.taken - load.share - policy.slack) * policy.per_patient)


def _beds(hospital: Hospital) -> int:
    count = hospital.count(BedType.ER_GENERAL)
    return max(0, count.baseline or 0) if count is not None else 0
