"""How an arrival is promised where no script runs."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.eta import spread, spread_until

SECONDS = st.integers(-600, 7200)


@pytest.mark.parametrize(
    ("p50_s", "p90_s", "told"),
    [(420, 541, "7–10"), (420, 420, "7"), (420, None, "7"), (10, 50, "1"), (-30, 100, "1–2"), (-90, -10, "1")],
)
def test_minutes_are_said_from_the_likely_one_to_the_one_nine_in_ten_keep(
    p50_s: int, p90_s: int | None, told: str
) -> None:
    later = timedelta(seconds=p90_s) if p90_s is not None else None
    assert spread(timedelta(seconds=p50_s), later) == told


@given(p50=SECONDS, more=st.integers(0, 3600))
def test_nobody_is_told_less_than_nine_in_ten_keep_nor_help_in_no_time(p50: int, more: int) -> None:
    low, _, high = spread(timedelta(seconds=p50), timedelta(seconds=p50 + more)).partition("–")
    assert int(low) >= 1
    assert int(high or low) * 60 >= min(p50 + more, int(low) * 60)
    assert not high or int(high) * 60 >= p50 + more


def test_two_instants_are_counted_from_now() -> None:
    now = datetime(2026, 3, 2, tzinfo=UTC)
    at = [(now + timedelta(minutes=one)).isoformat() for one in (7, 10)]
    assert spread_until(at[0], at[1], now) == "7–10"
    assert spread_until(at[0], None, now) == "7"
