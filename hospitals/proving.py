"""What an answer tells of what the hospital had posted before it was asked. Pure.

A yes bears out what was posted, a no only contradicts what it speaks of: "no bed" says nothing of the surgeon. What
was put right between the question and the answer is no lie, and what was too old was not believed.
"""

from collections.abc import Iterable
from datetime import datetime

from hospitals.fading import COUNTS_FADE
from hospitals.model import BedType, Capability, Hospital, Says
from hospitals.request import DeclineCode
from hospitals.trust import ANSWERS_FADE

OF_BEDS = frozenset({DeclineCode.NO_ED_BED, DeclineCode.CROWDING})
OF_CAPABILITY = frozenset(
    {
        *(DeclineCode.NO_SPECIALIST, DeclineCode.SPECIALIST_BUSY, DeclineCode.NO_OPERATING_ROOM),
        *(DeclineCode.EQUIPMENT_DOWN, DeclineCode.PAEDIATRIC_UNAVAILABLE, DeclineCode.OBSTETRIC_UNAVAILABLE),
    }
)


def proved(
    hospital: Hospital, capabilities: Iterable[Capability], *, asked_at: datetime, declined: DeclineCode | None
) -> tuple[tuple[Capability | None, bool], ...]:
    """Whether each word that was believed at `asked_at` was right; None is the count of emergency beds. `declined`
    None is a yes."""
    found: list[tuple[Capability | None, bool]] = []
    if _had_beds(hospital, asked_at) and (declined is None or declined in OF_BEDS):
        found.append((None, declined is None))
    if declined is None or declined in OF_CAPABILITY:
        found += [(one, declined is None) for one in capabilities if _said_yes(hospital, one, asked_at)]
    return tuple(found)


def _had_beds(hospital: Hospital, asked_at: datetime) -> bool:
    count, free = hospital.count(BedType.ER_GENERAL), hospital.free_er_beds()
    if count is None or free is None or count.reported_at > asked_at:
        return False
    return free > 0 and bool(COUNTS_FADE.left(count.reported_at, asked_at))


def _said_yes(hospital: Hospital, capability: Capability, asked_at: datetime) -> bool:
    answer = hospital.answer(capability)
    if answer is None or answer.reported_at > asked_at or answer.is_busy(asked_at):
        return False
    return answer.says is Says.YES and bool(ANSWERS_FADE.left(answer.reported_at, asked_at))
