"""Which clock runs for an incident, and what it is measured against. Pure, and the only place with these numbers.

Of several clocks that run at once (two units, one of them still silent) the one that runs out first is shown.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from dispatch.model import Priority
from dispatch.states import AssignmentState


class LegName(StrEnum):
    """What an incident is waiting for just now."""

    GATE = "gate"
    WAITING = "waiting"
    ACK = "ack"
    TURNOUT = "turnout"
    TRAVEL = "travel"
    SCENE = "scene"
    TRANSPORT = "transport"
    OFFLOAD = "offload"
    TURNAROUND = "turnaround"


@dataclass(frozen=True, slots=True)
class Target:
    """`goal` is what the clock is read against; from `warn` on it needs an eye, from `late` on a person."""

    goal: timedelta
    warn: timedelta
    late: timedelta


def within(goal: timedelta) -> Target:
    """One figure: late when it is reached, a warning in its last quarter."""
    return Target(goal, goal * 3 / 4, goal)


def between(goal: timedelta, late: timedelta) -> Target:
    """Two figures: a warning from the first on, late from the second."""
    return Target(goal, goal, late)


def _waiting() -> Mapping[Priority, Target]:
    limits = {Priority.P1: timedelta(seconds=60), Priority.P2: timedelta(minutes=3), Priority.P3: timedelta(minutes=10)}
    return {priority: within(limit) for priority, limit in limits.items()}


@dataclass(frozen=True, slots=True)
class Targets:
    """What a city may tune. Defaults: console.md 2 and 6."""

    gate: Target = field(default=within(timedelta(seconds=45)))
    waiting: Mapping[Priority, Target] = field(default_factory=_waiting)  # a priority without one may wait
    ack: Target = field(default=between(timedelta(seconds=30), timedelta(seconds=60)))
    ack_alarm: timedelta = timedelta(seconds=90)
    turnout: Target = field(default=between(timedelta(seconds=60), timedelta(seconds=90)))
    arrival_slip: timedelta = timedelta(minutes=3)
    scene: Target = field(default=within(timedelta(minutes=20)))
    offload: Target = field(default=between(timedelta(minutes=15), timedelta(minutes=30)))

    def waits(self, priority: Priority | None) -> Target | None:
        """How long somebody of `priority` may wait for a unit; who is not triaged yet counts as gravest."""
        return self.waiting.get(priority or Priority.P1)


TARGETS = Targets()
_S = AssignmentState
AFTER_SCENE = frozenset({_S.DEPART_SCENE, _S.AT_HOSPITAL, _S.HANDED_OVER})
LEGS: Mapping[AssignmentState, LegName] = {
    _S.PROPOSED: LegName.WAITING,
    _S.DISPATCHED: LegName.ACK,
    _S.ACKED: LegName.TURNOUT,
    _S.EN_ROUTE: LegName.TRAVEL,
    _S.STAGED: LegName.TRAVEL,
    _S.ON_SCENE: LegName.SCENE,
    _S.AT_PATIENT: LegName.SCENE,
    _S.DEPART_SCENE: LegName.TRANSPORT,
    _S.AT_HOSPITAL: LegName.OFFLOAD,
    _S.HANDED_OVER: LegName.TURNAROUND,
}


@dataclass(frozen=True, slots=True)
class Leg:
    """A running clock; `target` None where nothing is promised (a light case, no way known)."""

    name: LegName
    since: datetime
    target: Target | None

    @property
    def late_at(self) -> datetime | None:
        """When a person must act; None for never."""
        return self.since + self.target.late if self.target is not None else None


@dataclass(frozen=True, slots=True)
class Running:
    """An open assignment as its clock needs it. `since` is when its leg began."""

    state: AssignmentState
    since: datetime
    eta: datetime | None


def leg_of(
    received_at: datetime,
    *,
    gated: bool,
    priority: Priority | None,
    running: Iterable[Running],
    targets: Targets = TARGETS,
) -> Leg:
    """The clock of an open incident. Without a unit: the gate, while nobody has asked its questions, then the wait.

    Once a unit has left with the patient its clock is the incident's: whoever is still on the way there is late for
    nobody.
    """
    running = _with_the_patient(tuple(running))
    waiting = Leg(LegName.WAITING, received_at, targets.waits(priority))
    legs = [waiting if job.state is _S.PROPOSED else _of_job(job, targets) for job in running]
    if not legs:
        return waiting if gated else Leg(LegName.GATE, received_at, targets.gate)
    return min(legs, key=_runs_out)


def _with_the_patient(running: tuple[Running, ...]) -> tuple[Running, ...]:
    gone = tuple(job for job in running if job.state in AFTER_SCENE)
    return gone or running


def _of_job(job: Running, targets: Targets) -> Leg:
    name = LEGS[job.state]
    fixed = {
        LegName.ACK: targets.ack,
        LegName.TURNOUT: targets.turnout,
        LegName.SCENE: targets.scene,
        LegName.OFFLOAD: targets.offload,
    }
    if name in {LegName.TRAVEL, LegName.TRANSPORT} and job.eta is not None:
        goal = max(job.eta - job.since, timedelta(0))
        return Leg(name, job.since, between(goal, goal + targets.arrival_slip))
    return Leg(name, job.since, fixed.get(name))


def _runs_out(leg: Leg) -> tuple[bool, datetime]:
    return (leg.late_at is None, leg.late_at or leg.since)
