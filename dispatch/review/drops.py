"""What a drone was worth on each mission and why it did not fly: the kit against the ambulance, as predicted and as it
came. Pure.

Without the drone a patient waits for the ambulance; with it, for whichever is first. Both end at the scene. Nothing is
counted as won that was not measured: a mission whose ambulance never came, or whose kit came home, is told apart.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import fsum

from dispatch.review.calibration import Calibration, score
from dispatch.review.figures import MEDIAN_FROM, P90_FROM, percentile
from drones.states import SORTIE, SortieReason, SortieState

S = SortieState


class Race(StrEnum):
    """Who was there first."""

    KIT = "kit"
    AMBULANCE = "ambulance"
    KIT_ALONE = "kit_alone"  # no ambulance reached the scene
    HOME = "home"  # the kit was not set down and came home
    ASTRAY = "astray"  # the drone landed elsewhere or was lost, its kit with it
    OPEN = "open"  # still under way


@dataclass(frozen=True, slots=True)
class Predicted:
    """What the decision said, from the order on: seconds to the kit on the ground and to the ambulance at the scene."""

    p_first: float | None
    gain_s: float | None
    kit_s: float
    ambulance_s: float | None


@dataclass(frozen=True, slots=True)
class Mission:
    """One sortie and the ambulance it raced. `due_at` is when the kit should have been down as last planned; `astray`
    that the drone did not come home by itself."""

    id: str
    incident_id: str
    number: str
    station_id: str
    kit: str
    state: SortieState
    reason: SortieReason | None
    ordered_at: datetime
    airborne_at: datetime | None
    due_at: datetime
    down_at: datetime | None
    in_hand_at: datetime | None
    ambulance_at: datetime | None
    predicted: Predicted | None = None
    astray: bool = False

    @property
    def over(self) -> bool:
        """Whether nothing more can come of it: a kit on the ground, a sortie that ended or is on its way home."""
        done = self.state in SORTIE.ends() or self.state in {S.LANDED, S.RETURNING, S.ABORTED, S.DIVERTED}
        return self.down_at is not None or done


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """One mission judged. `lead_s` is ambulance minus kit, negative when the ambulance was first; `lost_s` by how much
    the kit of a drone that came home would have been first. `kit_late_s` and `ambulance_late_s` are against the
    decision, negative when sooner. None where an end is not on record."""

    mission: Mission
    race: Race
    lead_s: float | None
    lost_s: float | None
    kit_late_s: float | None
    ambulance_late_s: float | None


@dataclass(frozen=True, slots=True)
class Asked:
    """One call for which a kit was asked. `go` when any of its decisions said so and kept its drone; else `code` is
    what the last answer is counted under, and `codes` everything that stood against it."""

    incident_id: str
    kit: str
    at: datetime
    go: bool
    code: str | None
    codes: frozenset[str]
    ambulance_at: datetime | None


@dataclass(frozen=True, slots=True)
class Spread:
    """Seconds: how many were measured, their median from 5 on and their 90th percentile from 10 on."""

    n: int
    median_s: float | None
    p90_s: float | None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A code of no-go: calls counted under it, calls it stood against at all, and how long the ambulance then took."""

    code: str
    counted: int
    stood: int
    ambulance: Spread


@dataclass(frozen=True, slots=True)
class KitUse:
    """What became of a kind of kit."""

    kit: str
    asked: int
    ordered: int
    flown: int
    down: int
    in_hand: int
    home: int


@dataclass(frozen=True, slots=True)
class Drops:
    """The figures of some days. `races` count the missions that are judged; `gained_s` is the mean lead over those in
    which both arrived, a kit that came second counting nought, `promised_s` what the decisions expected of the same."""

    asked: int
    go: int
    ordered: int
    flown: int
    races: Mapping[str, int]
    lead: Spread
    gained_s: float | None
    promised_s: float | None
    kit_late: Spread
    ambulance_late: Spread
    to_hand: Spread
    lost: int
    refusals: tuple[Refusal, ...]
    ended: Mapping[str, int]
    kits: tuple[KitUse, ...]
    calibration: Calibration
    missions: tuple[Counterfactual, ...]


def judge_mission(one: Mission) -> Counterfactual:
    """The mission against what would have been without it."""
    predicted = one.predicted
    home = one.over and one.down_at is None
    return Counterfactual(
        mission=one,
        race=_race(one),
        lead_s=_between(one.down_at, one.ambulance_at),
        lost_s=_positive(_between(one.due_at, one.ambulance_at)) if home and one.airborne_at is not None else None,
        kit_late_s=_late(one, one.down_at, predicted.kit_s if predicted is not None else None),
        ambulance_late_s=_late(one, one.ambulance_at, predicted.ambulance_s if predicted is not None else None),
    )


