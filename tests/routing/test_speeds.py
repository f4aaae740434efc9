"""How long an edge takes, and why."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.geo import LatLon
from routing.assemble import Segment, Survey, assemble
from routing.bluelight import KEEPS_ALONE, KEEPS_WITH_PRIORITY, Barred, BlueLight, Vehicle, blue_light_s
from routing.kinds import Access, RoadClass
from routing.model import CLOSED_MS, RoadNetwork
from routing.profiles import CHILE, KOREA, SAN_FRANCISCO
from routing.speeds import LiveSpeeds, SpeedPolicy, SpeedSource, metric, weigh
from tests.routing.towns import EXAMPLE, both_ways, corner, grid

PLAIN = SpeedPolicy(
    usual_kmh=dict.fromkeys(RoadClass, 36.0),
    class_factor=dict.fromkeys(RoadClass, 1.0),
    hour_factor=(1.0,) * 168,
    anytime_factor=1.0,
    zone="Asia/Seoul",
    signal_s=0.0,
    give_way_s=0.0,
)
MONDAY_8_IN_KOREA = datetime(2026, 3, 1, 23, 0, tzinfo=UTC)  # still Sunday in Greenwich


def one_street(kind: RoadClass = RoadClass.PRIMARY, speed: float | None = None) -> RoadNetwork:
    """A kilometre there and back; only the way there is posted."""
    survey = Survey(places={0: corner(0, 0), 1: corner(5, 0)})
    survey.segments = [Segment(0, 1, kind, 1000.0, speed), Segment(1, 0, kind, 1000.0)]
    return assemble(survey, EXAMPLE)[0]


def test_a_kilometre_at_36_takes_100_seconds() -> None:
    assert metric(one_street(), policy=PLAIN).travel_ms.tolist() == [100_000, 100_000]


def test_a_posted_speed_counts_and_where_none_is_posted_the_usual_one() -> None:
    assert metric(one_street(speed=72.0), policy=PLAIN).travel_ms.tolist() == [50_000, 100_000]


def test_lights_and_siren_help_by_class_of_road() -> None:
    policy = replace(PLAIN, class_factor=dict.fromkeys(RoadClass, 1.0) | {RoadClass.PRIMARY: 1.25})
    assert metric(one_street(RoadClass.PRIMARY), policy=policy).travel_ms.tolist() == [80_000, 80_000]
    assert metric(one_street(RoadClass.RESIDENTIAL), policy=policy).travel_ms.tolist() == [100_000, 100_000]


def test_the_hour_is_the_citys_own() -> None:
    factors = tuple(0.5 if hour == 8 else 1.0 for hour in range(168))  # Monday 8 to 9
    policy = replace(PLAIN, hour_factor=factors)
    assert metric(one_street(), policy=policy, at=MONDAY_8_IN_KOREA).travel_ms[0] == 200_000
    assert metric(one_street(), policy=policy, at=MONDAY_8_IN_KOREA + timedelta(hours=1)).travel_ms[0] == 100_000
    assert metric(one_street(), policy=policy, at=MONDAY_8_IN_KOREA + timedelta(days=1)).travel_ms[0] == 100_000


def test_without_an_instant_the_average_hour_counts() -> None:
    assert metric(one_street(), policy=replace(PLAIN, anytime_factor=0.8)).travel_ms[0] == 125_000


def test_a_signal_delays_whoever_enters_its_junction_and_nobody_else() -> None:
    town = grid(3, signals=[4])
    plain, slower = metric(town, policy=PLAIN), metric(town, policy=replace(PLAIN, signal_s=9.0))
    assert (slower.travel_ms - plain.travel_ms).tolist() == [9000 * int(head == 4) for head in town.head]


def test_a_junction_with_several_signals_delays_once() -> None:
    across_the_road = LatLon(corner(0, 1).lat, corner(0, 1).lon + 0.0002)  # 18 m
    survey = Survey(signals={1, 2})
    survey.places = {0: corner(0, 0), 1: corner(0, 1), 2: across_the_road, 3: corner(0, 3)}
    for a, b in ((0, 1), (1, 2), (2, 3)):
        both_ways(survey, a, b, RoadClass.PRIMARY)
    town, _ = assemble(survey, EXAMPLE)
    added = metric(town, policy=replace(PLAIN, signal_s=9.0)).travel_ms - metric(town, policy=PLAIN).travel_ms
    across = [added[edge] for edge in range(town.edge_count) if town.tail[edge] < town.head[edge]]
    assert across == [9000, 0, 0]


def test_a_side_street_gives_way_to_an_arterial_and_not_the_other_way_round() -> None:
    survey = Survey(places={0: corner(0, 0), 1: corner(0, 1), 2: corner(0, 2), 3: corner(1, 1)})
    both_ways(survey, 0, 1, RoadClass.SECONDARY)
    both_ways(survey, 1, 2, RoadClass.SECONDARY)
    both_ways(survey, 3, 1, RoadClass.RESIDENTIAL)
    town, _ = assemble(survey, EXAMPLE)
    added = metric(town, policy=replace(PLAIN, give_way_s=3.0)).travel_ms - metric(town, policy=PLAIN).travel_ms
    waits = {(int(town.tail[edge]), int(town.head[edge])) for edge in np.flatnonzero(added)}
    assert waits == {(3, 1)}


def test_equal_streets_and_plain_bends_cost_nothing_extra() -> None:
    for town in (grid(3), one_street()):
        added = metric(town, policy=replace(PLAIN, give_way_s=3.0)).travel_ms - metric(town, policy=PLAIN).travel_ms
        assert not added.any()


@given(speed=st.floats(5, 200), faster=st.floats(1.0, 3.0))
def test_a_faster_road_never_takes_longer(speed: float, faster: float) -> None:
    slow, quick = (metric(one_street(speed=kmh), policy=KOREA).travel_ms[0] for kmh in (speed, speed * faster))
    assert quick <= slow


@given(hours=st.integers(0, 100_000))
def test_every_hour_has_a_metric_and_the_same_hour_next_week_has_the_same(hours: int) -> None:
    town, at = one_street(), MONDAY_8_IN_KOREA + timedelta(hours=hours)
    first, again = (metric(town, policy=KOREA, at=moment) for moment in (at, at + timedelta(days=7)))
    assert first.digest == again.digest


def test_an_extreme_road_still_has_a_time_an_engine_can_bear() -> None:
    slow = replace(PLAIN, usual_kmh=dict.fromkeys(RoadClass, 1e-6))
    quick = replace(PLAIN, usual_kmh=dict.fromkeys(RoadClass, 1e12))
    assert metric(one_street(), policy=slow).travel_ms.tolist() == [86_400_000] * 2
    assert metric(one_street(), policy=quick).travel_ms.tolist() == [1, 1]


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ({"usual_kmh": {RoadClass.PRIMARY: 50}}, "every road class"),
        ({"hour_factor": (1.0,) * 24}, "168 hours, not 24"),
        ({"anytime_factor": 0.0}, "positive"),
        ({"signal_s": -1.0}, "not negative"),
        ({"zone": "Asia/Atlantis"}, "Atlantis"),
    ],
)
def test_a_policy_that_cannot_be_is_refused(changed: dict[str, object], complaint: str) -> None:
    with pytest.raises((ValueError, KeyError), match=complaint):
        replace(PLAIN, **changed)  # type: ignore[arg-type]


@pytest.mark.parametrize("policy", [KOREA, CHILE, SAN_FRANCISCO], ids=lambda policy: policy.zone)
def test_in_every_city_greater_roads_are_faster_and_mornings_slower_than_nights(policy: SpeedPolicy) -> None:
    speeds = [policy.usual_kmh[kind] * policy.class_factor[kind] for kind in RoadClass]
    streets = [speed for kind, speed in zip(RoadClass, speeds, strict=True) if kind is not RoadClass.RAMP]
    assert streets == sorted(streets, reverse=True)
    assert policy.hour_factor[8] < policy.hour_factor[3] <= 1.0
    assert policy.anytime_factor == pytest.approx(sum(policy.hour_factor) / 168, abs=0.01)


def told(**arrays: list[float]) -> RoadNetwork:
    """The street, with some of its arrays told: there first, then back."""
    return replace(one_street(speed=50.0), **{name: np.array(values) for name, values in arrays.items()})


def test_nobody_is_sent_under_a_bridge_that_is_too_low_and_nan_is_no_bridge() -> None:
    low = told(max_height_m=[2.8, np.nan], max_width_m=[np.nan, np.nan], max_weight_t=[np.nan, 5.0])
    assert metric(low, policy=PLAIN).travel_ms.tolist() == [CLOSED_MS, 100_000]
    van = replace(PLAIN, blue_light=BlueLight(vehicle=Vehicle(height_m=2.8)))
    assert metric(low, policy=van).travel_ms[0] == 72_000


@pytest.mark.parametrize(
    ("name", "reason"),
    [("max_height_m", Barred.HEIGHT), ("max_width_m", Barred.WIDTH), ("max_weight_t", Barred.WEIGHT)],
)
def test_a_closed_street_says_which_limit_closes_it(name: str, reason: Barred) -> None:
    why = weigh(told(**{name: [2.0, np.nan]}), policy=PLAIN).why(0)
    assert (why.closed, why.travel_s) == (reason, None)


def test_blue_light_uses_bus_lanes_and_gates_but_drives_against_a_one_way_street_only_where_the_city_says_so() -> None:
    closed = told(access=[Access.CONTRAFLOW, Access.BUS])
    assert metric(closed, policy=PLAIN).travel_ms.tolist() == [CLOSED_MS, 100_000]
    daring = BlueLight({**BlueLight().access, Access.CONTRAFLOW: 0.5})
    why = weigh(closed, policy=replace(PLAIN, blue_light=daring)).why(0)
    assert (why.access, why.access_factor, why.travel_s, why.closed) == (Access.CONTRAFLOW, 0.5, 144.0, None)


def test_an_access_policy_leaves_nothing_open_by_mistake() -> None:
    with pytest.raises(ValueError, match="every kind"):
        BlueLight({Access.ANYBODY: 1.0})
    with pytest.raises(ValueError, match="above 0"):
        BlueLight({**BlueLight().access, Access.BUS: 0.0})
    with pytest.raises(ValueError, match="weight"):
        Vehicle(weight_t=0)


def test_an_edge_says_why_it_takes_41_seconds() -> None:
    policy = replace(
        PLAIN, class_factor=dict.fromkeys(RoadClass, 1.25), hour_factor=(0.8,) * 168, signal_s=9.0, give_way_s=3.0
    )
    why = weigh(one_street(speed=72.0), policy=policy, at=MONDAY_8_IN_KOREA).why(0)
    assert (why.speed_kmh, why.source, why.factor) == (72.0, SpeedSource.POSTED, 1.25)
    assert (why.time_factor, why.time_source) == (0.8, SpeedSource.PROFILE)
    assert why.travel_s == 50.0
    back = weigh(one_street(speed=72.0), policy=policy).why(1)
    assert (back.speed_kmh, back.source, back.time_source) == (36.0, SpeedSource.CLASS, SpeedSource.ANYTIME)


def test_live_traffic_takes_from_an_ambulance_only_part_of_what_it_takes_from_cars() -> None:
    street = one_street(speed=36.0)
    live = LiveSpeeds(np.array([18.0, np.nan]), np.array([KEEPS_ALONE, KEEPS_ALONE]))  # cars lose 100 s there
    weighed = weigh(street, policy=replace(PLAIN, anytime_factor=0.5), live=live)
    assert weighed.metric().travel_ms.tolist() == [170_000, 200_000]  # and back the usual half speed
    why = weighed.why(0)
    assert (why.live_kmh, why.keeps, why.time_source, why.travel_s) == (18.0, 0.7, SpeedSource.LIVE, 170.0)
    assert weighed.why(1).live_kmh is None
    green = LiveSpeeds(np.array([18.0, np.nan]), np.full(2, KEEPS_WITH_PRIORITY))
    assert weigh(street, policy=PLAIN, live=green).metric().travel_ms[0] == 125_000


@given(free=st.floats(1, 600), lost=st.floats(0, 600), factor=st.floats(1.0, 1.5), keeps=st.floats(0, 1))
def test_a_siren_never_makes_a_trip_slower_than_cars_nor_faster_than_an_empty_road(
    free: float, lost: float, factor: float, keeps: float
) -> None:
    took = blue_light_s(free, free + lost, factor=factor, keeps=keeps)
    assert free / factor <= took <= free + lost + 1e-9
    assert blue_light_s(free, free / 2, factor=factor, keeps=keeps) == free / factor


@given(seed=st.integers(0, 2**32 - 1))
def test_what_an_edge_says_of_itself_adds_up_to_its_time(seed: int) -> None:
    chance = np.random.default_rng(seed)
    town = grid(4, signals=[5, 6])
    town = replace(
        town,
        access=chance.integers(0, len(Access), town.edge_count),
        max_height_m=chance.choice([np.nan, 2.5, 4.0], town.edge_count),
    )
    kmh = chance.choice([np.nan, 12.0, 70.0], town.edge_count)
    live = LiveSpeeds(kmh, chance.choice([KEEPS_ALONE, KEEPS_WITH_PRIORITY], town.edge_count))
    weighed = weigh(town, policy=KOREA, at=MONDAY_8_IN_KOREA, live=live)
    for edge, ms in enumerate(weighed.metric().travel_ms.tolist()):
        why = weighed.why(edge)
        assert (why.closed is None) == (ms != CLOSED_MS)
        if why.closed is None:
            free_s, factor = why.length_m / why.speed_kmh * 3.6, why.factor * why.access_factor
            if why.live_kmh is None or why.keeps is None:
                road_s = free_s / (factor * why.time_factor)
            else:
                lost_s = max(0.0, why.length_m / why.live_kmh * 3.6 - free_s)
                road_s = free_s / factor + why.keeps * lost_s
            assert why.travel_s == ms / 1000 == pytest.approx(road_s + why.signal_s + why.give_way_s, abs=1e-3)
