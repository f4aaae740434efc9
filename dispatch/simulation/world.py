"""The virtual city of a replay: where units are, who waits, what each decision did. In memory, no database."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from chassis.geo import LatLon, between
from dispatch.model import Commitment, Priority, Skill, Unit
from dispatch.simulation.recorded import Recorded
from dispatch.states import AssignmentState


@dataclass(slots=True)
class Ambulance:
    """A unit as it moves: on a job, on its way home, or at its post. `shifts` are (begin, end)."""

    id: str
    post: LatLon
    shifts: tuple[tuple[datetime, datetime], ...]
    place: LatLon
    job: "Job | None" = None
    moving: "tuple[LatLon, datetime, LatLon, datetime] | None" = None

    def on_duty(self, now: datetime) -> bool:
        """Whether a shift covers `now`; who is on a job finishes it."""
        return self.job is not None or any(begin <= now < end for begin, end in self.shifts)

    def where(self, now: datetime) -> LatLon:
        """Where the unit is: on a straight line between where it left and where it goes."""
        if self.moving is None:
            return self.place
        start, left, end, arrives = self.moving
        if now >= arrives:
            return end
        return between(start, end, (now - left) / (arrives - left))

    def go(self, target: LatLon, *, now: datetime, travel: timedelta) -> datetime:
        """Set out for `target`; returns the arrival."""
        start = self.where(now)
        self.moving = (start, now, target, now + max(travel, timedelta(seconds=1)))
        return self.moving[3]

    def snapshot(self, now: datetime) -> Unit:
        """As a decision sees it."""
        here = self.where(now)
        home = self.job is None and here == self.post
        return Unit(
            id=self.id,
            region="replay",
            callsign=self.id,
            skills=frozenset({Skill.ALS, Skill.BLS}),
            post=self.post,
            place=here,
            position_at=now,
            at_post=home,
            on_duty=self.on_duty(now),
            commitments=(self.job.commitment(),) if self.job is not None else (),
        )


@dataclass(slots=True)
class Job:
    """A unit on an incident. A job that was diverted is `over`, and whatever was still to come of it is void."""

    id: str
    case: Recorded
    unit: Ambulance
    state: AssignmentState
    eta: datetime
    diverts: int = 0
    over: bool = False

    def commitment(self) -> Commitment:
        """As a decision sees it."""
        told = self.case.announced
        return Commitment(self.id, told.id, self.state, told.priority, self.eta, self.diverts)


@dataclass(slots=True)
class Ledger:
    """What is counted while the days pass."""

    responses: dict[str, timedelta] = field(default_factory=dict)
    busy: list[int] = field(default_factory=list)
    diverted: int = 0
    waited: int = 0


def by_urgency(case: Recorded) -> tuple[Priority, datetime, str]:
    """The order of the queue: priority, then age."""
    return case.announced.priority, case.announced.received_at, case.announced.id
