"""Figures of a day: properties that hold whatever happened."""

from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.model import Priority
from dispatch.review.figures import MEDIAN_FROM, P90_FROM, Figures, Measure, figures, percentile, split
from dispatch.review.targets import SPANS, TARGETS, Interval

LENGTHS = st.integers(0, 7200).map(lambda seconds: timedelta(seconds=seconds))
MEASURES = st.lists(
    st.builds(
        Measure,
        interval=st.just(Interval.TRAVEL),
        incident_id=st.sampled_from(["i1", "i2", "i3"]),
        unit_job=st.none(),
        priority=st.none() | st.sampled_from(Priority),
        zone=st.none() | st.sampled_from(["z1", "z2"]),
        hour=st.integers(0, 23),
        took=LENGTHS,
        target=st.none() | LENGTHS,
    ),
    max_size=40,
)


@given(measures=MEASURES, seed=st.integers())
def test_the_order_does_not_matter(measures: list[Measure], seed: int) -> None:
    shuffled = list(measures)
    Random(seed).shuffle(shuffled)
    assert figures(shuffled) == figures(measures)


@given(measures=MEASURES)
def test_a_share_lies_between_nothing_and_all(measures: list[Measure]) -> None:
    found = figures(measures)
    assert 0 <= found.within <= found.judged <= found.n == len(measures)
    assert found.share is None if not found.judged else 0.0 <= (found.share or 0.0) <= 1.0


@given(measures=MEASURES)
def test_percentiles_were_really_measured_and_stand_in_order(measures: list[Measure]) -> None:
    found, took = figures(measures), {one.took.total_seconds() for one in measures}
    if found.median_s is not None:
        assert found.median_s in took
    if found.p90_s is not None and found.median_s is not None:
        assert found.p90_s in took
        assert min(took) <= found.median_s <= found.p90_s <= max(took)


@given(measures=MEASURES)
def test_few_measurements_give_no_percentile(measures: list[Measure]) -> None:
    found = figures(measures)
    assert (found.median_s is not None) == (len(measures) >= MEDIAN_FROM)
    assert (found.p90_s is not None) == (len(measures) >= P90_FROM)


@given(measures=MEASURES)
def test_the_parts_add_up_to_the_whole(measures: list[Measure]) -> None:
    whole = figures(measures)
    for parts in (split(measures, lambda one: one.priority), split(measures, lambda one: one.zone)):
        for name in ("n", "judged", "within"):
            assert sum(getattr(part, name) for part in parts.values()) == getattr(whole, name)


@given(took=st.lists(st.floats(0, 1e5), min_size=1, max_size=50).map(sorted), share=st.floats(0, 1))
def test_a_percentile_is_not_exceeded_by_its_share(took: list[float], share: float) -> None:
    value = percentile(took, share)
    assert min(took) <= value <= max(took)
    assert sum(one <= value for one in took) >= share * len(took)


def test_one_long_wait_does_not_hide_in_a_mean() -> None:
    measures = [
        Measure(Interval.TRAVEL, "i", None, None, None, 0, timedelta(minutes=m), timedelta(minutes=8))
        for m in (4, 5, 5, 6, 6, 6, 7, 7, 7, 90)
    ]
    assert figures(measures) == Figures(n=10, median_s=360, p90_s=420, judged=10, within=9)


def test_nothing_has_no_percentile() -> None:
    with pytest.raises(ValueError, match="nothing was measured"):
        percentile([], 0.5)


def test_every_interval_has_its_stamps_and_its_target_beside_it() -> None:
    assert set(SPANS) | {Interval.ACCEPT} == set(Interval) == set(TARGETS)
    assert TARGETS[Interval.TURNOUT].of(Priority.P1) == timedelta(seconds=60)
    assert TARGETS[Interval.TURNOUT].of(None) == timedelta(seconds=90)
