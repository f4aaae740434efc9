"""The waits behind the hospital's door: until the crew is relieved, and until treatment begins.

Every estimate says what it stands on, so that an assumption is never mistaken for a report.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from hospitals.fading import COUNTS_FADE, Fading
from hospitals.model import BedType, Capability, Hospital
from hospitals.ranking import Basis

MINUTE = timedelta(minutes=1)
QUEUES_FADE = Fading(half_life=timedelta(minutes=30), until=timedelta(hours=3))


@dataclass(frozen=True, slots=True)
class Estimate:
    """A length of time, its basis, and the age of the number behind it (None where nothing was posted)."""

    time: timedelta
    basis: Basis
    age: timedelta | None = None


@dataclass(frozen=True, slots=True)
class WaitPolicy:
    """Assumptions to be tuned per city, except the door-to-treatment goals, whose sources stand beside them."""

    offload: timedelta = 10 * MINUTE
    per_ambulance: timedelta = 8 * MINUTE
    comfortable_beds: int = 2
    per_missing_bed: timedelta = 5 * MINUTE
    crowding_at_most: timedelta = 60 * MINUTE
    crowding_unknown: timedelta = 10 * MINUTE
    queues: Fading = QUEUES_FADE
    counts: Fading = COUNTS_FADE
    treatment: timedelta = 30 * MINUTE
    goals: tuple[tuple[Capability, timedelta], ...] = (
        (Capability.STEMI, 60 * MINUTE),  # door to wire crossing, ESC 2017
        (Capability.ISCHAEMIC_STROKE, 60 * MINUTE),  # door to needle, AHA/ASA 2019
        (Capability.TRAUMA, 15 * MINUTE),  # assumption: the team waits at the door
    )


def offload_wait(hospital: Hospital, *, now: datetime, policy: WaitPolicy) -> Estimate:
    """From arrival until the patient is taken over: the posted wait, else the posted or our own queue, else assumed.

    What was posted fades towards the assumption with its age.
    """
    queue = hospital.queue
    belief = policy.queues.left(queue.reported_at, now) if queue is not None else 0.0
    posted = _posted(hospital, policy)
    if queue is not None and posted is not None and belief:
        time = policy.offload + (posted - policy.offload) * belief
        return Estimate(whole_seconds(time), Basis.POSTED, max(now - queue.reported_at, timedelta(0)))
    if hospital.at_door:
        return Estimate(policy.offload + hospital.at_door * policy.per_ambulance, Basis.COUNTED)
    return Estimate(policy.offload, Basis.ASSUMED)


def treatment_wait(
    hospital: Hospital,
    capabilities: Iterable[Capability],
    *,
    now: datetime,
    policy: WaitPolicy,
    bed_belief: float = 1.0,
) -> Estimate:
    """From handover until treatment: the slowest of the goals for these needs, and what a crowded room adds.

    `bed_belief` is how much its counts of beds are believed for what became of earlier ones.
    """
    goals = dict(policy.goals)
    base = max((goals.get(one, policy.treatment) for one in capabilities), default=policy.treatment)
    crowding = _crowding(hospital, now, policy, bed_belief)
    return Estimate(base + crowding.time, crowding.basis, crowding.age)


def whole_seconds(time: timedelta) -> timedelta:
    """Rounded to seconds: nobody's wait is known better, and the value survives every notation."""
    return timedelta(seconds=round(time.total_seconds()))


def _posted(hospital: Hospital, policy: WaitPolicy) -> timedelta | None:
    if hospital.queue is None:
        return None
    if hospital.queue.offload_wait is not None:
        return hospital.queue.offload_wait
    waiting = hospital.queue.ambulances_waiting
    return None if waiting is None else policy.offload + waiting * policy.per_ambulance


def _crowding(hospital: Hospital, now: datetime, policy: WaitPolicy, bed_belief: float) -> Estimate:
    count, free = hospital.count(BedType.ER_GENERAL), hospital.free_er_beds()
    belief = policy.counts.left(count.reported_at, now) * bed_belief if count is not None else 0.0
    if count is None or free is None or not belief:
        return Estimate(policy.crowding_unknown, Basis.ASSUMED)
    missing = max(0, policy.comfortable_beds - free)
    reported = min(policy.crowding_at_most, missing * policy.per_missing_bed)
    time = policy.crowding_unknown + (reported - policy.crowding_unknown) * belief
    return Estimate(whole_seconds(time), Basis.POSTED, max(now - count.reported_at, timedelta(0)))
