"""Which unit to send: a ranked list with terms and reasons, nobody hidden. Pure.

A unit's arrival is turnout + driving + a penalty for what is not known of its position. Units that cannot be sent
stand in `greyed` with every reason. A unit under way to somebody less urgent may be offered as a divert.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chassis.travel import Travel
from dispatch.coverage import Coverage, CoverageMap
from dispatch.model import FREE, Availability, Commitment, Priority, Skill, Unit
from dispatch.states import BEFORE_SCENE


@dataclass(frozen=True, slots=True)
class AssignPolicy:
    """What a city may tune. Defaults: console.md 4 and 6; penalties are assumptions until measured."""

    stale_after: timedelta = timedelta(seconds=60)
    unknown_after: timedelta = timedelta(minutes=5)
    stale_penalty: timedelta = timedelta(seconds=60)
    moving_turnout: timedelta = timedelta(seconds=10)
    shift_margin: timedelta = timedelta(minutes=30)
    shift_penalty: timedelta = timedelta(minutes=1)  # in the order only, never in the arrival shown
    divert_gain: timedelta = timedelta(minutes=2)
    divert_limit: int = 1
    first_help_gain: timedelta = timedelta(minutes=5)  # assumption: to a P1, who is so much sooner goes as well
    coverage_weight_s: float = 0.0  # seconds an arrival may cost per point of coverage saved; 0 = nearest first
    coverage_standard: timedelta = timedelta(minutes=8)


@dataclass(frozen=True, slots=True)
class UnitOption:
    """A unit that can be sent. `arrival` spans from now to wheels stopped at the scene."""

    unit_id: str
    callsign: str
    skills: tuple[Skill, ...]
    availability: Availability
    mobilisation: timedelta
    travel: Travel
    arrival_p50: timedelta
    arrival_p90: timedelta
    position_age: timedelta | None
    coverage: Coverage
    notes: tuple[str, ...]
    missing_skills: tuple[Skill, ...]
    divert_from: str | None = None
    regret: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Greyed:
    """A unit that cannot be sent, with every reason."""

    unit_id: str
    callsign: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnitRanking:
    """`options` best first; `greyed` by id; every unit stands in exactly one of them."""

    options: tuple[UnitOption, ...]
    greyed: tuple[Greyed, ...]


def availability(unit: Unit, *, now: datetime, policy: AssignPolicy) -> Availability:
    """Whether `unit` can be sent, derived anew each time it is asked."""
    if unit.out_of_service is not None:
        return Availability.OUT_OF_SERVICE
    if not unit.on_duty:
        return Availability.OFF_DUTY
    if unit.commitments:
        return Availability.COMMITTED
    if unit.on_break:
        return Availability.BREAK
    if unit.at_post:
        return Availability.AVAILABLE_AT_POST
    if unit.position_at is None or now - unit.position_at > policy.unknown_after:
        return Availability.UNKNOWN
    return Availability.RELOCATING if unit.relocating else Availability.AVAILABLE_MOBILE


def rank_units(
    units: Iterable[Unit],
    *,
    travel: Mapping[str, Travel | None],
    priority: Priority,
    skills: frozenset[Skill],
    mobilisation: timedelta,
    coverage: CoverageMap,
    now: datetime,
    policy: AssignPolicy,
) -> UnitRanking:
    """Rank every unit for one place: those with all `skills` first, then by arrival; ties by id."""
    options: list[UnitOption] = []
    greyed: list[Greyed] = []
    for unit in units:
        state = availability(unit, now=now, policy=policy)
        way = travel.get(unit.id)
        reasons = _reasons(unit, state, way, priority, policy)
        if way is None or reasons:
            greyed.append(Greyed(unit.id, unit.callsign, reasons or ("unreachable",)))
            continue
        options.append(_option(unit, state, way, skills, mobilisation, coverage, now, policy))
    ranked = sorted(options, key=lambda option: _order(option, policy))
    kept, lost = _worthwhile(ranked, policy)
    return UnitRanking(_with_regret(kept), tuple(sorted((*greyed, *lost), key=lambda g: g.unit_id)))


def _reasons(
    unit: Unit, state: Availability, way: Travel | None, priority: Priority, policy: AssignPolicy
) -> tuple[str, ...]:
    found = []
    if state is Availability.COMMITTED and not _divertible(unit, priority, policy):
        found.append("committed")
    elif state not in FREE and state is not Availability.COMMITTED:
        found.append(str(state))
    if unit.place is None:
        found.append("position_unknown")
    elif way is None:
        found.append("unreachable")
    return tuple(found)


def _divertible(unit: Unit, priority: Priority, policy: AssignPolicy) -> bool:
    """One running assignment, nobody reached yet, to somebody less urgent, and not diverted before."""
    if len(unit.commitments) != 1:
        return False
    running: Commitment = unit.commitments[0]
    return (
        running.state in BEFORE_SCENE
        and running.priority is not None
        and running.priority > priority
        and running.diverts < policy.divert_limit
    )


def _option(
    unit: Unit,
    state: Availability,
    way: Travel,
    skills: frozenset[Skill],
    mobilisation: timedelta,
    coverage: CoverageMap,
    now: datetime,
    policy: AssignPolicy,
) -> UnitOption:
    turnout = mobilisation if state is Availability.AVAILABLE_AT_POST else policy.moving_turnout
    age = None if unit.at_post else now - unit.position_at if unit.position_at else None
    stale = age is not None and age > policy.stale_after
    wait = turnout + (policy.stale_penalty if stale else timedelta(0))
    missing = tuple(sorted(skills - unit.skills))
    notes = [
        *(["stale_position"] if stale else []),
        *(["shift_ends_soon"] if unit.shift_ends and unit.shift_ends - now < policy.shift_margin else []),
        *(["missing_skill"] if missing else []),
        *(["divert"] if unit.commitments else []),
    ]
    return UnitOption(
        unit_id=unit.id,
        callsign=unit.callsign,
        skills=tuple(sorted(unit.skills)),
        availability=state,
        mobilisation=turnout,
        travel=way,
        arrival_p50=wait + way.p50,
        arrival_p90=wait + way.p90,
        position_age=age,
        coverage=coverage.without(unit.id),
        notes=tuple(notes),
        missing_skills=missing,
        divert_from=unit.commitments[0].assignment_id if unit.commitments else None,
    )


def _order(option: UnitOption, policy: AssignPolicy) -> tuple[int, float, str]:
    points = (option.coverage.loss or 0.0) * 100
    cost = option.arrival_p50.total_seconds() + points * policy.coverage_weight_s
    if "shift_ends_soon" in option.notes:
        cost += policy.shift_penalty.total_seconds()
    return (len(option.missing_skills), cost, option.unit_id)


def _worthwhile(ranked: list[UnitOption], policy: AssignPolicy) -> tuple[list[UnitOption], list[Greyed]]:
    """Keep a divert only where it beats the best free unit by the policy's gain."""
    free = [option for option in ranked if option.divert_from is None and not option.missing_skills]
    best = min((option.arrival_p50 for option in free), default=None)
    kept, lost = [], []
    for option in ranked:
        if option.divert_from and best is not None and best - option.arrival_p50 < policy.divert_gain:
            lost.append(Greyed(option.unit_id, option.callsign, ("committed", "divert_gain_too_small")))
        else:
            kept.append(option)
    return kept, lost


def _with_regret(options: list[UnitOption]) -> tuple[UnitOption, ...]:
    if not options:
        return ()
    first = options[0].arrival_p50
    return tuple(replace(option, regret=option.arrival_p50 - first) for option in options)
