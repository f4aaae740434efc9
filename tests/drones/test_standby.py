"""What a station could do if an order came now."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from drones.feasibility import NoGo, assess_drop
from drones.model import KitKind, Squadron
from drones.policy import DropPolicy
from drones.reasons import Code
from drones.standby import Standby, air_limits, assess_standby
from tests.drones.scene import AED_S, CALM, DRONE_S, HANSOL, NOW, SLOW_AMBULANCE, squadron, windy

POLICY = DropPolicy()
SOUTH = DRONE_S.station_id


def stands(team: Squadron) -> Standby:
    [one] = assess_standby(team, SOUTH, now=NOW, policy=POLICY)
    return one


def codes(team: Squadron) -> list[Code]:
    return [reason.code for reason in stands(team).reasons]


def test_a_drone_with_a_kit_in_fair_weather_could_fly() -> None:
    assert stands(squadron()) == Standby(DRONE_S.id, (KitKind.AED, KitKind.BLEEDING), ())


def test_everything_that_stands_against_it_is_named() -> None:
    down = replace(DRONE_S, out_of_service="repair", battery_share=None)
    assert codes(squadron(drones=(down,), kits=(), weather=None)) == [
        Code.OUT_OF_SERVICE,
        Code.KIT_MISSING,
        Code.WEATHER_UNKNOWN,
        Code.BATTERY_UNKNOWN,
    ]


def test_an_expired_kit_a_heavy_one_and_one_the_city_has_not_switched_on_are_no_kits() -> None:
    old = replace(AED_S, expires_on=(NOW - timedelta(days=2)).date())
    heavy = replace(AED_S, mass_kg=DRONE_S.airframe.payload_max_kg + 0.1)
    drug = replace(AED_S, kind=KitKind.NALOXONE)
    for kit in (old, heavy, drug):
        assert stands(squadron(kits=(kit,))).kits == ()


def test_the_limits_shown_are_the_narrower_of_city_and_airframe_at_flight_height() -> None:
    limits = air_limits(squadron(weather=CALM), SOUTH, policy=POLICY)
    assert limits.wind_max_mps == min(POLICY.limits.wind_max_mps, DRONE_S.airframe.wind_max_mps)
    assert limits.temperature_min_c == -10.0
    assert air_limits(squadron(weather=None), SOUTH, policy=POLICY).wind_mps is None


@given(wind=st.floats(0, 25), share=st.one_of(st.none(), st.floats(0, 1)))
def test_what_could_never_fly_is_never_offered(wind: float, share: float | None) -> None:
    team = squadron(drones=(replace(DRONE_S, battery_share=share),), weather=windy(wind, 270.0))
    if stands(team).reasons:
        answer = assess_drop(team, target=HANSOL, kit=KitKind.AED, ambulance=SLOW_AMBULANCE, now=NOW, policy=POLICY)
        assert isinstance(answer, NoGo)