def judge_drops(asked: Iterable[Asked], missions: Iterable[Mission]) -> Drops:
    """The figures; the order does not matter. Missions come out newest first."""
    calls = sorted(asked, key=lambda one: (one.at, one.incident_id))
    judged = [judge_mission(one) for one in sorted(missions, key=lambda m: (m.ordered_at, m.id), reverse=True)]
    flown = [one for one in judged if one.mission.airborne_at is not None]
    raced = [one for one in flown if one.lead_s is not None]
    promised = [one.mission.predicted.gain_s for one in raced if one.mission.predicted is not None]
    known = [gain for gain in promised if gain is not None]
    return Drops(
        asked=len(calls),
        go=sum(one.go for one in calls),
        ordered=len(judged),
        flown=len(flown),
        races=Counter(one.race.value for one in flown),
        lead=spread(one.lead_s for one in raced),
        gained_s=_mean([max(0.0, one.lead_s or 0.0) for one in raced]),
        promised_s=_mean(known) if len(known) == len(raced) else None,
        kit_late=spread(one.kit_late_s for one in flown),
        ambulance_late=spread(one.ambulance_late_s for one in flown),
        to_hand=spread(_between(one.mission.down_at, one.mission.in_hand_at) for one in flown),
        lost=sum(one.lost_s is not None for one in flown),
        refusals=_refusals(calls),
        ended=Counter(one.mission.reason.value for one in judged if one.mission.reason is not None),
        kits=_kits(calls, judged),
        calibration=score(_tests(judged)),
        missions=tuple(judged),
    )


def spread(seconds: Iterable[float | None]) -> Spread:
    """Of what was measured."""
    known = sorted(one for one in seconds if one is not None)
    n = len(known)
    return Spread(
        n,
        percentile(known, 0.5) if n >= MEDIAN_FROM else None,
        percentile(known, 0.9) if n >= P90_FROM else None,
    )


def _race(one: Mission) -> Race:
    if not one.over:
        return Race.OPEN
    if one.down_at is None:
        return Race.ASTRAY if one.astray else Race.HOME
    if one.ambulance_at is None:
        return Race.KIT_ALONE
    return Race.KIT if one.down_at < one.ambulance_at else Race.AMBULANCE


def _tests(judged: Sequence[Counterfactual]) -> list[tuple[float, bool]]:
    """The predictions that were put to the test: both arrived, or the drone was called home because it was second."""
    tests = []
    for one in judged:
        predicted, mission = one.mission.predicted, one.mission
        if predicted is None or predicted.p_first is None or mission.airborne_at is None:
            continue
        beaten = one.race is Race.HOME and mission.reason is SortieReason.AMBULANCE_AHEAD
        if one.lead_s is not None or beaten:
            tests.append((predicted.p_first, one.race is Race.KIT))
    return tests


def _refusals(calls: Sequence[Asked]) -> tuple[Refusal, ...]:
    """By how many calls are counted under each, most first."""
    without = [one for one in calls if not one.go]
    codes = {code for one in without for code in one.codes} | {one.code for one in without if one.code is not None}
    found = [
        Refusal(
            code=code,
            counted=len(mine := [one for one in without if one.code == code]),
            stood=sum(code in one.codes or code == one.code for one in without),
            ambulance=spread(_between(one.at, one.ambulance_at) for one in mine),
        )
        for code in sorted(codes)
    ]
    return tuple(sorted(found, key=lambda one: (-one.counted, -one.stood, one.code)))


def _kits(calls: Sequence[Asked], judged: Sequence[Counterfactual]) -> tuple[KitUse, ...]:
    kinds = sorted({one.kit for one in calls} | {one.mission.kit for one in judged})
    return tuple(_kit(kind, calls, [one for one in judged if one.mission.kit == kind]) for kind in kinds)


def _kit(kind: str, calls: Sequence[Asked], judged: Sequence[Counterfactual]) -> KitUse:
    def count(holds: Callable[[Counterfactual], bool]) -> int:
        return sum(map(holds, judged))

    return KitUse(
        kit=kind,
        asked=sum(one.kit == kind for one in calls),
        ordered=len(judged),
        flown=count(lambda one: one.mission.airborne_at is not None),
        down=count(lambda one: one.mission.down_at is not None),
        in_hand=count(lambda one: one.mission.in_hand_at is not None),
        home=count(lambda one: one.race is Race.HOME and one.mission.airborne_at is not None),
    )


def _between(begins: datetime | None, ends: datetime | None) -> float | None:
    return (ends - begins).total_seconds() if begins is not None and ends is not None else None


def _positive(seconds: float | None) -> float | None:
    return seconds if seconds is not None and seconds > 0.0 else None


def _late(one: Mission, came: datetime | None, said_s: float | None) -> float | None:
    if came is None or said_s is None:
        return None
    return (came - one.ordered_at - timedelta(seconds=said_s)).total_seconds()


def _mean(values: Sequence[float]) -> float | None:
    return round(fsum(values) / len(values), 1) if len(values) >= MEDIAN_FROM else None
