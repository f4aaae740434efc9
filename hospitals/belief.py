"""What the network believes of one hospital, so that the hospital can read it and put it right. Pure."""

from dataclasses import dataclass
from datetime import datetime

from hospitals.model import Capability, Hospital, Says
from hospitals.trust import TrustPolicy, acceptance, stance


@dataclass(frozen=True, slots=True)
class Belief:
    """How one capability is seen: what it says, how far that is believed, and the chance of a yes when asked.

    `capability` None stands for a patient who needs nothing special. `asked` counts the requests the chance has
    learned from, `accepted` those that were taken.
    """

    capability: Capability | None
    says: Says
    belief: float
    accept: float
    asked: int
    accepted: int


def beliefs(hospital: Hospital, *, now: datetime, policy: TrustPolicy) -> tuple[Belief, ...]:
    """The general case first, then every capability it has said or done something about, the likeliest first."""
    known = [one for one in Capability if hospital.answer(one) is not None or hospital.record(one).asked]
    found = [_belief(hospital, one, now, policy) for one in known]
    return (_belief(hospital, None, now, policy), *sorted(found, key=lambda b: (-b.accept, str(b.capability))))


def _belief(hospital: Hospital, capability: Capability | None, now: datetime, policy: TrustPolicy) -> Belief:
    heard = stance(hospital, capability, now=now, policy=policy) if capability is not None else None
    record = hospital.record(capability)
    return Belief(
        capability=capability,
        says=heard.says if heard is not None else Says.UNKNOWN,
        belief=heard.belief if heard is not None else 0.0,
        accept=acceptance(hospital, [capability] if capability is not None else [], now=now, policy=policy),
        asked=record.asked,
        accepted=record.accepted,
    )
