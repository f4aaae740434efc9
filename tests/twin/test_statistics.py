"""What pairs of trips say, and how sure one may be of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benches.twin.statistics import paired_difference, paired_ratio, percentile

TIMES = st.lists(st.tuples(st.floats(60, 900), st.floats(60, 900)), min_size=2, max_size=24)


def test_every_trip_a_fifth_faster_is_a_fifth_without_doubt() -> None:
    slow = [300.0, 420.0, 510.0, 260.0]
    ratio = paired_ratio([0.8 * one for one in slow], slow)
    assert (ratio.value, ratio.low, ratio.high) == pytest.approx((0.8, 0.8, 0.8))


def test_trips_that_differ_for_no_reason_leave_the_question_open() -> None:
    ratio = paired_ratio([300.0, 200.0, 310.0, 190.0], [200.0, 300.0, 190.0, 310.0])
    assert ratio.low < 1 < ratio.high


def test_pairing_tells_what_means_alone_hide() -> None:
    long_and_short = [100.0, 200.0, 400.0, 800.0, 1600.0] * 4
    little_faster = [one - 10 for one in long_and_short]
    paired = paired_difference(little_faster, long_and_short)
    torn_apart = paired_difference(little_faster, long_and_short[7:] + long_and_short[:7])
    assert paired.high < 0 < torn_apart.high


@given(TIMES)
def test_the_interval_holds_the_figure_and_the_order_of_the_pairs_does_not_matter_to_it(pairs: list) -> None:
    a, b = [one for one, _ in pairs], [other for _, other in pairs]
    ratio = paired_ratio(a, b)
    assert ratio.low - 1e-9 <= ratio.value <= ratio.high + 1e-9
    assert paired_ratio(a[::-1], b[::-1]).value == pytest.approx(ratio.value)


@given(TIMES, st.floats(0.1, 10))
def test_a_ratio_has_no_unit(pairs: list, factor: float) -> None:
    a, b = [one for one, _ in pairs], [other for _, other in pairs]
    there, here = paired_ratio([factor * x for x in a], [factor * x for x in b]), paired_ratio(a, b)
    assert (there.value, there.low, there.high) == pytest.approx((here.value, here.low, here.high))


def test_trips_without_a_partner_are_refused() -> None:
    with pytest.raises(ValueError, match="no pairs"):
        paired_ratio([1.0, 2.0], [1.0])
    with pytest.raises(ValueError, match="no pairs"):
        paired_ratio([], [])


def test_nine_in_ten() -> None:
    assert percentile([float(one) for one in range(11)], 0.9) == pytest.approx(9.0)
