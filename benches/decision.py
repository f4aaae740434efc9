"""How long one decision takes: triage to plan; 100 units, 30 hospitals, and for every fourth 10 drones, all of them
asked: 500 buildings, 12 closed zones, 12 other flights.

Where no kit comes before the ambulance no way is looked for; "every way" is the same call for a kit that is of use also
behind it, so that a way is looked for from every station whose battery carries it.
"""

import gc
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from benches import city_air
from chassis.chance import Random, seeded
from chassis.geo import LatLon
from dispatch.assign import AssignPolicy
from dispatch.look import reach_of
from dispatch.model import DemandZone, Gate, Incident, Location, LocationSource, Skill, Tri, Unit, Verification
from dispatch.plan import Plan, Policy, Situation, plan_response
from dispatch.protocols import Rules, read_rules
from dispatch.record import DecisionInputs, RecordingRoads, decide_again, pack
from dispatch.states import IncidentState
from dispatch.triage import Triage, triage
from drones.feasibility import NoGo
from drones.model import KitKind
from drones.policy import DropPolicy, KitRule
from hospitals.model import Answer, BedCount, BedType, Capability, Hospital, Level, Says, Source
from routing import coquimbo, profiles
from routing.example import generate
from routing.model import RoadNetwork
from routing.roads import Roads, build_roads
from routing.speeds import SpeedPolicy, metric

NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
DECISIONS = 400
EVERY_WAY = Policy(drop=DropPolicy(rules=(KitRule(KitKind.AED, 0.0, timedelta(0)),)))
Row = tuple[str, ...]


def rows() -> Iterator[Row]:
    """On both networks: decisions without and with drones, what goes on record, and how many lines were checked."""
    yield (
        *("network", "junctions", "decide p50 ms", "p99 ms", "with drones p50 ms", "worst ms"),
        *("no-go", "every way p50 ms", "worst ms", "lines p50", "most", "record p50 ms", "replay same"),
    )
    for name, network, policy in _networks():
        yield _measure(name, network, policy)


def _networks() -> Iterator[tuple[str, RoadNetwork, SpeedPolicy]]:
    yield "sejong (generated)", generate(), profiles.KOREA
    yield "coquimbo (OSM)", coquimbo.read_roads()[0], profiles.CHILE


def _measure(name: str, network: RoadNetwork, policy: SpeedPolicy) -> Row:
    roads = build_roads(network, metric(network, policy=policy, at=NOW))
    chance, rules, city_policy = seeded(name), read_rules(), Policy()
    situation = _situation(chance, network, roads)
    gc.collect()
    gc.freeze()  # as the server does: what stands is not walked for garbage in the middle of a call
    decided, thorough = dict[bool, list[float]]({True: [], False: []}), list[float]()
    recorded, lines, blocked, same = list[float](), list[float](), 0, 0
    for number in range(DECISIONS):
        gate = Gate(Tri.NO, Tri.NO) if number % 4 == 0 else Gate(Tri.YES, Tri.YES)
        incident = _incident(f"inc_{number:06d}", _place(chance, network), gate)
        recording = RecordingRoads(roads)
        took, found, plan = _decide(incident, gate, rules, situation, recording, city_policy)
        decided[plan.drone is not None].append(took)
        if plan.drone is not None:
            blocked += isinstance(plan.drone, NoGo)
            took, _, every = _decide(incident, gate, rules, situation, RecordingRoads(roads), EVERY_WAY)
            thorough.append(took)
            lines.append(every.drone.edges if every.drone is not None else 0)
        began = time.perf_counter()
        inputs = DecisionInputs(incident, found, situation, city_policy, roads.digest, tuple(recording.asked))
        pack(inputs)
        answer = pack(plan)
        recorded.append((time.perf_counter() - began) * 1000)
        if number % 40 == 0:
            same += pack(decide_again(inputs)) == answer
    plain, flown = decided[False], decided[True]
    figures = (_share(plain, 0.5), _share(plain, 0.99), _share(flown, 0.5), max(flown))
    every_way = (
        f"{_share(thorough, 0.5):.2f}",
        f"{max(thorough):.2f}",
        f"{_share(lines, 0.5):.0f}",
        f"{max(lines):.0f}",
    )
    work = (f"{blocked}/{len(flown)}", *every_way, f"{_share(recorded, 0.5):.2f}")
    return name, f"{network.node_count:,}", *(f"{ms:.2f}" for ms in figures), *work, f"{same}/{DECISIONS // 40}"


def _decide(
    incident: Incident, gate: Gate, rules: Rules, situation: Situation, roads: RecordingRoads, policy: Policy
) -> tuple[float, Triage, Plan]:
    """The milliseconds it took, and what was decided."""
    began = time.perf_counter()
    found = triage(complaint="chest_pain", text=None, gate=gate, rules=rules)
    plan = plan_response(incident, found, situation, roads=roads, policy=policy)
    return (time.perf_counter() - began) * 1000, found, plan


def _share(figures: list[float], share: float) -> float:
    return sorted(figures)[min(len(figures) - 1, int(len(figures) * share))]


def _place(chance: Random, network: RoadNetwork) -> LatLon:
    return network.place(chance.randrange(network.node_count))


def _incident(ident: str, place: LatLon, gate: Gate) -> Incident:
    where = Location(place, LocationSource.TYPED, Verification.VERIFIED)
    return Incident(ident, "r", ident, IncidentState.PENDING, NOW, where, None, "chest_pain", None, None, gate)


def _situation(chance: Random, network: RoadNetwork, roads: Roads) -> Situation:
    units = tuple(_unit(n, _place(chance, network)) for n in range(100))
    zones = tuple(DemandZone(f"z{n:02d}", _place(chance, network), 1.0) for n in range(60))
    board = tuple(_hospital(chance, n, _place(chance, network)) for n in range(30))
    return Situation(
        NOW,
        units,
        board,
        city_air.squadron(chance, network, now=NOW),
        zones,
        reach_of(units, zones, roads, within=AssignPolicy().coverage_standard),
        city_air.flights(chance, network, now=NOW),
    )


def _unit(number: int, place: LatLon) -> Unit:
    skills = frozenset({Skill.BLS, Skill.ALS} if number % 2 else {Skill.BLS})
    return Unit(f"u{number:03d}", "r", f"U{number}", skills, place, place, NOW, at_post=True)


def _hospital(chance: Random, number: int, place: LatLon) -> Hospital:
    said = tuple(Answer(c, chance.choice(list(Says)), NOW, Source.HOSPITAL) for c in sorted(Capability))
    beds = tuple(BedCount(b, chance.randint(-3, 20), 20, NOW, Source.HOSPITAL) for b in sorted(BedType)[:40])
    name = f"h{number:02d}"
    return Hospital(name, "r", name, name, place, Level.LOCAL_CENTRE, answers=said, beds=beds)
