"""How far a posted word can be believed, and how likely a hospital is to say yes when asked.

The chance of a yes is a Beta prior, its mean set by what the hospital says and how long ago it said so, moved by
what it answered when we asked. Few answers move it little; many outweigh whatever is posted.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from hospitals.fading import COUNTS_FADE, Fading
from hospitals.model import BedCount, BedType, Capability, Hospital, Level, Says

# Where a feed has no word for a capability, its beds tell: the regional trauma centres around Sejong are exactly
# the hospitals with trauma resuscitation bays (NEMC record of 2026-05-23).
SHOWN_BY_BEDS = {Capability.TRAUMA: BedType.TRAUMA_RESUSCITATION, Capability.PAEDIATRIC: BedType.ER_PAEDIATRIC}

# Assumption, tune per city: who is on call changes with the shift.
ANSWERS_FADE = Fading(half_life=timedelta(hours=6), until=timedelta(hours=24))


@dataclass(frozen=True, slots=True)
class TrustPolicy:
    """All shares are assumptions, to be tuned per city, except where a source is named."""

    yes: float = 0.85
    unknown: float = 0.40
    full_factor: float = 0.60  # on the mean, when no emergency bed is left
    diverted_factor: float = 0.40  # on the mean, under a notice that covers all
    strength: float = 8.0  # the prior weighs as much as this many answers
    answers: Fading = ANSWERS_FADE
    counts: Fading = COUNTS_FADE


@dataclass(frozen=True, slots=True)
class Stance:
    """What a hospital says of a capability, and how much of that is still to be believed (0–1)."""

    says: Says
    belief: float


def stance(hospital: Hospital, capability: Capability, *, now: datetime, policy: TrustPolicy) -> Stance:
    """Its word if it gave one that is not too old; else what its level or beds tell; else unknown with belief 0."""
    answer = hospital.answer(capability)
    if answer is not None:
        belief = policy.answers.left(answer.reported_at, now)
        return Stance(answer.says, belief) if belief else Stance(Says.UNKNOWN, 0.0)
    if capability is Capability.CARDIAC_ARREST and hospital.level is not Level.OTHER:
        return Stance(Says.YES, 1.0)  # assumption: every designated institution resuscitates
    shown = SHOWN_BY_BEDS.get(capability)
    count = hospital.count(shown) if shown is not None else None
    return Stance(Says.YES, 1.0) if count is not None and _exists(count) else Stance(Says.UNKNOWN, 0.0)


def acceptance(hospital: Hospital, capabilities: Iterable[Capability], *, now: datetime, policy: TrustPolicy) -> float:
    """The chance (0–1) that it accepts a patient with these needs: the lowest over them, or the general one."""
    factor = _circumstances(hospital, now, policy)
    wanted: list[Capability | None] = [*capabilities]
    return round(min(_chance(hospital, one, factor, now, policy) for one in wanted or [None]), 4)


def _chance(
    hospital: Hospital, capability: Capability | None, factor: float, now: datetime, policy: TrustPolicy
) -> float:
    record = hospital.record(capability)
    expected = _mean(hospital, capability, now, policy) * factor * policy.strength
    return (expected + record.accepted) / (policy.strength + record.asked)


def _mean(hospital: Hospital, capability: Capability | None, now: datetime, policy: TrustPolicy) -> float:
    if capability is None:
        return policy.yes
    heard = stance(hospital, capability, now=now, policy=policy)
    said = {Says.YES: policy.yes, Says.NO: 0.0, Says.UNKNOWN: policy.unknown}[heard.says]
    return policy.unknown + (said - policy.unknown) * heard.belief


def _circumstances(hospital: Hospital, now: datetime, policy: TrustPolicy) -> float:
    """What crowding and a notice leave of the mean."""
    factor = policy.diverted_factor if hospital.diverts(now, None) else 1.0
    count, free = hospital.count(BedType.ER_GENERAL), hospital.free_er_beds()
    if count is not None and free is not None and free <= 0:
        factor *= 1.0 - (1.0 - policy.full_factor) * policy.counts.left(count.reported_at, now)
    return factor


def _exists(count: BedCount) -> bool:
    return bool(count.baseline) or count.available is not None
