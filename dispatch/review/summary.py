"""A day in figures: intervals by priority, zone and hour, the quality of the stamps, the asking of hospitals. Pure."""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from dispatch.review.asking import Asking, judge_asking, time_to_accept
from dispatch.review.courses import Course, StampQuality, courses, first_of, judge_stamps
from dispatch.review.facts import DayFacts, IncidentFact, StampFact
from dispatch.review.figures import Figures, Measure, figures, split
from dispatch.review.pressing import DUE, Pressing, judge_pressing, outcome
from dispatch.review.targets import SPANS, TARGETS, Interval

_PRESS = Interval.COMPRESSION
UNKNOWN = "unknown"  # the part of incidents whose priority or place nobody knew


@dataclass(frozen=True, slots=True)
class IntervalFigures:
    """One interval: of all, and of each priority, zone (by id) and hour (0–23, of the call)."""

    interval: Interval
    whole: Figures
    priorities: Mapping[str, Figures]
    zones: Mapping[str, Figures]
    hours: Mapping[str, Figures]


@dataclass(frozen=True, slots=True)
class Miss:
    """A target that was missed, and by how much; None where the end was due and is not on record."""

    interval: Interval
    took_s: float | None
    target_s: float


@dataclass(frozen=True, slots=True)
class Missed:
    """An incident that missed targets, the one exceeded furthest first."""

    incident: IncidentFact
    misses: tuple[Miss, ...]


@dataclass(frozen=True, slots=True)
class DaySummary:
    """Everything the supervisor's page shows of one day."""

    incidents: int
    by_priority: Mapping[str, int]
    by_zone: Mapping[str, int]
    by_hour: Mapping[str, int]
    by_state: Mapping[str, int]
    intervals: tuple[IntervalFigures, ...]
    stamps: tuple[StampQuality, ...]
    asking: Asking
    pressing: Pressing
    missed: tuple[Missed, ...]


def summarise(day: DayFacts) -> DaySummary:
    """The day in figures. The order of incidents and requests does not matter."""
    stamps = stamps_of(day)
    measures = measure_day(day, stamps)
    return DaySummary(
        incidents=len(day.incidents),
        by_priority=_count(priority_key(one) for one in day.incidents),
        by_zone=_count(one.zone or UNKNOWN for one in day.incidents),
        by_hour=_count(str(one.hour) for one in day.incidents),
        by_state=_count(one.state for one in day.incidents),
        intervals=tuple(_interval(interval, measures) for interval in Interval),
        stamps=judge_stamps(stamps.values()),
        asking=judge_asking(day.asks, scene_times(measures)),
        pressing=judge_pressing(_pressed(one, *courses(stamps[one.id])) for one in day.incidents),
        missed=_missed(day.incidents, measures),
    )


def scene_times(measures: Iterable[Measure]) -> dict[str, timedelta]:
    """How long each incident's longest unit stood there."""
    scenes: dict[str, timedelta] = {}
    for one in measures:
        if one.interval is Interval.SCENE and one.took is not None:
            scenes[one.incident_id] = max(one.took, scenes.get(one.incident_id, one.took))
    return scenes


def stamps_of(day: DayFacts) -> dict[str, list[StampFact]]:
    """The stamps by incident, in the order they were written."""
    stamps: dict[str, list[StampFact]] = {incident.id: [] for incident in day.incidents}
    for stamp in day.stamps:
        stamps[stamp.incident_id].append(stamp)
    return stamps


def measure_day(day: DayFacts, stamps: Mapping[str, Sequence[StampFact]]) -> list[Measure]:
    """Every interval of every incident that has both its ends on record, and every first compression that was due."""
    accepted = time_to_accept(day.asks)
    found: list[Measure] = []
    for incident in day.incidents:
        whole, units = courses(stamps[incident.id])
        found += _of_incident(incident, whole, units)
        found += [_measure(incident, Interval.ACCEPT, None, took) for took in accepted.get(incident.id, ())]
    return found


def priority_key(incident: IncidentFact | Measure) -> str:
    """`1`–`4`, or `unknown` before triage."""
    return str(incident.priority.value) if incident.priority is not None else UNKNOWN


def _of_incident(incident: IncidentFact, whole: Course, units: Sequence[Course]) -> Iterable[Measure]:
    first = {SPANS[one].end: first_of(units, SPANS[one].end) for one in (Interval.PROCESSING, Interval.RESPONSE)}
    firsts = {name: stamp for name, stamp in first.items() if stamp is not None}
    joined = Course(None, {**whole.stamps, **firsts})
    for interval, span in SPANS.items():
        for course in units if span.per_unit else (joined,):
            took = course.between(span.start, span.end)
            due = took is not None if interval is not _PRESS else _pressed(incident, whole, units) in DUE
            if due:
                yield _measure(incident, interval, course.unit_job, took)


def _pressed(incident: IncidentFact, whole: Course, units: Sequence[Course]) -> str | None:
    target = TARGETS[_PRESS].usual
    return outcome(incident, whole, units, target) if target is not None else None


def _measure(incident: IncidentFact, interval: Interval, unit_job: str | None, took: timedelta | None) -> Measure:
    target = TARGETS[interval].of(incident.priority)
    return Measure(interval, incident.id, unit_job, incident.priority, incident.zone, incident.hour, took, target)


def _interval(interval: Interval, measures: Iterable[Measure]) -> IntervalFigures:
    mine = [one for one in measures if one.interval is interval]
    return IntervalFigures(
        interval,
        figures(mine),
        _sorted(mine, priority_key),
        _sorted(mine, lambda one: one.zone or UNKNOWN),
        _sorted(mine, lambda one: str(one.hour)),
    )


def _sorted(measures: Iterable[Measure], key: Callable[[Measure], str]) -> Mapping[str, Figures]:
    return dict(sorted(split(measures, key).items()))


def _missed(incidents: Iterable[IncidentFact], measures: Iterable[Measure]) -> tuple[Missed, ...]:
    """Most urgent first, then whoever waited longest over the target."""
    over: dict[str, list[Miss]] = {}
    for one in measures:
        if one.target is not None and (one.took is None or one.took > one.target):
            took_s = one.took.total_seconds() if one.took is not None else None
            miss = Miss(one.interval, took_s, one.target.total_seconds())
            over.setdefault(one.incident_id, []).append(miss)
    found = [Missed(one, tuple(sorted(over[one.id], key=_worst))) for one in incidents if one.id in over]
    return tuple(sorted(found, key=lambda one: (one.incident.priority or 0, _worst(one.misses[0]), one.incident.id)))


def _worst(miss: Miss) -> tuple[float, str]:
    return (-miss.took_s / miss.target_s if miss.took_s is not None else -math.inf), miss.interval


def _count(keys: Iterable[str]) -> Mapping[str, int]:
    return dict(sorted(Counter(keys).items()))
