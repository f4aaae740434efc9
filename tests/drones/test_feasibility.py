"""Go, or no-go with every reason."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from drones.feasibility import Go, NoGo
from drones.model import Drone, Kit, KitKind, Weather
from drones.policy import DRUGS, KIT_RULES, KitRule
from drones.reasons import Code, Reason, decisive
from tests.drones.asking import HALFWAY, POLICY, ask, codes, go, minutes
from tests.drones.scene import AED_S, CALM, DRONE_N, DRONE_S, JOCHIWON, NOW, P65B, PAPER, squadron, windy

KIT_RULES_KINDS = [rule.kind for rule in KIT_RULES]


def test_the_drone_that_sets_the_kit_down_first_flies() -> None:
    answer = go(ask(squadron(), target=HALFWAY))
    assert (answer.drone_id, answer.kit_id, answer.station_id) == (DRONE_S.id, AED_S.id, "st-south")
    assert answer.arrival.mean == POLICY.launch_delay + answer.flight.kit_down
    assert answer.p_first is not None and answer.p_first > 0.7
    assert answer.energy_margin_wh > 0
    assert codes(answer, DRONE_N.id) == [Code.SLOWER]
    assert go(ask(squadron(), target=JOCHIWON)).drone_id == DRONE_N.id


def test_a_kit_that_lies_there_is_flown_no_second_time_and_another_kind_is() -> None:
    there = replace(squadron(), there=(KitKind.AED,))
    assert ask(there) == NoGo((Reason(Code.KIT_THERE, ref=KitKind.AED),))
    assert isinstance(ask(replace(there, there=(KitKind.BLEEDING,))), Go)


def test_a_kit_the_city_has_not_switched_on_never_flies() -> None:
    for kind in DRUGS:
        assert ask(squadron(), kit=kind) == NoGo((Reason(Code.KIT_NOT_ENABLED, ref=kind),))
    on = replace(POLICY, rules=(KitRule(KitKind.NALOXONE, 0.5, timedelta(minutes=1)),))
    naloxone = replace(AED_S, kind=KitKind.NALOXONE)
    assert isinstance(ask(squadron(kits=(naloxone,)), kit=KitKind.NALOXONE, policy=on), Go)


def test_every_kind_of_kit_has_a_rule_and_every_drug_is_off_until_a_city_says_on() -> None:
    assert [rule.kind for rule in KIT_RULES if not rule.enabled] == [kind for kind in KIT_RULES_KINDS if kind in DRUGS]
    assert set(KIT_RULES_KINDS) == set(KitKind)


def test_a_kit_for_remote_places_stays_where_the_ambulance_is_near() -> None:
    burns = squadron(kits=(replace(AED_S, kind=KitKind.BURNS),), drones=(DRONE_S,))
    near = ask(burns, kit=KitKind.BURNS, ambulance=minutes(14, 20))
    assert codes(near) == [Code.AMBULANCE_NEAR]
    assert isinstance(ask(burns, kit=KitKind.BURNS, ambulance=minutes(15, 20)), Go)


def test_a_no_go_is_counted_under_what_kept_the_drone_that_came_closest() -> None:
    """One in repair says nothing about the call; that the other would have come second does."""
    broken = replace(DRONE_N, out_of_service="motor")
    answer = ask(squadron(drones=(broken, DRONE_S)), ambulance=minutes(4, 5))
    assert isinstance(answer, NoGo)
    assert answer.reasons[0].code is Code.OUT_OF_SERVICE
    assert decisive(answer.reasons) is Code.NOT_FIRST
    both = ask(squadron(drones=(broken, DRONE_S), weather=MISTY), ambulance=minutes(4, 5))
    assert isinstance(both, NoGo) and decisive(both.reasons) is Code.VISIBILITY
    assert decisive((Reason(Code.NO_DRONE),)) is Code.NO_DRONE
    assert decisive(()) is None


def test_without_drones_the_answer_says_so() -> None:
    assert ask(squadron(drones=())) == NoGo((Reason(Code.NO_DRONE),))


STALE = replace(CALM, observed_at=NOW - timedelta(minutes=61))
MISTY = replace(CALM, visibility_m=800.0)


@pytest.mark.parametrize(
    ("weather", "expected"),
    [
        (None, [Code.WEATHER_UNKNOWN]),
        (STALE, [Code.WEATHER_STALE]),
        (windy(8.8), [Code.WIND]),  # 12.1 m/s at 50 m
        (replace(CALM, gust_mps=15.1), [Code.GUST]),
        (replace(CALM, rain_mm_h=3.0), [Code.RAIN]),
        (MISTY, [Code.VISIBILITY]),
        (replace(CALM, temperature_c=-10.5), [Code.TEMPERATURE]),
        (replace(CALM, temperature_c=41.0), [Code.TEMPERATURE]),
        (replace(CALM, wind_mps=None), [Code.WEATHER_UNKNOWN]),
        (replace(CALM, wind_mps=3.0), [Code.WEATHER_UNKNOWN]),  # and no direction
        (replace(CALM, gust_mps=None), [Code.WEATHER_UNKNOWN]),
        (replace(CALM, rain_mm_h=None), [Code.WEATHER_UNKNOWN]),
        (replace(CALM, visibility_m=None), [Code.WEATHER_UNKNOWN]),
        (replace(CALM, temperature_c=None), [Code.WEATHER_UNKNOWN]),
        (
            replace(MISTY, rain_mm_h=9.0, observed_at=NOW - timedelta(hours=2)),
            [Code.WEATHER_STALE, Code.RAIN, Code.VISIBILITY],
        ),
    ],
)
def test_weather_out_of_limits_or_unknown_keeps_drones_down(weather: Weather | None, expected: list[Code]) -> None:
    answer = ask(squadron(weather=weather))
    assert isinstance(answer, NoGo)
    assert codes(answer) == expected


@pytest.mark.parametrize(
    ("kit", "expected"),
    [
        (replace(AED_S, expires_on=date(2026, 3, 1)), Code.KIT_EXPIRED),
        (replace(AED_S, mass_kg=2.74), Code.KIT_TOO_HEAVY),
        (replace(AED_S, sortie_id="sor_1"), Code.KIT_MISSING),
        (replace(AED_S, drone_id="dr-other"), Code.KIT_MISSING),
        (replace(AED_S, kind=KitKind.BLEEDING), Code.KIT_MISSING),
    ],
)
def test_an_unfit_kit_is_named(kit: Kit, expected: Code) -> None:
    assert codes(ask(squadron(drones=(DRONE_S,), kits=(kit,)))) == [expected]


def test_a_kit_is_good_through_its_last_local_day() -> None:
    last_day = squadron(kits=(replace(AED_S, expires_on=date(2026, 3, 2)),), weather=None)
    late_evening = datetime.fromisoformat("2026-03-02T14:59:00+00:00")  # 23:59 in Korea
    assert Code.KIT_EXPIRED not in codes(ask(last_day, now=late_evening))
    assert Code.KIT_EXPIRED in codes(ask(last_day, now=late_evening + timedelta(minutes=2)))


@pytest.mark.parametrize(
    ("drone", "expected"),
    [
        (replace(DRONE_S, battery_share=None), Code.BATTERY_UNKNOWN),
        (replace(DRONE_S, battery_share=0.3), Code.BATTERY_LOW),
        (replace(DRONE_S, battery_health=0.3), Code.OUT_OF_RANGE),
        (replace(DRONE_S, sortie_id="sor_1"), Code.DRONE_BUSY),
        (replace(DRONE_S, out_of_service="motor"), Code.OUT_OF_SERVICE),
        (replace(DRONE_S, station_id="st-gone"), Code.STATION_UNKNOWN),
        (replace(DRONE_S, away_m=101.0), Code.AWAY),
        (replace(DRONE_S, connected=True), Code.NOT_HEARD),
        (replace(DRONE_S, connected=True, heard_at=NOW - timedelta(seconds=31)), Code.NOT_HEARD),
    ],
)
def test_an_unready_drone_is_named(drone: Drone, expected: Code) -> None:
    assert expected in codes(ask(squadron(drones=(drone,))))


def test_a_drone_that_speaks_is_sent_and_one_without_a_line_is_taken_at_its_word() -> None:
    speaking = replace(DRONE_S, connected=True, heard_at=NOW - timedelta(seconds=29), away_m=100.0)
    for drone in (speaking, DRONE_S, replace(DRONE_S, heard_at=NOW - timedelta(hours=5))):
        assert isinstance(ask(squadron(drones=(drone,))), Go)


def test_every_failing_constraint_is_named_at_once() -> None:
    worn = replace(DRONE_S, battery_share=0.2, sortie_id="sor_1", out_of_service="motor", away_m=900.0)
    team = squadron(drones=(worn,), zones=(P65B,), weather=MISTY, kits=(replace(AED_S, expires_on=date(2020, 1, 1)),))
    assert codes(ask(team)) == [
        Code.OUT_OF_SERVICE,
        Code.DRONE_BUSY,
        Code.KIT_EXPIRED,
        Code.VISIBILITY,
        Code.ZONE_AT_TARGET,
        Code.ZONE_AT_STATION,
        Code.BATTERY_LOW,
    ]
    fit_kit = replace(team, zones=(), kits=(AED_S,))
    assert Code.BATTERY_LOW in codes(ask(fit_kit))
    assert Code.NOT_FIRST in codes(ask(fit_kit, ambulance=minutes(2, 3)))


def test_of_a_way_that_is_shut_the_straight_line_says_what_else_fails() -> None:
    """No way round is shorter: a battery that is too weak for the line and an ambulance that beats it are named too."""
    tired = replace(DRONE_S, battery_share=0.2)
    shut = ask(squadron(drones=(tired,), zones=(P65B,)), ambulance=minutes(2, 3))
    assert codes(shut) == [Code.ZONE_AT_TARGET, Code.ZONE_AT_STATION, Code.BATTERY_LOW, Code.NOT_FIRST]
    fit = ask(squadron(drones=(DRONE_S,), zones=(P65B,)))
    assert codes(fit) == [Code.ZONE_AT_TARGET, Code.ZONE_AT_STATION]


@pytest.mark.parametrize(
    ("more", "first"),
    [
        ({"kits": ()}, [Code.KIT_MISSING]),
        ({"kits": (replace(AED_S, expires_on=date(2020, 1, 1)),)}, [Code.KIT_EXPIRED]),
        ({"weather": None}, [Code.WEATHER_UNKNOWN]),
        ({"weather": windy(20.0)}, [Code.WIND]),
    ],
)
def test_what_is_missing_or_unknown_hides_no_weak_battery_and_no_lost_race(
    more: dict[str, Any], first: list[Code]
) -> None:
    """What fails without a kit's weight and in still air fails anyway; what holds there is not said to fail."""
    weak = replace(DRONE_S, battery_share=0.05)
    named = codes(ask(squadron(drones=(weak,), **more), ambulance=minutes(1, 2)))
    assert [code for code in named if code is not Code.WIND_FORBIDS_LEG] == [*first, Code.BATTERY_LOW, Code.NOT_FIRST]
    assert (Code.WIND_FORBIDS_LEG in named) == (first == [Code.WIND])
    fit = codes(ask(squadron(drones=(DRONE_S,), **more)))
    assert [code for code in fit if code is not Code.WIND_FORBIDS_LEG] == first


