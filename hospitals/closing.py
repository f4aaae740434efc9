"""Whether a region has nowhere left to go: every hospital able for a condition says no or is on notice. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hospitals.model import Capability, Hospital, Says
from hospitals.trust import TrustPolicy, stance

TAKEN_BEFORE = 0.5  # of a patient, faded: who took one within four weeks is able, whatever it says now


@dataclass(frozen=True, slots=True)
class ClosingPolicy:
    """Assumptions. A condition that a region has fewer than `at_least` hospitals for is short every day, and no news;
    it is closed when no more than `left_open` of them are open."""

    at_least: int = 2
    left_open: int = 0


@dataclass(frozen=True, slots=True)
class Closing:
    """Of the `able` hospitals only `still_open` are open; for every patient where `capability` is None."""

    capability: Capability | None
    able: int
    still_open: int


def closings(board: Sequence[Hospital], *, now: datetime, trust: TrustPolicy, policy: ClosingPolicy) -> list[Closing]:
    """Everything that is closed; nothing but the general case where that is, for it says it all."""
    whole = [not hospital.diverts(now, None) for hospital in board]
    if _closed(whole, policy):
        return [Closing(None, len(whole), sum(whole))]
    found = []
    for capability in (one for one in Capability if one is not Capability.CARDIAC_ARREST):  # never turned away
        doors = [door for one in board if (door := _door(one, capability, now, trust)) is not None]
        if _closed(doors, policy):
            found.append(Closing(capability, len(doors), sum(doors)))
    return found


def _closed(doors: Sequence[bool], policy: ClosingPolicy) -> bool:
    return len(doors) >= policy.at_least and sum(doors) <= policy.left_open


def _door(hospital: Hospital, capability: Capability, now: datetime, trust: TrustPolicy) -> bool | None:
    """Whether it is open for this; None when it is not known to be able at all."""
    says, diverted = stance(hospital, capability, now=now, policy=trust).says, hospital.diverts(now, capability)
    if says is Says.YES:
        return not diverted and not hospital.diverts(now, None)
    took, _ = hospital.record(capability).counts(now)
    return False if diverted or (says is Says.NO and took >= TAKEN_BEFORE) else None
