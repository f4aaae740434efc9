"""From the time on the road to what one may promise."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.eta import PRIOR, TripModel, ends_ms, p50_ms, p90_ms, paced_ms, quantile_ms

DAY = 86_400_000
MODELS = st.builds(
    TripModel,
    ends_s=st.floats(0, 120),
    floor=st.floats(0, 0.4),
    short_min=st.floats(0, 0.6),
    widest=st.floats(0, 0.6),
    pace=st.floats(0.5, 2.0),
    t90=st.floats(0.8, 1.6),
)


@given(times=st.lists(st.integers(0, DAY), min_size=2, max_size=2), model=MODELS)
def test_a_longer_way_is_never_promised_sooner(times: list[int], model: TripModel) -> None:
    short, long = sorted(times)
    assert p50_ms(short, model) <= p50_ms(long, model)
    assert p90_ms(p50_ms(short, model), model) <= p90_ms(p50_ms(long, model), model)


def test_a_model_that_would_promise_a_longer_way_sooner_is_none() -> None:
    with pytest.raises(ValueError, match="sooner"):
        TripModel(t90=2.0)
    with pytest.raises(ValueError, match="forward"):
        TripModel(pace=0.0)


@given(driven=st.integers(0, DAY), model=MODELS)
def test_nine_in_ten_never_take_less_than_the_median_nor_the_median_less_than_the_road(
    driven: int, model: TripModel
) -> None:
    assert paced_ms(driven, model) <= p50_ms(driven, model) <= p90_ms(p50_ms(driven, model), model)


@given(shorter=st.integers(60_000, DAY // 2), times=st.floats(1.01, 2.0))
def test_the_longer_the_trip_the_narrower_the_interval(shorter: int, times: float) -> None:
    longer = round(shorter * times)
    assert p90_ms(longer) / longer <= p90_ms(shorter) / shorter + 1e-4


def test_the_prior_tells_what_the_san_francisco_record_showed() -> None:
    ratios = [p90_ms(round(minutes * 60_000)) / (minutes * 60_000) for minutes in (1.5, 2.3, 3.5)]
    assert all(math.isclose(told, seen, rel_tol=0.05) for told, seen in zip(ratios, (1.95, 1.65, 1.5), strict=True))


def test_to_be_there_already_takes_no_time() -> None:
    assert (ends_ms(0), p50_ms(0), p90_ms(0)) == (0, 0, 0)


def test_a_trip_loses_a_minute_at_its_ends_but_a_very_short_one_only_as_much_as_it_drives() -> None:
    assert PRIOR.ends_s == 60
    assert p50_ms(300_000) == 360_000
    assert p50_ms(20_000) == 40_000


@given(median=st.integers(60_000, 3_600_000), model=MODELS)
def test_half_stay_within_the_median_and_nine_in_ten_within_the_ninth(median: int, model: TripModel) -> None:
    assert quantile_ms(median, 0.5, model) == median
    assert math.isclose(quantile_ms(median, 0.9, model), p90_ms(median, model), rel_tol=1e-3)
    times = [quantile_ms(median, share / 20, model) for share in range(1, 20)]
    assert times == sorted(times)


@pytest.mark.parametrize(("share", "t"), [(0.75, 0.7407), (0.9, 1.5332), (0.95, 2.1318), (0.99, 3.7469)])
def test_the_quantiles_are_those_of_any_table(share: float, t: float) -> None:
    narrow = TripModel(floor=0.1, short_min=0.0)
    assert math.isclose(math.log(quantile_ms(10**9, share, narrow) / 10**9), t * 0.1, rel_tol=1e-3)
    assert math.isclose(math.log(quantile_ms(10**9, 1 - share, narrow) / 10**9), -t * 0.1, rel_tol=1e-3)
