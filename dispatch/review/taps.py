"""How the stamps of each unit come about: by whom, how late, how far from where they claim to be. Pure.

Every count stands beside what it is counted among: a share without its denominator says nothing.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from dispatch.review.courses import STEPS, course, steps_due
from dispatch.review.facts import StampFact
from dispatch.stamps import DRIFT, FAR_M, GRAVE
from dispatch.states import AssignmentAction

BUNCH = timedelta(seconds=15)  # two steps of the road nobody takes within this time: one was tapped late; own estimate
BY_DESK = AssignmentAction.DISPATCH.value
ONE_TAP = (AssignmentAction.ACK.value, AssignmentAction.EN_ROUTE.value)  # "respond and navigate" leaves both at once


@dataclass(frozen=True, slots=True)
class Tap:
    """A step's stamp of a unit, with what stands beside its time."""

    unit: str
    job: str
    name: str
    at: datetime
    device_at: datetime | None
    seems_at: datetime | None
    source: str
    skipped: tuple[str, ...]
    away_m: int | None

    def fact(self) -> StampFact:
        """As the courses read it."""
        return StampFact("", self.job, self.name, self.at, self.device_at, self.source, self.skipped)


@dataclass(frozen=True, slots=True)
class TapQuality:
    """Of `runs` assignments with `recorded` steps. Each part names what it is counted among: `missing` and `skipped`
    of `due` steps, `drifted` of `timed` (the device told its time), `bunched` of `followed` (a step came before it),
    `far` of `measured` (the place was known), `late` of `fenced` (the positions tell when it was)."""

    runs: int
    recorded: int
    by_source: Mapping[str, int]
    due: int
    missing: int
    skipped: int
    timed: int
    drifted: int
    drift_worst_s: float | None
    followed: int
    bunched: int
    measured: int
    far: int
    away_median_m: float | None
    fenced: int
    late: int
    late_median_s: float | None
    missing_by_step: Mapping[str, int]


def judge_taps(taps: Iterable[Tap]) -> TapQuality:
    """The quality of all these stamps; the order of the runs does not matter, that within a run is as written."""
    runs: dict[str, list[Tap]] = {}
    for one in taps:
        runs.setdefault(one.job, []).append(one)
    steps = [one for run in runs.values() for one in run if one.name in STEPS and one.name != BY_DESK]
    due, missing, skipped = _gaps(runs.values())
    drifts = [abs((one.at - one.device_at).total_seconds()) for one in steps if one.device_at is not None]
    away = [one.away_m for one in steps if one.away_m is not None]
    late = [(one.at - one.seems_at).total_seconds() for one in steps if one.seems_at is not None]
    followed, bunched = _bunches(runs.values())
    return TapQuality(
        runs=len(runs),
        recorded=len(steps),
        by_source=dict(sorted(Counter(one.source for one in steps).items())),
        due=due,
        missing=missing.total(),
        skipped=skipped,
        timed=len(drifts),
        drifted=sum(one > DRIFT.total_seconds() for one in drifts),
        drift_worst_s=max(drifts, default=None),
        followed=followed,
        bunched=bunched,
        measured=len(away),
        far=sum(one > FAR_M for one in away),
        away_median_m=median(away) if away else None,
        fenced=len(late),
        late=sum(one > GRAVE.total_seconds() for one in late),
        late_median_s=median(late) if late else None,
        missing_by_step=dict(sorted(missing.items(), key=lambda one: STEPS.index(one[0]))),
    )


def judge_units(taps: Sequence[Tap]) -> dict[str, TapQuality]:
    """The same for each unit, by its id."""
    units = sorted({one.unit for one in taps})
    return {unit: judge_taps(one for one in taps if one.unit == unit) for unit in units}


def _gaps(runs: Iterable[Sequence[Tap]]) -> tuple[int, Counter[str], int]:
    """How many steps were due, which are not there, and how many of those were jumped over knowingly."""
    due, missing, skipped = 0, Counter[str](), 0
    for run in runs:
        found = course(run[0].job, [one.fact() for one in run])
        wanted = set(steps_due(found)) - {BY_DESK}
        gone = wanted - set(found.stamps)
        jumped = {name for one in found.stamps.values() for name in one.skipped}
        due += len(wanted)
        missing.update(gone)
        skipped += len(gone & jumped)
    return due, missing, skipped


def _bunches(runs: Iterable[Sequence[Tap]]) -> tuple[int, int]:
    """Steps that followed another of their run, and those that followed it at once."""
    followed = bunched = 0
    for run in runs:
        taken = [one for one in run if one.name in STEPS and one.name != BY_DESK and one.source == "human"]
        for before, one in pairwise(taken):
            if (before.name, one.name) == ONE_TAP:
                continue
            followed += 1
            bunched += one.at - before.at <= BUNCH
    return followed, bunched
