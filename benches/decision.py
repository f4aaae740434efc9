"""How long one decision takes: triage to plan; 100 units, 30 hospitals, 10 drones, every drone asked."""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from chassis.chance import Random, seeded
from chassis.geo import LatLon
from dispatch.assign import AssignPolicy
from dispatch.look import reach_of
from dispatch.model import DemandZone, Gate, Incident, Location, LocationSource, Skill, Tri, Unit, Verification
from dispatch.plan import Policy, Situation, plan_response
from dispatch.protocols import read_rules
from dispatch.record import DecisionInputs, RecordingRoads, decide_again, pack
from dispatch.states import IncidentState
from dispatch.triage import triage
from drones.airframes import get_airframe
from drones.model import Drone, Kit, KitKind, Squadron, Station, Weather
from hospitals.model import Answer, BedCount, BedType, Capability, Hospital, Level, Says, Source
from routing import coquimbo, profiles
from routing.example import generate
from routing.model import RoadNetwork
from routing.roads import Roads, build_roads
from routing.speeds import SpeedPolicy, metric

NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
DECISIONS = 400
Row = tuple[str, ...]


def rows() -> Iterator[Row]:
    """p50 and p99 on both networks, with and without what goes on record."""
    yield "network", "junctions", "decide p50 ms", "p99 ms", "record ms p50", "replay same"
    for name, network, policy in _networks():
        yield _measure(name, network, policy)


def _networks() -> Iterator[tuple[str, RoadNetwork, SpeedPolicy]]:
    yield "sejong (generated)", generate(), profiles.KOREA
    yield "coquimbo (OSM)", coquimbo.read_roads()[0], profiles.CHILE


def _measure(name: str, network: RoadNetwork, policy: SpeedPolicy) -> Row:
    roads = build_roads(network, metric(network, policy=policy, at=NOW))
    chance, rules, city_policy = seeded(name), read_rules(), Policy()
    situation = _situation(chance, network, roads)
    decided, recorded, same = [], [], 0
    for number in range(DECISIONS):
        gate = Gate(Tri.NO, Tri.NO) if number % 4 == 0 else Gate(Tri.YES, Tri.YES)
        incident = _incident(f"inc_{number:06d}", _place(chance, network), gate)
        recording = RecordingRoads(roads)
        began = time.perf_counter()
        found = triage(complaint="chest_pain", text=None, gate=gate, rules=rules)
        plan = plan_response(incident, found, situation, roads=recording, policy=city_policy)
        decided.append(time.perf_counter() - began)
        began = time.perf_counter()
        inputs = DecisionInputs(incident, found, situation, city_policy, roads.digest, tuple(recording.asked))
        pack(inputs)
        answer = pack(plan)
        recorded.append(time.perf_counter() - began)
        if number % 40 == 0:
            same += pack(decide_again(inputs)) == answer
    figures = (_share(decided, 0.5), _share(decided, 0.99), _share(recorded, 0.5))
    return name, f"{network.node_count:,}", *(f"{ms:.2f}" for ms in figures), f"{same}/{DECISIONS // 40}"


def _share(seconds: list[float], share: float) -> float:
    return sorted(seconds)[min(len(seconds) - 1, int(len(seconds) * share))] * 1000


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
        _squadron(chance, network),
        zones,
        reach_of(units, zones, roads, within=AssignPolicy().coverage_standard),
    )


def _unit(number: int, place: LatLon) -> Unit:
    skills = frozenset({Skill.BLS, Skill.ALS} if number % 2 else {Skill.BLS})
    return Unit(f"u{number:03d}", "r", f"U{number}", skills, place, place, NOW, at_post=True)


def _hospital(chance: Random, number: int, place: LatLon) -> Hospital:
    said = tuple(Answer(c, chance.choice(list(Says)), NOW, Source.HOSPITAL) for c in sorted(Capability))
    beds = tuple(BedCount(b, chance.randint(-3, 20), 20, NOW, Source.HOSPITAL) for b in sorted(BedType)[:40])
    name = f"h{number:02d}"
    return Hospital(name, "r", name, name, place, Level.LOCAL_CENTRE, answers=said, beds=beds)


def _squadron(chance: Random, network: RoadNetwork) -> Squadron:
    stations = tuple(Station(f"p{n}", "r", f"p{n}", f"p{n}", _place(chance, network)) for n in range(10))
    craft = get_airframe("m350")
    drones = tuple(Drone(f"d{n}", "r", f"p{n}", f"D{n}", craft, 0.95) for n in range(10))
    good = date(2030, 1, 1)
    kits = tuple(Kit(f"k{n}", KitKind.AED, 1.5, good, f"p{n}") for n in range(10))
    weather = Weather("r", NOW - timedelta(minutes=5), "bench", 3.0, 270, 5.0, 0.0, 12000, 14.0)
    return Squadron(drones, kits, stations, (), weather)
