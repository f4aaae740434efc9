"""What floating cars say reaches the router through the running system's own traffic, and nothing else does."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from benches.twin.floating import EVERY_S, Floating, Knowledge
from benches.twin.grid import grid
from benches.twin.replanning import Replanning, onward, way_at_dispatch
from benches.twin.streets import Sight, Streets
from chassis.geo import LatLon, between
from routing.model import Route
from routing.profiles import KOREA
from routing.roads import Roads, build_roads
from routing.speeds import metric


class Cars:
    """Streets in which the same cars creep on the same edges at every look, and the ambulance may be led elsewhere."""

    def __init__(self, crawling: Sequence[int] = (), now_s: float = 0.0) -> None:
        self.now_s, self.crawling = now_s, crawling
        self.led: list[Sequence[int]] = []
        self.asked: list[int] = []

    def floating(self, one_in: int) -> Iterator[tuple[int, float]]:
        self.asked.append(one_in)
        return ((edge, 1.0) for edge in self.crawling)

    def reroute(self, edges: Sequence[int]) -> bool:
        self.led.append(edges)
        return True


def hear(crawling: Sequence[int], until_s: int) -> Floating:
    heard = Floating()
    cars = Cars(crawling)
    for cars.now_s in range(until_s):
        heard(cars, None)  # type: ignore[arg-type]
    return heard


@pytest.fixture(scope="module")
def roads() -> Roads:
    network = grid()
    return build_roads(network, metric(network, policy=KOREA))


@pytest.fixture(scope="module")
def knowledge(roads: Roads) -> Knowledge:
    return Knowledge(roads.network, roads.metric, KOREA)


def corner_to_corner(roads: Roads) -> Route:
    found = roads.route(roads.network.place(0), roads.network.place(48))
    assert found is not None
    return found


def middle(roads: Roads, edge: int) -> LatLon:
    ends = (roads.network.place(int(end[edge])) for end in (roads.network.tail, roads.network.head))
    return between(*ends, 0.5)


def all_turns(roads: Roads) -> dict[int, frozenset[int]]:
    tails = roads.network.tail.tolist()
    after = {node: frozenset(e for e, tail in enumerate(tails) if tail == node) for node in set(tails)}
    return {edge: after[head] for edge, head in enumerate(roads.network.head.tolist())}


def test_reports_come_every_few_seconds_from_one_car_in_ten() -> None:
    heard = hear([3, 4], 20)
    assert [at for at, *_ in heard.reports] == [at for at in range(0, 20, EVERY_S) for _ in (3, 4)]
    cars: Streets = Cars([1])  # type: ignore[assignment]
    Floating()(cars, None)
    assert cars.asked == [10]  # type: ignore[attr-defined]


def test_without_reports_the_router_keeps_its_profile_and_with_them_only_their_streets_change(
    roads: Roads, knowledge: Knowledge
) -> None:
    assert knowledge.metric([], 600).travel_ms.tolist() == roads.metric.travel_ms.tolist()
    told = knowledge.metric(hear([5], 600).reports, 600).travel_ms
    changed = [edge for edge in range(len(told)) if told[edge] != roads.metric.travel_ms[edge]]
    assert changed == [5] and told[5] > 1.5 * roads.metric.travel_ms[5]


def test_what_is_reported_later_is_not_known_yet_and_what_is_old_is_forgotten(knowledge: Knowledge) -> None:
    reports = hear([5], 600).reports
    now, early, late = (knowledge.metric(reports, at).travel_ms[5] for at in (600, 0, 6000))
    assert early < now and late < now


def test_at_dispatch_the_way_leads_round_a_street_that_crawls(roads: Roads, knowledge: Knowledge) -> None:
    before = corner_to_corner(roads)
    inner = before.edges[len(before.edges) // 2]
    heard = hear([inner], 600)
    network = roads.network
    after = way_at_dispatch(roads, knowledge.metric(heard.reports, 600), network.place(0), network.place(48))
    assert after is not None and inner in before.edges and inner not in after.edges


def test_on_the_way_it_is_led_round_what_crawls_ahead_once_and_who_asks_for_green_is_told(
    roads: Roads, knowledge: Knowledge
) -> None:
    before, told = corner_to_corner(roads), list[Route]()
    slow = before.edges[6:8]
    watcher = Replanning(
        roads, all_turns(roads), knowledge, hear(slow, 600), before, roads.network.place(48), told=told.append
    )
    cars = Cars(now_s=600)
    edge = before.edges[1]
    place = middle(roads, edge)
    watcher(cars, Sight(None, place, 9.0))  # type: ignore[arg-type]
    cars.now_s = 601
    watcher(cars, Sight(edge, place, 9.0))  # type: ignore[arg-type]
    assert not cars.led
    cars.now_s = 630
    watcher(cars, Sight(edge, place, 9.0))  # type: ignore[arg-type]
    assert watcher.changes == 1 and told == [watcher.route]
    assert cars.led[0][0] == edge and not set(slow) & set(cars.led[0])
    cars.now_s = 660
    watcher(cars, Sight(edge, place, 9.0))  # type: ignore[arg-type]
    assert watcher.changes == 1


def test_small_gains_change_nothing(roads: Roads, knowledge: Knowledge) -> None:
    before = corner_to_corner(roads)
    mild = replace(knowledge, traffic=replace(knowledge.traffic, keeps=0.02))
    watcher = Replanning(
        roads,
        all_turns(roads),
        mild,
        hear(before.edges[6:7], 600),
        before,
        roads.network.place(48),
        told=lambda _: None,
    )
    edge = before.edges[1]
    cars = Cars(now_s=630)
    watcher(cars, Sight(edge, roads.network.place(int(roads.network.tail[edge])), 9.0))  # type: ignore[arg-type]
    assert watcher.changes == 0 and not cars.led


def test_nobody_turns_round_in_mid_street(roads: Roads) -> None:
    network = roads.network
    edge = corner_to_corner(roads).edges[2]
    place = middle(roads, edge)
    found = onward(roads, Sight(edge, place, 9.0), network.place(0))  # behind it
    assert found is not None and found[0][0] == edge
    assert int(network.tail[found[0][1]]) == int(network.head[edge])
    assert onward(roads, Sight(None, place, 9.0), network.place(0)) is None
