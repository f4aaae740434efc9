"""Where signals give way an ambulance keeps a quarter of the cars' delay, elsewhere as much as ever."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np

from routing.bluelight import KEEPS_ALONE, KEEPS_WITH_PRIORITY
from routing.cars import car_times
from routing.giveway import keeps_of
from routing.profiles import KOREA
from routing.speeds import weigh
from routing.traffic import Heard, TrafficState, lay, observations
from tests.routing.towns import arrows, grid

NOON = datetime(2026, 11, 23, 3, tzinfo=UTC)


def test_only_what_leads_into_a_signal_that_is_asked_keeps_less() -> None:
    town = grid(3, signals=[4])
    into = town.head == np.flatnonzero(town.node_signal)[0]
    assert into.sum() == 4
    keeps = keeps_of(town, gives_way=True)
    assert set(keeps[into]) == {KEEPS_WITH_PRIORITY}
    assert set(keeps[~into]) == {KEEPS_ALONE}
    assert set(keeps_of(town, gives_way=False)) == {KEEPS_ALONE}


def test_the_pieces_of_an_approach_belong_to_its_junction_as_far_as_that_reaches() -> None:
    drawn, _ = arrows(5, [(0, 1, 1), (1, 2, 1), (2, 3, 1), (3, 4, 1)])
    signal = np.array([False, False, False, False, True])
    chain = replace(drawn, node_signal=signal, length_m=np.array([100, 30, 15, 20], dtype=np.float32))
    keeps = keeps_of(chain, gives_way=True)  # its pieces end 65, 35, 20 and 0 m before the signal
    assert keeps.tolist() == [KEEPS_ALONE, KEEPS_WITH_PRIORITY, KEEPS_WITH_PRIORITY, KEEPS_WITH_PRIORITY]


def test_a_jam_before_a_signal_that_gives_way_costs_less_and_the_traffic_has_another_name() -> None:
    town = grid(3, signals=[4])
    edge = int(np.flatnonzero(town.head == np.flatnonzero(town.node_signal)[0])[0])
    weighing = weigh(town, policy=KOREA, at=NOON)
    profile, cars = weighing.metric(), car_times(weighing)
    seen = observations([(edge, Heard.CENTRE, NOON.timestamp(), 200.0, 120.0, 1.0)])
    alone, asked = TrafficState(seen), TrafficState(seen, gives_way=True)
    ms = [int(lay(town, profile, cars, one, at=NOON).metric.travel_ms[edge]) for one in (alone, asked)]
    later = [one - int(profile.travel_ms[edge]) for one in ms]
    assert 0 < later[1] < later[0]
    assert alone.digest != asked.digest
