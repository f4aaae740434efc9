"""A drive, second by second, over streets that are not SUMO's."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from benches.twin.grid import grid
from benches.twin.kinds import Journey, Kind, Scene
from benches.twin.losses import asked_for, one_block, read_losses
from benches.twin.run import SLOW_MPS, Order, through
from benches.twin.streets import Sight, Streets
from chassis.geo import LatLon

HERE = LatLon(36.48, 127.28)


class Toy:
    """The ambulance enters after one second, stands for two, is there after `takes_s`; two cars wait outside."""

    def __init__(self, takes_s: int) -> None:
        self.now_s, self.takes_s = 0.0, takes_s
        self.arrived = self.jumped = False
        self.told: list[object] = []

    def step(self) -> None:
        self.now_s += 1
        self.arrived = self.now_s > self.takes_s

    def send(self, journey: Journey, kind: Kind) -> None:
        self.told += [journey, kind]

    def sight(self) -> Sight | None:
        if self.now_s < 2 or self.arrived:
            return None
        standing = self.now_s in (4, 5)
        return Sight(edge=None if self.now_s == 6 else int(self.now_s), place=HERE, speed_mps=0.0 if standing else 9.0)

    def reroute(self, edges: Sequence[int]) -> bool:
        return True

    def lost_by_ambulance_s(self) -> float:
        return self.now_s / 2

    def slow(self, edges: Sequence[int], mps: float) -> None:
        self.told += [tuple(edges), mps]

    def floating(self, one_in: int) -> Iterator[tuple[int, float]]:
        yield from ()

    def waiting(self) -> int:
        return 2


def order(*, until_arrival: bool, horizon_s: int = 20) -> Order:
    return Order(Scene(Path("state"), 900, slow=(7,)), Journey((1, 2), 0, 5), Kind.SIREN, horizon_s, until_arrival)


def test_the_time_runs_from_the_order_to_the_arrival_and_standing_is_counted() -> None:
    toy: Streets = Toy(takes_s=10)
    log = through(toy, order(until_arrival=True))
    assert (log.seconds, log.stopped_s, log.own_loss_s) == (10, 2, 5)
    assert log.met == {2, 3, 4, 5, 7, 8, 9, 10}  # at 6 it was inside a junction


def test_a_run_goes_on_to_its_horizon_where_the_others_matter() -> None:
    assert through(Toy(takes_s=10), order(until_arrival=False)).waiting_s == 40
    assert through(Toy(takes_s=10), order(until_arrival=True)).waiting_s == 22


def test_who_never_arrives_has_taken_the_whole_horizon() -> None:
    log = through(Toy(takes_s=99), order(until_arrival=True))
    assert log.seconds == 20


def test_streets_are_slow_before_anybody_drives_and_watchers_see_every_second() -> None:
    toy, seen = Toy(takes_s=3), []
    through(toy, order(until_arrival=True), [lambda streets, sight: seen.append((streets.now_s, sight is None))])
    assert toy.told[:2] == [(7,), SLOW_MPS]
    assert seen == [(1, True), (2, False), (3, False), (4, True)]


def test_what_others_lost_is_added_up_near_the_route_and_everywhere(tmp_path: Path) -> None:
    network = grid()
    near = one_block(network, [0])
    far = next(e for e in range(network.edge_count) if f"e{e}" not in near)
    node = int(network.head[0])
    output = tmp_path / "lost.xml"
    output.write_text(
        f'<meandata><interval><edge id="0" timeLoss="10"/><edge id=":{node}_3" timeLoss="5"/>'
        f'<edge id="{far}" timeLoss="100"/><edge id=":48_1" timeLoss="7"/></interval></meandata>'
    )
    assert read_losses(output, near) == (122.0, 15.0)
    assert 'withInternal="true"' in asked_for(output, begin_s=1, end_s=2)


def test_streets_without_an_ambulance_are_watched_to_the_horizon() -> None:
    toy = Toy(takes_s=99)
    log = through(toy, replace(order(until_arrival=False), kind=None))
    assert toy.told == [(7,), SLOW_MPS] and log.waiting_s == 40


def test_an_accident_after_the_dispatch_slows_nobody_before_it_happens() -> None:
    told = order(until_arrival=False, horizon_s=5)
    toy = Toy(takes_s=99)
    through(toy, replace(told, scene=replace(told.scene, slow_after_s=6)))
    assert (7,) not in toy.told
    through(toy, replace(told, scene=replace(told.scene, slow_after_s=5)))
    assert toy.told[-2:] == [(7,), SLOW_MPS]
