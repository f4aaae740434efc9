"""When a region is short of something."""

from hypothesis import given
from hypothesis import strategies as st

from dispatch.stress import STRESS, Stress, stress_of


def test_a_quiet_room_is_not_short_of_anything() -> None:
    assert stress_of(free=8, coverage=0.9, on_notice=[True, False]) == ()


def test_everything_that_is_short_is_named() -> None:
    assert stress_of(free=0, coverage=0.2, on_notice=[True, True]) == tuple(Stress)


def test_what_nobody_knows_is_no_stress() -> None:
    assert stress_of(free=8, coverage=None, on_notice=[]) == ()


@given(free=st.integers(0, 50), more=st.integers(0, 50), share=st.floats(0, 1), notices=st.lists(st.booleans()))
def test_another_unit_never_makes_it_worse(free: int, more: int, share: float, notices: list[bool]) -> None:
    before = stress_of(free=free, coverage=share, on_notice=notices, policy=STRESS)
    after = stress_of(free=free + more, coverage=share, on_notice=notices, policy=STRESS)
    assert set(after) <= set(before)
