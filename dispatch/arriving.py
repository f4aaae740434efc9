"""When a patient will be at the hospital's door. Pure.

A unit's own expected arrival is at the scene until it departs with the patient, and at the hospital from then on: a
hospital is never shown the first as if it were the second.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from dispatch.states import AssignmentState

AT_SCENE = timedelta(minutes=10)  # assumption: from wheels stopped at the scene to wheels rolling with the patient
WAITS_AT_SCENE = frozenset({AssignmentState.ON_SCENE, AssignmentState.AT_PATIENT})
UNDER_WAY = frozenset(
    {AssignmentState.DISPATCHED, AssignmentState.ACKED, AssignmentState.EN_ROUTE, AssignmentState.STAGED}
)


@dataclass(frozen=True, slots=True)
class Arrival:
    """At the door at `at`, one time in ten later than `p90`. `least` is the drive that is certainly still to come."""

    at: datetime
    p90: datetime | None = None
    estimated: bool = False
    least: timedelta = timedelta(0)


def arrival_at_door(
    state: AssignmentState,
    *,
    eta: datetime | None,
    eta_p90: datetime | None,
    reached_at: datetime | None,
    drive: timedelta | None,
    now: datetime,
) -> Arrival | None:
    """What the hospital can expect; None when nobody can say, or when the patient is there.

    `eta` is the unit's own, of the leg it is on; `reached_at` is when it reached the scene; `drive` is the time from
    the scene to the hospital.
    """
    if state is AssignmentState.DEPART_SCENE:
        return Arrival(eta, eta_p90) if eta is not None else None
    if drive is None or state not in UNDER_WAY | WAITS_AT_SCENE:
        return None
    at_scene = reached_at if state in WAITS_AT_SCENE else max(eta or now, now)
    leaves = max((at_scene or now) + AT_SCENE, now)
    return Arrival(leaves + drive, estimated=True, least=drive)