def test_a_closed_zone_opens_with_its_standing_authorisation() -> None:
    shut = ask(squadron(zones=(P65B,)))
    assert isinstance(shut, NoGo)
    assert Reason(Code.ZONE_AT_TARGET, DRONE_N.id, ref="P65B") in shut.reasons
    assert isinstance(ask(squadron(zones=(replace(P65B, authorised=(PAPER,)),))), Go)


def test_an_ambulance_round_the_corner_keeps_the_drone_home() -> None:
    answer = ask(squadron(), ambulance=minutes(4, 5))
    assert isinstance(answer, NoGo)
    assert codes(answer) == [Code.NOT_FIRST]
    patient = replace(POLICY, rules=(KitRule(KitKind.AED, 0.0, timedelta(minutes=30)),))
    assert codes(ask(squadron(), policy=patient)) == [Code.NO_GAIN]


def test_where_no_ambulance_is_known_the_rule_holds_nothing_back() -> None:
    answer = go(ask(squadron(), ambulance=None))
    assert (answer.p_first, answer.expected_gain) == (None, None)


def test_of_equal_drones_the_lower_id_flies_with_its_own_kit() -> None:
    twin = replace(DRONE_S, id="dr-s0")
    mine, shelf, older = (
        replace(AED_S, id="mine", drone_id=twin.id),
        replace(AED_S, id="shelf", drone_id=None),
        replace(AED_S, id="older", drone_id=None, expires_on=date(2026, 5, 1)),
    )
    assert go(ask(squadron(drones=(DRONE_S, twin), kits=(shelf, mine)))).kit_id == "mine"
    chosen = go(ask(squadron(drones=(DRONE_S, twin), kits=(shelf, older))))
    assert (chosen.drone_id, chosen.kit_id) == ("dr-s0", "older")
