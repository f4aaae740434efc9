"""How far a posted word can be believed, and how likely a hospital is to say yes when asked.

The chance of a yes starts from what the hospital says and how long ago it said so, and is moved by experience from
the wide to the narrow: what such a word has been worth in the region, how this hospital answers, how it answers for
this condition, and at this time of day. Few answers move it little, and many outweigh whatever is posted; how few
they are is told by the range beside the chance.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from scipy.special import betaincinv

from hospitals.experience import block_of
from hospitals.fading import COUNTS_FADE, Fading
from hospitals.model import BedCount, BedType, Capability, Hospital, Level, Says
from hospitals.ranking import Chance, Reliability

# Where a feed has no word for a capability, its beds tell: the regional trauma centres around Sejong are exactly
# the hospitals with trauma resuscitation bays (NEMC record of 2026-05-23).
SHOWN_BY_BEDS = {Capability.TRAUMA: BedType.TRAUMA_RESUSCITATION, Capability.PAEDIATRIC: BedType.ER_PAEDIATRIC}

# Assumption, tune per city: who is on call changes with the shift.
ANSWERS_FADE = Fading(half_life=timedelta(hours=6), until=timedelta(hours=24))
ENDS = (0.1, 0.9)  # of the range: four chances in five lie within
SOME = 0.01  # the least weight of either side, where the range of an impossible or a certain yes is asked for


@dataclass(frozen=True, slots=True)
class TrustPolicy:
    """All shares are assumptions, to be tuned per city, except where a source is named.

    A strength is how many answers it takes until they weigh as much as what was believed before them.
    """

    yes: float = 0.85
    unknown: float = 0.40
    full_factor: float = 0.60  # on the mean, when no emergency bed is left
    diverted_factor: float = 0.40  # on the mean, under a notice that covers all
    strength: float = 8.0  # of a hospital for a condition
    region_strength: float = 40.0
    house_strength: float = 20.0
    hour_strength: float = 12.0
    borne_out: float = 0.90  # a posted number before it was ever put to the test
    proof_strength: float = 6.0
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


def reliability(hospital: Hospital, about: Capability | None, *, now: datetime, policy: TrustPolicy) -> Reliability:
    """How far its word on a capability, or (None) its count of emergency beds, has been borne out."""
    proof = hospital.proof(about)
    right, wrong = proof.counts(now) if proof is not None else (0.0, 0.0)
    before = policy.proof_strength
    share = (policy.borne_out * before + right) / (before + right + wrong)
    return Reliability(round(share, 4), round(right + wrong, 2))


def belief_left(known: Reliability, *, policy: TrustPolicy) -> float:
    """How much of the belief in a posted word is left by experience: 1 until it was found wrong."""
    return min(1.0, known.share / policy.borne_out) if policy.borne_out else 1.0


def acceptance(hospital: Hospital, capabilities: Iterable[Capability], *, now: datetime, policy: TrustPolicy) -> float:
    """The chance (0–1) that it accepts a patient with these needs: the lowest over them, or the general one."""
    return chance(hospital, capabilities, now=now, policy=policy).accept


def chance(hospital: Hospital, capabilities: Iterable[Capability], *, now: datetime, policy: TrustPolicy) -> Chance:
    """The chance that it accepts a patient with these needs, with its range: the lowest over them, or the general."""
    wanted: list[Capability | None] = [*capabilities]
    factor = _circumstances(hospital, now, policy)
    yes, of = min((_learned(hospital, one, factor, now, policy) for one in wanted or [None]), key=lambda b: b[0] / b[1])
    accept, (low, high) = round(yes / of, 4), _range(round(yes, 1), round(of - yes, 1))
    return Chance(accept, min(accept, low), max(accept, high))


@lru_cache(maxsize=4096)
def _range(yes: float, no: float) -> tuple[float, float]:
    """Of the Beta distribution, to whole tenths of an answer: seen again and again, and slow to compute."""
    low, high = betaincinv(max(yes, SOME), max(no, SOME), ENDS)
    return round(float(low), 4), round(float(high), 4)


def _learned(
    hospital: Hospital, capability: Capability | None, factor: float, now: datetime, policy: TrustPolicy
) -> tuple[float, float]:
    """Yeses, and of how many answers: what was believed before them counts as some."""
    accepted, asked = hospital.record(capability).counts(now)
    yes, of = (
        _expected(hospital, capability, now, policy) * factor * policy.strength + accepted,
        policy.strength + asked,
    )
    accepted, asked = hospital.record(capability, block_of(now)).counts(now)
    before = min(of, policy.hour_strength)
    return yes / of * before + accepted, before + asked


def _expected(hospital: Hospital, capability: Capability | None, now: datetime, policy: TrustPolicy) -> float:
    """Before this condition's own answers: its word, at what such words have been worth, here and in the region."""
    usual = max(policy.yes, SOME)
    in_region = _moved(usual, policy.region_strength, hospital.peer_record(capability).counts(now))
    in_house = _moved(in_region, policy.house_strength, hospital.whole.counts(now))
    return min(1.0, _mean(hospital, capability, now, policy) * in_house / usual)


def _moved(mean: float, strength: float, counts: tuple[float, float]) -> float:
    accepted, asked = counts
    return (mean * strength + accepted) / (strength + asked)


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
        known = reliability(hospital, None, now=now, policy=policy)
        belief = policy.counts.left(count.reported_at, now) * belief_left(known, policy=policy)
        factor *= 1.0 - (1.0 - policy.full_factor) * belief
    return factor


def _exists(count: BedCount) -> bool:
    return bool(count.baseline) or count.available is not None
