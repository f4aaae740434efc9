"""The one decision: triage, units, hospitals, route and drone, over a frozen situation. Pure.

The live desk, a shadow policy, the replay of a recorded day and `replay-decision` all call `plan_response`. Roads
are asked through `RoadAnswers`, which live is a snapshot of the network and in a replay the recorded answers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from chassis.geo import LatLon
from chassis.travel import Travel
from dispatch.advice import AdvicePolicy
from dispatch.assign import AssignPolicy, UnitOption, UnitRanking, rank_units
from dispatch.coverage import CoverageMap
from dispatch.entrances import EntrancePolicy
from dispatch.fence import FencePolicy
from dispatch.mass.policy import MassPolicy
from dispatch.model import Commitment, DemandZone, Incident, Priority, Skill, Unit
from dispatch.orders.model import OrderPolicy
from dispatch.registered.policy import RegisteredPolicy
from dispatch.safety import SafetyPolicy
from dispatch.states import BEFORE_SCENE
from dispatch.telephone import LinePolicy
from dispatch.triage import Triage
from drones.feasibility import Go, NoGo, assess_drop
from drones.model import KitKind, Squadron
from drones.planner import Track
from drones.policy import DropPolicy
from hospitals.disclosure import DisclosurePolicy
from hospitals.model import Capability, Hospital
from hospitals.ranking import Needs, Ranking
from hospitals.rungs import LadderPolicy
from hospitals.select import HospitalPolicy, rank_hospitals
from routing.bluelight import RoadUse
from routing.model import Route
from routing.priority.policy import PriorityPolicy

CHILD_BELOW_YEARS = 15  # as in KTAS


class RoadAnswers(Protocol):
    """What a decision may ask of the roads. Unreachable is None. `digest` names network and metric."""

    @property
    def digest(self) -> str: ...

    def to_one(self, origins: Sequence[LatLon], target: LatLon) -> tuple[Travel | None, ...]: ...

    def from_one(self, origin: LatLon, targets: Sequence[LatLon]) -> tuple[Travel | None, ...]: ...

    def route(self, origin: LatLon, target: LatLon) -> Route | None: ...


@dataclass(frozen=True, slots=True)
class DetourPolicy:
    """What a better way has to gain before a unit leaves its own: more than `least_gain`, and more than `least_share`
    of what is left. Measured in a closed loop with a simulator (docs/roads.md)."""

    least_gain: timedelta = timedelta(seconds=15)
    least_share: float = 0.10


@dataclass(frozen=True, slots=True)
class Policy:
    """Everything a city tunes, in one value. `version` names the text it was read from (see `dispatch.policies`),
    `rules` the triage rule set it was written beside; empty in the code, where they come together."""

    version: str = "2026.11"
    rules: str = ""
    assign: AssignPolicy = field(default_factory=AssignPolicy)
    hospitals: HospitalPolicy = field(default_factory=HospitalPolicy)
    ladder: LadderPolicy = field(default_factory=LadderPolicy)
    drop: DropPolicy = field(default_factory=DropPolicy)
    advice: AdvicePolicy = field(default_factory=AdvicePolicy)
    signals: PriorityPolicy = field(default_factory=PriorityPolicy)
    detours: DetourPolicy = field(default_factory=DetourPolicy)
    roads: RoadUse = field(default_factory=RoadUse)
    lines: LinePolicy = field(default_factory=LinePolicy)
    registered: RegisteredPolicy = field(default_factory=RegisteredPolicy)
    mass: MassPolicy = field(default_factory=MassPolicy)
    entrances: EntrancePolicy = field(default_factory=EntrancePolicy)
    fences: FencePolicy = field(default_factory=FencePolicy)
    disclosure: DisclosurePolicy = field(default_factory=DisclosurePolicy)
    safety: SafetyPolicy = field(default_factory=SafetyPolicy)
    orders: OrderPolicy = field(default_factory=OrderPolicy)


@dataclass(frozen=True, slots=True)
class Situation:
    """The world at `now`, as one transaction saw it. `reach` is the bit mask of zones per unit (see coverage);
    `squadron` is None where no kit was asked for; `traffic` are the drones that fly already."""

    now: datetime
    units: tuple[Unit, ...]
    board: tuple[Hospital, ...]
    squadron: Squadron | None
    zones: tuple[DemandZone, ...]
    reach: Mapping[str, int]
    traffic: tuple[Track, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitChoice:
    """One place of the response plan and who fills it; `unit_id` None with a reason when nobody can."""

    skills: tuple[Skill, ...]
    unit_id: str | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """The answer, with its reasons. `route` is that of the first unit chosen; None with `route_missing` saying why."""

    triage: Triage
    units: UnitRanking
    chosen: tuple[UnitChoice, ...]
    hospitals: Ranking | None
    route: Route | None
    route_missing: str | None
    drone: Go | NoGo | None
    roads: str
    policy: str


def plan_response(
    incident: Incident, triage: Triage, situation: Situation, *, roads: RoadAnswers, policy: Policy
) -> Plan:
    """Decide for one incident with a known place; the same arguments give the same plan.

    Raises ValueError when the incident has no location: without a place there is nothing to plan.
    """
    if incident.location is None:
        raise ValueError("a plan needs a place")
    place = incident.location.place
    age = incident.patient.age_years if incident.patient else None
    needs = needs_of(triage, age_years=age, sent_on_by=incident.sent_on_by)
    units = _units(place, triage, situation, roads, policy)
    chosen = _fill(triage, units)
    chosen = (*chosen, *_first_help(triage, units, chosen, policy))
    route, missing = _route(chosen, situation, place, roads)
    return Plan(
        triage=triage,
        units=units,
        chosen=chosen,
        hospitals=rank_for(place, needs, situation, roads=roads, policy=policy),
        route=route,
        route_missing=missing,
        drone=_drone(incident.id, place, triage, situation, units, policy),
        roads=roads.digest,
        policy=policy.version,
    )


def rank_for(
    origin: LatLon, needs: Needs, situation: Situation, *, roads: RoadAnswers, policy: Policy
) -> Ranking | None:
    """The hospitals for one patient at `origin`; None when no hospital is on the board."""
    if not situation.board:
        return None
    ways = roads.from_one(origin, [hospital.place for hospital in situation.board])
    return rank_hospitals(
        situation.board,
        needs=needs,
        travel={hospital.id: way for hospital, way in zip(situation.board, ways, strict=True)},
        now=situation.now,
        policy=policy.hospitals,
    )


def needs_of(
    triage: Triage, *, acuity: int | None = None, age_years: int | None = None, sent_on_by: str | None = None
) -> Needs:
    """What the patient needs of a hospital. Until a crew sets an acuity, P1→1 … P4→4."""
    return Needs(
        capabilities=tuple(Capability(code) for code in triage.needs),
        acuity=acuity or int(triage.priority),
        bundle=triage.bundle,
        paediatric=age_years is not None and age_years < CHILD_BELOW_YEARS,
        sent_on_by=sent_on_by,
    )


def _units(place: LatLon, triage: Triage, situation: Situation, roads: RoadAnswers, policy: Policy) -> UnitRanking:
    placed = [unit for unit in situation.units if unit.place is not None]
    ways = roads.to_one([unit.place for unit in placed if unit.place is not None], place)
    free = [unit.id for unit in situation.units if not unit.commitments and unit.on_duty and not unit.out_of_service]
    return rank_units(
        situation.units,
        travel={unit.id: way for unit, way in zip(placed, ways, strict=True)},
        priority=triage.priority,
        skills=frozenset(Skill(skill) for skill in triage.response.units[0]),
        mobilisation=timedelta(seconds=triage.response.mobilisation_s),
        coverage=CoverageMap(situation.zones, situation.reach, free),
        now=situation.now,
        policy=policy.assign,
    )


def _fill(triage: Triage, ranking: UnitRanking) -> tuple[UnitChoice, ...]:
    """Fill the places of the response plan: the first by the ranking, the others with whoever is there soonest.

    Where nobody left has the skills, the best left goes all the same, and the choice says what it lacks. Only the
    first place is worth taking a unit from somebody else.
    """
    left: list[UnitOption] = list(ranking.options)
    chosen = []
    for place, wanted in enumerate(triage.response.units):
        skills = tuple(Skill(skill) for skill in wanted)
        pick = _pick(left, skills, first=place == 0)
        if pick is None:
            chosen.append(UnitChoice(skills, None, "no_unit_available"))
            continue
        left.remove(pick)
        chosen.append(UnitChoice(skills, pick.unit_id, None if _has(pick, skills) else "missing_skill"))
    return tuple(chosen)


def _first_help(
    triage: Triage, ranking: UnitRanking, chosen: tuple[UnitChoice, ...], policy: Policy
) -> tuple[UnitChoice, ...]:
    """Where the gravest would wait for skills, the nearest crew begins: it goes as well when it is so much sooner."""
    going = [option for option in ranking.options if option.unit_id in {choice.unit_id for choice in chosen}]
    soonest = _pick([option for option in ranking.options if option not in going], (), first=False)
    if triage.priority is not Priority.P1 or not going or soonest is None:
        return ()
    gain = min(option.arrival_p50 for option in going) - soonest.arrival_p50
    return (UnitChoice((), soonest.unit_id, "first_help"),) if gain >= policy.assign.first_help_gain else ()


def _pick(left: list[UnitOption], skills: tuple[Skill, ...], *, first: bool) -> UnitOption | None:
    if first:
        return left[0] if left else None
    free = [option for option in left if option.divert_from is None]
    return min(free, key=lambda o: (not _has(o, skills), o.arrival_p50, o.unit_id), default=None)


def _has(option: UnitOption, skills: tuple[Skill, ...]) -> bool:
    return set(skills) <= set(option.skills)


def _route(
    chosen: tuple[UnitChoice, ...], situation: Situation, place: LatLon, roads: RoadAnswers
) -> tuple[Route | None, str | None]:
    first = chosen[0].unit_id if chosen else None
    if first is None:
        return None, "no_unit_available"
    start = next(unit.place for unit in situation.units if unit.id == first)
    route = roads.route(start, place) if start is not None else None
    return route, None if route else "unreachable"


def _drone(
    incident_id: str, place: LatLon, triage: Triage, situation: Situation, units: UnitRanking, policy: Policy
) -> Go | NoGo | None:
    """None where the protocol asks for no kit."""
    if triage.kit is None or situation.squadron is None:
        return None
    coming = _coming(incident_id, situation)
    sendable = [Travel(option.arrival_p50, option.arrival_p90, option.travel.distance_m) for option in units.options]
    ambulance = min(coming or sendable, key=lambda travel: travel.p50, default=None)
    return assess_drop(
        situation.squadron,
        target=place,
        kit=KitKind(triage.kit),
        ambulance=ambulance,
        now=situation.now,
        policy=policy.drop,
        traffic=situation.traffic,
    )


def _coming(incident_id: str, situation: Situation) -> list[Travel]:
    """How long those take who are on their way to this incident already; nothing for a crew that is there."""
    bound = (c for unit in situation.units for c in unit.commitments if c.incident_id == incident_id)
    return [_left(one, situation.now) for one in bound if one.state not in BEFORE_SCENE or one.eta is not None]


def _left(bound: Commitment, now: datetime) -> Travel:
    if bound.state not in BEFORE_SCENE or bound.eta is None:
        return Travel(timedelta(0), timedelta(0), 0.0)
    return Travel.until(bound.eta, bound.eta_p90, now=now)
