"""From stamps to what really happened: steps taken back are off, and what is missing or odd is counted. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from dispatch.review.facts import StampFact
from dispatch.stamps import DRIFT
from dispatch.states import CHAIN, AssignmentAction

CORRECTED = "corrected"
STEPS = tuple(action.value for _, action in CHAIN)
OPTIONAL = AssignmentAction.STAGE.value
CALL, GATED, SENT = "call_received", "gate_done", AssignmentAction.DISPATCH.value
JUDGED = (CALL, GATED, *(step for step in STEPS if step != OPTIONAL))


@dataclass(frozen=True, slots=True)
class StampQuality:
    """How far the stamps of one name can be believed. `reversed` ones lie before the step they follow."""

    name: str
    recorded: int
    missing: int
    skipped: int
    reversed: int
    corrected: int
    drifted: int
    by_source: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Course:
    """The valid stamps of one incident, or of one unit on it, by name; a name left twice keeps its first."""

    unit_job: str | None
    stamps: Mapping[str, StampFact]

    def between(self, start: str, end: str) -> timedelta | None:
        """From one stamp to another; None when one is missing, or they lie the wrong way round."""
        if start not in self.stamps or end not in self.stamps:
            return None
        took = self.stamps[end].at - self.stamps[start].at
        return took if took >= timedelta(0) else None


def course(unit_job: str | None, stamps: Iterable[StampFact]) -> Course:
    """What remains of `stamps`, in the order they were written, when every correction has taken its step back."""
    left: list[StampFact] = []
    for one in stamps:
        if one.name != CORRECTED:
            left.append(one)
        elif left:
            left.pop()
    kept: dict[str, StampFact] = {}
    for one in left:
        kept.setdefault(one.name, one)
    return Course(unit_job, kept)


def courses(stamps: Sequence[StampFact]) -> tuple[Course, tuple[Course, ...]]:
    """The course of an incident, and those of its units by the id of their assignment."""
    jobs: dict[str | None, list[StampFact]] = {}
    for one in stamps:
        jobs.setdefault(one.unit_job, []).append(one)
    of_units = tuple(course(job, jobs[job]) for job in sorted(job for job in jobs if job is not None))
    return course(None, jobs.get(None, ())), of_units


def first_of(units: Iterable[Course], name: str) -> StampFact | None:
    """The earliest stamp of this name among the units; None when none has it."""
    found = [unit.stamps[name] for unit in units if name in unit.stamps]
    return min(found, key=lambda stamp: stamp.at, default=None)


def judge_stamps(incidents: Iterable[Sequence[StampFact]]) -> tuple[StampQuality, ...]:
    """The quality of the stamps of all `incidents`, one line a name, in the order of the course."""
    counted: dict[str, Counter[str]] = {kind: Counter() for kind in ("missing", "skipped", "reversed", "corrected")}
    recorded: list[StampFact] = []
    for stamps in incidents:
        whole, units = courses(stamps)
        recorded += [one for one in stamps if one.name in JUDGED]
        counted["skipped"].update(name for one in stamps for name in one.skipped)
        counted["corrected"].update(_taken_back(stamps))
        for expected, found in ((_of_call(units), whole), *((steps_due(unit), unit) for unit in units)):
            jumped = {name for one in found.stamps.values() for name in one.skipped}
            counted["missing"].update(set(expected) - set(found.stamps) - jumped)
            counted["reversed"].update(_reversed(expected, found))
    return tuple(_quality(name, recorded, counted) for name in JUDGED)


def _of_call(units: Sequence[Course]) -> tuple[str, ...]:
    """What every call has; the gate once somebody was sent."""
    return (CALL, GATED) if any(SENT in unit.stamps for unit in units) else (CALL,)


def steps_due(unit: Course) -> tuple[str, ...]:
    """Every step up to the furthest one the unit has reached."""
    reached = max((STEPS.index(name) for name in unit.stamps if name in STEPS), default=-1)
    return tuple(step for step in STEPS[: reached + 1] if step != OPTIONAL)


def _reversed(order: Sequence[str], found: Course) -> list[str]:
    present = [name for name in order if name in found.stamps]
    return [later for name, later in pairwise(present) if found.stamps[later].at < found.stamps[name].at]


def _taken_back(stamps: Iterable[StampFact]) -> Iterable[str]:
    left: dict[str | None, list[str]] = {}
    for one in stamps:
        if one.name != CORRECTED:
            left.setdefault(one.unit_job, []).append(one.name)
        elif left.get(one.unit_job):
            yield left[one.unit_job].pop()


def _quality(name: str, recorded: Iterable[StampFact], counted: Mapping[str, Counter[str]]) -> StampQuality:
    mine = [one for one in recorded if one.name == name]
    return StampQuality(
        name=name,
        recorded=len(mine),
        **{kind: counts[name] for kind, counts in counted.items()},
        drifted=sum(one.device_at is not None and abs(one.at - one.device_at) > DRIFT for one in mine),
        by_source=dict(sorted(Counter(one.source for one in mine).items())),
    )
