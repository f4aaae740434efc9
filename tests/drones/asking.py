"""A drop that is asked for, and what the answer says."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import strategies as st

from chassis.geo import LatLon
from chassis.travel import Travel
from drones.feasibility import Go, NoGo, assess_drop
from drones.model import KitKind, Squadron
from drones.planner import Track
from drones.policy import DropPolicy
from drones.reasons import Code
from tests.drones.scene import AED_N, AED_S, DRONE_S, HANSOL, NOW, SLOW_AMBULANCE

POLICY = DropPolicy()
HALFWAY = LatLon(36.54, 127.29)


def ask(
    team: Squadron,
    *,
    target: LatLon = HANSOL,
    kit: KitKind = KitKind.AED,
    ambulance: Travel | None = SLOW_AMBULANCE,
    now: datetime = NOW,
    policy: DropPolicy = POLICY,
    traffic: tuple[Track, ...] = (),
) -> Go | NoGo:
    return assess_drop(team, target=target, kit=kit, ambulance=ambulance, now=now, policy=policy, traffic=traffic)


def codes(answer: Go | NoGo, drone_id: str = DRONE_S.id) -> list[Code]:
    reasons = answer.reasons if isinstance(answer, NoGo) else answer.considered
    return [reason.code for reason in reasons if reason.drone_id in {drone_id, None}]


def go(answer: Go | NoGo) -> Go:
    assert isinstance(answer, Go), answer
    return answer


def minutes(p50: float, p90: float) -> Travel:
    return Travel(timedelta(minutes=p50), timedelta(minutes=p90), 5000.0)


kits = st.sampled_from(((AED_S, AED_N), (replace(AED_S, drone_id=None),), (replace(AED_N, mass_kg=9.0), AED_S)))
