"""The figures of drones.md, section 5, that no other story holds: an independent reckoning of each formula."""

import math
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from drones.airframes import M300, M350
from drones.battery import Reserve, battery_reasons, energy_budget
from drones.flight import SEA_LEVEL_KG_M3, Air, Profile, hover_w, leg_seconds, level_w, plan_flight
from drones.mission import Flight, Path, Phase
from drones.model import KitKind
from drones.policy import DropPolicy
from drones.race import Arrival, expected_gain, p_first
from drones.reasons import Code
from tests.drones.scene import CITY_HALL, DRONE_S
from tests.drones.test_flight import flight


def test_every_stage_of_the_known_flight_has_its_time() -> None:
    planned = flight(3000.0)
    told = {Phase.CLIMB: 12.0, Phase.OUTBOUND: 175.7, Phase.DESCEND: 7.5, Phase.AREA_CHECK: 60.0, Phase.LOWER: 28.0}
    told |= {Phase.RETRACT: 28.0, Phase.CLIMB_AWAY: 6.0, Phase.HOMEBOUND: 175.7, Phase.LAND: 15.0}
    for phase, seconds in told.items():
        assert planned.time_of(phase).total_seconds() == pytest.approx(seconds, abs=0.05), phase
    assert leg_seconds(3000.0, 18.0, 2.0) == pytest.approx(3000.0 / 18.0 + 18.0 / 2.0)


def test_every_stage_of_the_known_flight_has_its_energy() -> None:
    """Power by hand from k, mass and speed; 1.5 kg go out, none comes home."""
    k, planned = 34.69, flight(3000.0)
    hover, empty, lift = k * 7.97**1.5, k * 6.47**1.5, 9.80665 * 5.0 / 0.6
    told = {
        Phase.CLIMB: (hover + 7.97 * lift, 12.0),
        Phase.AREA_CHECK: (hover, 60.0),
        Phase.LOWER: (hover, 28.0),
        Phase.RETRACT: (empty, 28.0),
        Phase.CLIMB_AWAY: (empty + 6.47 * lift, 6.0),
        Phase.LAND: (empty, 15.0),
    }
    for phase, (watts, seconds) in told.items():
        assert spent_wh(planned, phase) == pytest.approx(watts * seconds / 3600.0, rel=1e-3), phase


def spent_wh(planned: Flight, phase: Phase) -> float:
    return sum(stage.energy_wh for stage in planned.stages if stage.phase is phase)


@pytest.mark.parametrize("mass_kg", [6.47, 8.0, 9.2])
def test_level_flight_begins_at_hover_dips_and_ends_in_drag(mass_kg: float) -> None:
    still = hover_w(M350, mass_kg)
    assert level_w(M350, mass_kg, 0.0) == pytest.approx(still)
    powers = [level_w(M350, mass_kg, float(v)) for v in range(31)]
    least = powers.index(min(powers))
    assert 5 <= least <= 18 and powers[least] < 0.85 * still
    assert powers == sorted(powers[: least + 1], reverse=True) + sorted(powers[least + 1 :])


def test_level_flight_is_the_formula_written_out() -> None:
    mass_kg, v, area, drag = 8.0, 18.0, 4 * math.pi * (0.5334 / 2) ** 2, 0.10
    induced = math.sqrt(mass_kg * 9.80665 / (2 * SEA_LEVEL_KG_M3 * area))
    x = v**2 / (2 * induced**2)
    lift = 34.69 * mass_kg**1.5 * (0.25 + 0.75 * math.sqrt(math.sqrt(1 + x**2) - x))
    assert level_w(M350, mass_kg, v) == pytest.approx(lift + 0.5 * SEA_LEVEL_KG_M3 * drag * v**3 / 0.6, rel=1e-3)


def test_thin_air_takes_more_power() -> None:
    assert hover_w(M350, 8.0, SEA_LEVEL_KG_M3 / 1.21) == pytest.approx(1.1 * hover_w(M350, 8.0))


def test_the_hover_times_of_the_makers_come_out() -> None:
    assert 526.4 * 0.95 / hover_w(M350, 9.2) * 60 == pytest.approx(31.0)
    assert 548.0 * 0.95 / hover_w(M300, 6.3) * 60 == pytest.approx(55.0)


def left_wh(share: float, health: float, celsius: float) -> float:
    drone = replace(DRONE_S, battery_share=share, battery_health=health)
    planned, still = flight(3000.0), Air(0.0, 0.0)
    budget = energy_budget(drone, planned, kit_mass_kg=1.5, moving=still, temperature_c=celsius, reserve=Reserve())
    assert budget.reserve_wh == pytest.approx(105.28)
    low = [reason.code for reason in battery_reasons(budget)]
    assert low == ([] if budget.left_wh is not None and budget.left_wh >= budget.needed_wh else [Code.BATTERY_LOW])
    assert budget.left_wh is not None
    return budget.left_wh - budget.needed_wh


def test_charge_age_and_cold_each_take_their_share_and_the_go_turns_at_nought() -> None:
    assert left_wh(0.9, 0.8, -5.0) == pytest.approx(526.4 * 0.9 * 0.8 * 0.85 - 124.4 - 105.28, abs=0.1)
    needed = (124.4 + 105.28) / 526.4
    assert left_wh(needed + 0.001, 1.0, 20.0) > 0 > left_wh(needed - 0.001, 1.0, 20.0)


def test_chance_and_gain_are_what_a_million_races_show() -> None:
    chance = np.random.default_rng(11)
    kit, ambulance = chance.normal(300.0, 40.0, 1_000_000), chance.normal(420.0, 90.0, 1_000_000)
    told = (
        Arrival(timedelta(seconds=300), timedelta(seconds=40)),
        Arrival(timedelta(seconds=420), timedelta(seconds=90)),
    )
    assert p_first(*told) == pytest.approx(float((kit < ambulance).mean()), abs=2e-3)
    assert expected_gain(*told).total_seconds() == pytest.approx(float(np.maximum(0, ambulance - kit).mean()), abs=0.5)


def test_a_flight_to_the_door_is_the_drop_alone() -> None:
    there = plan_flight(M350, Path((CITY_HALL, CITY_HALL)), kit_mass_kg=1.5, wind=Air(3.0, 0.0), profile=Profile())
    assert there is not None
    assert there.kit_down.total_seconds() == pytest.approx(12.0 + 7.5 + 60.0 + 28.0)


@pytest.mark.parametrize(
    ("kind", "first", "minutes"),
    [
        (KitKind.AED, 0.30, 0),
        (KitKind.BLEEDING, 0.40, 0),
        (KitKind.MULTI_CASUALTY, 0.0, 0),
        (KitKind.EPINEPHRINE, 0.50, 1),
        (KitKind.NALOXONE, 0.50, 1),
        (KitKind.GLUCOSE, 0.50, 3),
        (KitKind.SALBUTAMOL, 0.50, 3),
    ],
)
def test_a_kit_is_sent_by_the_field_s_thresholds(kind: KitKind, first: float, minutes: int) -> None:
    rule = next(rule for rule in DropPolicy().rules if rule.kind is kind)
    assert (rule.p_first_min, rule.gain_min) == (first, timedelta(minutes=minutes))


def test_a_launch_takes_two_minutes_and_two_thirds_of_a_minute_more_or_less() -> None:
    policy = DropPolicy()
    assert (policy.launch_delay, policy.launch_sd) == (timedelta(seconds=120), timedelta(seconds=40))
