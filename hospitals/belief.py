"""What the network believes of one hospital, so that the hospital can read it and put it right. Pure."""

from dataclasses import dataclass
from datetime import datetime

from hospitals.model import Capability, Hospital, Says
from hospitals.ranking import Reliability
from hospitals.trust import TrustPolicy, chance, reliability, stance


@dataclass(frozen=True, slots=True)
class Belief:
    """How one capability is seen: what it says, how far that is believed, and the chance of a yes when asked.

    `capability` None stands for a patient who needs nothing special; its word is the count of emergency beds. `asked`
    counts the requests the chance has learned from, `accepted` those that were taken, older ones for less; `low` and
    `high` are the range the chance lies in, four times in five. `borne_out` is what became of its word.
    """

    capability: Capability | None
    says: Says
    belief: float
    accept: float
    low: float
    high: float
    asked: float
    accepted: float
    borne_out: Reliability


def beliefs(hospital: Hospital, *, now: datetime, policy: TrustPolicy) -> tuple[Belief, ...]:
    """The general case first, then every capability it has said or done something about, the likeliest first."""
    known = [one for one in Capability if hospital.answer(one) is not None or hospital.record(one).asked]
    found = [_belief(hospital, one, now, policy) for one in known]
    return (_belief(hospital, None, now, policy), *sorted(found, key=lambda b: (-b.accept, str(b.capability))))


def _belief(hospital: Hospital, capability: Capability | None, now: datetime, policy: TrustPolicy) -> Belief:
    heard = stance(hospital, capability, now=now, policy=policy) if capability is not None else None
    accepted, asked = hospital.record(capability).counts(now)
    likely = chance(hospital, [capability] if capability is not None else [], now=now, policy=policy)
    return Belief(
        capability=capability,
        says=heard.says if heard is not None else Says.UNKNOWN,
        belief=heard.belief if heard is not None else 0.0,
        accept=likely.accept,
        low=likely.low,
        high=likely.high,
        asked=round(asked, 1),
        accepted=round(accepted, 1),
        borne_out=reliability(hospital, capability, now=now, policy=policy),
    )
