"""Live traffic over the profile: what must hold whatever is observed."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from routing.cars import car_times
from routing.model import CLOSED_MS, Metric, RoadNetwork
from routing.profiles import KOREA
from routing.speeds import weigh as weigh_profile
from routing.traffic import (
    POLICY,
    CarTimes,
    Heard,
    Restriction,
    TrafficState,
    Weighed,
    lay,
    observations,
)
from tests.routing.towns import grid

NOON = datetime(2026, 3, 2, 3, tzinfo=UTC)
NOON_S = NOON.timestamp()
HOUR = timedelta(hours=1)


@lru_cache
def town() -> tuple[RoadNetwork, Metric, CarTimes]:
    network = grid(4)
    weighing = weigh_profile(network, policy=KOREA, at=NOON)
    return network, weighing.metric(), car_times(weighing)


def weigh(state: TrafficState, at: datetime = NOON) -> Weighed:
    network, profile, cars = town()
    return lay(network, profile, cars, state, at=at)


def closed(*edges: int, share: float | None = None, ends_at: datetime = NOON + HOUR) -> Restriction:
    return Restriction("c1", edges, share, NOON - HOUR, ends_at)


EDGES = 48
ROWS = st.lists(
    st.tuples(
        st.integers(0, EDGES - 1),
        st.sampled_from([Heard.CENTRE, Heard.CARS, Heard.OWN]),
        st.floats(-5000, 20).map(lambda age: NOON_S + age),
        st.floats(0.01, 5000),
        st.floats(0.01, 5000),
        st.floats(0, 1),
    ),
    max_size=40,
)
RESTRICTIONS = st.lists(
    st.builds(
        lambda i, edges, share, begins, ends: Restriction(
            f"c{i}", tuple(edges), share, NOON + timedelta(minutes=begins), NOON + timedelta(minutes=ends)
        ),
        st.integers(0, 99),
        st.lists(st.integers(-1, EDGES + 1), max_size=6),
        st.none() | st.floats(0.01, 1),
        st.integers(-60, 10),
        st.integers(-10, 60),
    ),
    max_size=4,
    unique_by=lambda one: one.id,
)


def test_without_word_of_traffic_it_is_exactly_the_profile() -> None:
    weighed = weigh(TrafficState())
    assert weighed.metric.digest == town()[1].digest
    assert not weighed.heard.any()
    assert np.isnan(weighed.age_s).all()
    assert np.isnan(weighed.flow).all()


@given(ROWS, RESTRICTIONS)
def test_every_edge_takes_a_millisecond_or_more_or_is_closed_and_unobserved_edges_stay(
    rows: list[tuple[int, int, float, float, float, float]], restrictions: list[Restriction]
) -> None:
    weighed = weigh(TrafficState(observations(rows), tuple(restrictions)))
    assert weighed.metric.travel_ms.min() >= 1
    untouched = weighed.heard == Heard.PROFILE
    assert np.array_equal(weighed.metric.travel_ms[untouched], town()[1].travel_ms[untouched])


@given(ROWS, RESTRICTIONS)
def test_a_closure_always_wins(
    rows: list[tuple[int, int, float, float, float, float]], restrictions: list[Restriction]
) -> None:
    shut = Restriction("shut", (3, 7), None, NOON, NOON + HOUR)
    weighed = weigh(TrafficState(observations(rows), (*restrictions, shut)))
    assert (weighed.metric.travel_ms[[3, 7]] == CLOSED_MS).all()
    assert (weighed.heard[[3, 7]] == Heard.CLOSED).all()


@given(ROWS, RESTRICTIONS, st.randoms(use_true_random=False))
def test_the_order_of_what_is_told_does_not_matter(
    rows: list[tuple[int, int, float, float, float, float]], restrictions: list[Restriction], chance: object
) -> None:
    state = TrafficState(observations(rows), tuple(restrictions))
    chance.shuffle(rows)  # type: ignore[attr-defined]
    chance.shuffle(restrictions)  # type: ignore[attr-defined]
    other = TrafficState(observations(rows), tuple(restrictions))
    assert other.digest == state.digest
    assert weigh(other).metric.digest == weigh(state).metric.digest


@given(
    st.lists(st.tuples(st.floats(1, 500), st.floats(1, 500), st.floats(0.05, 1)), min_size=1, max_size=5),
    st.sampled_from([Heard.CENTRE, Heard.CARS, Heard.OWN]),
)
def test_what_nobody_repeats_goes_back_to_the_profile_step_by_step(
    drives: list[tuple[float, float, float]], heard: Heard
) -> None:
    state = TrafficState(observations([(5, heard, NOON_S, *drive) for drive in drives]))
    profile = int(town()[1].travel_ms[5])
    off = [abs(int(weigh(state, NOON + timedelta(minutes=m)).metric.travel_ms[5]) - profile) for m in range(0, 120, 6)]
    assert off == sorted(off, reverse=True)
    assert off[-1] == 0


def test_an_ambulance_is_charged_a_part_of_what_the_cars_lose() -> None:
    """Cars crawl at 5 km/h: the ambulance is later, by no more than its share of their delay."""
    network, profile, cars = town()
    metres = float(network.length_m[5])
    weighed = weigh(TrafficState(observations([(5, Heard.CENTRE, NOON_S, 5 / 3.6 * 120, 120.0, 1.0)])))
    later_s = (int(weighed.metric.travel_ms[5]) - int(profile.travel_ms[5])) / 1000
    cars_later_s = metres / (5 / 3.6) - float(cars.expected_s[5])
    assert 0 < later_s < POLICY.keeps * cars_later_s
    assert weighed.flow[5] < 0.2
    assert (weighed.heard[5], weighed.age_s[5]) == (Heard.CENTRE, 0)


def test_our_own_ambulance_is_believed_as_it_drove_and_says_nothing_of_the_cars() -> None:
    network, profile, _ = town()
    driven_s = 2 * int(profile.travel_ms[5]) / 1000
    row = (5, Heard.OWN, NOON_S, float(network.length_m[5]), driven_s, 1.0)
    weighed = weigh(TrafficState(observations([row])))
    assert int(profile.travel_ms[5]) < int(weighed.metric.travel_ms[5]) < driven_s * 1000
    assert np.isnan(weighed.flow[5])
    repeated = weigh(TrafficState(observations([row] * 200)))
    assert abs(int(repeated.metric.travel_ms[5]) - driven_s * 1000) < 0.02 * driven_s * 1000


def test_a_slow_zone_slows_the_profile_and_ends_by_itself() -> None:
    profile = int(town()[1].travel_ms[5])
    state = TrafficState(restrictions=(closed(5, share=0.5),))
    assert int(weigh(state).metric.travel_ms[5]) == 2 * profile
    assert weigh(state).heard[5] == Heard.SLOW
    assert int(weigh(state, NOON + HOUR).metric.travel_ms[5]) == profile


def test_what_has_not_happened_yet_does_not_count() -> None:
    later = observations([(5, Heard.CENTRE, NOON_S + 3600, 10.0, 120.0, 1.0)])
    assert weigh(TrafficState(later)).metric.digest == town()[1].digest
