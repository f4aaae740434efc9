"""A toy ambulance on the grid asks real junction controllers for green: no simulator, the same module as in service."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from benches.twin.asking import EPOCH, Asking
from benches.twin.grid import grid
from benches.twin.streets import Sight
from chassis.geo import LatLon, between
from routing.junctions import Junctions, find_junctions
from routing.model import Route
from routing.priority import SignalPort
from routing.priority.fixed import FixedSignal, Layout, programme_of
from routing.profiles import KOREA
from routing.roads import Roads, build_roads
from routing.speeds import metric


class Ride:
    """Along a route at the planned pace; `now_s` moves the signals' clocks as well."""

    def __init__(self, route: Route, signals: Mapping[str, FixedSignal]) -> None:
        self.route, self.signals = route, signals
        self.now_s = 100.0

    def sight(self) -> Sight | None:
        share = (self.now_s - 110) / self.route.travel.p50.total_seconds()
        if not 0 <= share < 1:
            return None
        leg = share * (len(self.route.points) - 1)
        at = int(leg)
        place: LatLon = between(self.route.points[at], self.route.points[at + 1], leg - at)
        return Sight(edge=None, place=place, speed_mps=9.0)

    def through(self, asking: Asking, until_s: float) -> None:
        while self.now_s < until_s:
            self.now_s += 1
            for signal in self.signals.values():
                signal.at(EPOCH + timedelta(seconds=self.now_s))
            asking(self, self.sight())  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def roads() -> Roads:
    network = grid()
    return build_roads(network, metric(network, policy=KOREA))


@pytest.fixture(scope="module")
def junctions(roads: Roads) -> Junctions:
    return find_junctions(roads.network)


def fixed(junctions: Junctions) -> dict[str, FixedSignal]:
    return {one.id: FixedSignal(Layout.of(one), programme_of(one, start=EPOCH)) for one in junctions.all}


def route(roads: Roads) -> Route:
    """Along the second street from end to end, over three signals."""
    found = roads.route(roads.network.place(7), roads.network.place(13))
    assert found is not None and len(found.signals) == 3
    return found


def test_every_signal_on_the_way_is_asked_passed_on_green_and_given_back(roads: Roads, junctions: Junctions) -> None:
    signals = fixed(junctions)
    asking = Asking(junctions, route(roads), timedelta(seconds=30), lambda: dict[str, SignalPort](signals))
    ride = Ride(asking.route, signals)
    ride.through(asking, 110 + asking.route.travel.p50.total_seconds() + 30)
    assert (asking.asked.requests, asking.asked.passed_on_grant) == (3, 3)
    assert asking.asked.forced_s > 3 * 10 and asking.asked.overstayed == 0
    now = EPOCH + timedelta(seconds=ride.now_s)
    assert all(one.current_state() == one.programme.at(now)[0] for one in signals.values())


def test_a_longer_lead_takes_more_green_from_others(roads: Roads, junctions: Junctions) -> None:
    taken = []
    for lead in (10, 45):
        signals = fixed(junctions)
        asking = Asking(junctions, route(roads), timedelta(seconds=lead), lambda now=signals: dict(now))
        Ride(asking.route, signals).through(asking, 400)
        taken.append(asking.asked.forced_s)
    assert taken[0] < taken[1]


def test_nothing_is_asked_before_the_ambulance_is_on_the_road(roads: Roads, junctions: Junctions) -> None:
    signals = fixed(junctions)
    asking = Asking(junctions, route(roads), timedelta(seconds=30), lambda: dict(signals))
    Ride(asking.route, signals).through(asking, 109)
    assert asking.asked.requests == 0


def test_a_new_way_takes_back_what_lies_on_the_old_one(roads: Roads, junctions: Junctions) -> None:
    signals = fixed(junctions)
    asking = Asking(junctions, route(roads), timedelta(seconds=300), lambda: dict(signals))
    ride = Ride(asking.route, signals)
    ride.through(asking, 112)
    assert asking.asked.requests == 3
    side = roads.route(roads.network.place(7), roads.network.place(0))
    assert side is not None and not side.signals
    asking.take(side)
    ride.through(asking, 160)
    now = EPOCH + timedelta(seconds=ride.now_s)
    assert all(one.current_state() == one.programme.at(now)[0] for one in signals.values())


def test_a_junction_the_simulator_has_no_signals_for_is_asked_nothing(roads: Roads, junctions: Junctions) -> None:
    signals = fixed(junctions)
    del signals[junctions.by_approach[route(roads).signals[0].approach].id]
    asking = Asking(junctions, route(roads), timedelta(seconds=30), lambda: dict(signals))
    Ride(asking.route, signals).through(asking, 400)
    assert asking.asked.requests == 2
