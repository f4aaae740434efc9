"""When a nearer unit clears: whom it should relieve. Pure. Capability row DD-04: gain ≥ 2 min, one divert."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from dispatch.assign import AssignPolicy
from dispatch.model import Commitment, Unit
from dispatch.states import BEFORE_SCENE


@dataclass(frozen=True, slots=True)
class Relief:
    """Advice: let `unit_id` take over `assignment_id`; the patient gains `gain`."""

    assignment_id: str
    incident_id: str
    relieved_unit_id: str
    unit_id: str
    gain: timedelta


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A unit on its way to a patient, and how long the newly free unit would need to the same place."""

    unit: Unit
    commitment: Commitment
    newcomer_arrival: timedelta


def suggest_reliefs(
    newcomer: Unit, under_way: Iterable[UnderWay], *, now: datetime, policy: AssignPolicy
) -> tuple[Relief, ...]:
    """Whom `newcomer` should relieve, most urgent first, then by gain, ties by id; empty when nobody gains enough."""
    found = []
    for case in under_way:
        running = case.commitment
        if running.eta is None or running.state not in BEFORE_SCENE or running.diverts >= policy.divert_limit:
            continue
        if not newcomer.skills >= case.unit.skills:
            continue
        gain = (running.eta - now) - case.newcomer_arrival
        if gain >= policy.divert_gain:
            order = (running.priority or 9, -gain, running.assignment_id)
            relief = Relief(running.assignment_id, running.incident_id, case.unit.id, newcomer.id, gain)
            found.append((order, relief))
    return tuple(relief for _, relief in sorted(found, key=lambda pair: pair[0]))
