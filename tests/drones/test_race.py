"""Who is there first, against known values."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.travel import Travel
from drones.race import Arrival, ambulance_arrival, expected_gain, p_first


def arrival(mean_s: float, sd_s: float) -> Arrival:
    return Arrival(timedelta(seconds=mean_s), timedelta(seconds=sd_s))


def test_the_known_race_and_its_reverse() -> None:
    kit, ambulance = arrival(300, 40), arrival(420, 90)
    assert p_first(kit, ambulance) == pytest.approx(0.888, abs=5e-4)
    assert expected_gain(kit, ambulance).total_seconds() == pytest.approx(125.3, abs=0.05)
    assert p_first(ambulance, kit) == pytest.approx(0.112, abs=5e-4)
    assert expected_gain(ambulance, kit).total_seconds() == pytest.approx(5.3, abs=0.05)


def test_without_spread_the_earlier_one_is_first() -> None:
    assert p_first(arrival(100, 0), arrival(101, 0)) == 1.0
    assert p_first(arrival(101, 0), arrival(100, 0)) == 0.0
    assert expected_gain(arrival(101, 0), arrival(100, 0)) == timedelta(0)


def test_nine_ambulances_in_ten_are_there_by_the_90th_percentile() -> None:
    ambulance = ambulance_arrival(Travel(timedelta(minutes=8), timedelta(minutes=11), 5000.0))
    certain = arrival(11 * 60, 0)
    assert p_first(certain, ambulance) == pytest.approx(0.1)


seconds, spreads = st.floats(0, 3600), st.floats(0, 600)


@given(seconds, spreads, seconds, spreads, st.floats(0, 900))
def test_a_later_ambulance_never_makes_the_kit_worth_less(k: float, ks: float, a: float, s: float, more: float) -> None:
    kit, near, far = arrival(k, ks), arrival(a, s), arrival(a + more, s)
    assert p_first(kit, far) >= p_first(kit, near)
    assert expected_gain(kit, far) >= expected_gain(kit, near) - timedelta(microseconds=5)
    assert expected_gain(kit, near) >= timedelta(0)
