"""What a simulated crew does next, and when. Pure: from what is on record to one action."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from chassis.chance import Random, seeded
from chassis.geo import LatLon, between, distance_m
from dispatch.model import Vitals
from dispatch.states import AssignmentAction, AssignmentState

VITALS_EVERY = timedelta(seconds=60)


class Deed(StrEnum):
    """Besides steps: what a crew does while it stands in a state."""

    DRIVE = "drive"
    ASK = "ask"
    WAIT = "wait"
    STEP = "step"


@dataclass(frozen=True, slots=True)
class Next:
    """One thing to do. `share` is how much of the way is driven, for DRIVE."""

    deed: Deed
    action: AssignmentAction | None = None
    share: float = 0.0


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a crew stands: its state, for how long (by the day's own clock), and what it knows of the hospital."""

    assignment_id: str
    state: AssignmentState
    since: timedelta
    travel: timedelta | None
    asked: bool = False
    destination: bool = False
    light: bool = False


def next_deed(crew: Standing) -> Next:
    """The next deed; the same standing always gives the same one."""
    chance = seeded(f"{crew.assignment_id}:{crew.state}")
    if crew.state in {AssignmentState.EN_ROUTE, AssignmentState.DEPART_SCENE}:
        return _drive(crew)
    if crew.state is AssignmentState.AT_PATIENT:
        return _at_patient(crew, chance)
    step, least_s, most_s = STEPS[crew.state]
    due = crew.since >= timedelta(seconds=chance.uniform(least_s, most_s))
    return Next(Deed.STEP, step) if due else Next(Deed.WAIT)


STEPS = {  # the step out of a state, and after how many seconds: example figures
    AssignmentState.DISPATCHED: (AssignmentAction.ACK, 5, 20),
    AssignmentState.ACKED: (AssignmentAction.EN_ROUTE, 25, 60),
    AssignmentState.STAGED: (AssignmentAction.ON_SCENE, 30, 90),
    AssignmentState.ON_SCENE: (AssignmentAction.AT_PATIENT, 40, 120),
    AssignmentState.AT_HOSPITAL: (AssignmentAction.HAND_OVER, 240, 900),
    AssignmentState.HANDED_OVER: (AssignmentAction.CLEAR, 120, 420),
}


def _drive(crew: Standing) -> Next:
    arrived = AssignmentAction.ON_SCENE if crew.state is AssignmentState.EN_ROUTE else AssignmentAction.AT_HOSPITAL
    if crew.travel is None or crew.since >= crew.travel:
        return Next(Deed.STEP, arrived)
    return Next(Deed.DRIVE, share=crew.since / crew.travel)


def _at_patient(crew: Standing, chance: Random) -> Next:
    """Light cases are often treated at home (36 % of Korean runs end without transport); the others need a hospital."""
    ready = timedelta(seconds=chance.uniform(300, 780))
    if crew.light and chance.random() < 0.36:
        return Next(Deed.STEP, AssignmentAction.TREAT_ONLY) if crew.since >= ready else Next(Deed.WAIT)
    if not crew.asked:
        return Next(Deed.ASK) if crew.since >= timedelta(seconds=90) else Next(Deed.WAIT)
    if crew.destination and crew.since >= ready:
        return Next(Deed.STEP, AssignmentAction.DEPART)
    return Next(Deed.WAIT)


def place_on(points: Sequence[Sequence[float]], share: float) -> LatLon:
    """The place after `share` (0–1) of a line of [lon, lat] points; needs at least one point."""
    line = [LatLon(lat, lon) for lon, lat in points]
    lengths = [distance_m(a, b) for a, b in itertools.pairwise(line)]
    left = sum(lengths) * min(max(share, 0.0), 1.0)
    for a, b, length in zip(line, line[1:], lengths, strict=False):
        if left <= length and length > 0:
            return between(a, b, left / length)
        left -= length
    return line[-1]


def vitals_of(chance: Random, priority: int) -> Vitals:
    """A plausible set of signs; the graver the call, the worse."""
    ill = {1: 1.0, 2: 0.6, 3: 0.3}.get(priority, 0.1)
    return Vitals(
        heart_rate_bpm=round(80 + ill * chance.uniform(0, 55)),
        systolic_mmhg=round(128 - ill * chance.uniform(-25, 40)),
        diastolic_mmhg=round(80 - ill * chance.uniform(-10, 20)),
        respiratory_rate_bpm=round(16 + ill * chance.uniform(0, 14)),
        spo2_percent=round(98 - ill * chance.uniform(0, 12)),
        temperature_c=round(36.6 + chance.uniform(-0.3, 1.4), 1),
        avpu="A" if ill < 1 or chance.random() < 0.7 else "V",
    )
