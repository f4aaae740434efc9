"""The whole of it on a small grid in SUMO, where the extra `twin` is installed; a fresh process for every run."""

import signal
from functools import partial

import numpy as np
import pytest

pytest.importorskip("libsumo", reason="the extra `twin` (SUMO) is not installed: make twin")
pytest.importorskip("sumo", reason="the extra `twin` (SUMO) is not installed: make twin")

from benches.twin.driving import Crash, drive, each_afresh
from benches.twin.grid import grid
from benches.twin.journeys import Errand, Wanted, errands, share_driveable
from benches.twin.kinds import Drive, Kind, Scene
from benches.twin.run import Order
from benches.twin.signals import sumo_signals
from benches.twin.streets import Sight, Streets
from benches.twin.study import asks, once, with_requests
from benches.twin.town import Town, Wish, make_town
from chassis.chance import seeded

WISH = Wish(per_hour=1500, least_m=500, cycle_s=90, seed=7, at_s=(300,), after_s=300)
LIMITS = np.full(grid().edge_count, 50.0)
WANTED = Wanted(least_m=900, most_m=2500, signals=2)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """The grid with its traffic, five minutes old."""
    return make_town(grid(), WISH, tmp_path_factory.mktemp("grid"))


def fresh(town: Town, orders: list[Order]) -> list[Drive]:
    return [once(partial(drive, town.stage), order) for order in orders]


def test_a_run_that_dies_is_told_apart_from_one_that_fails() -> None:
    assert list(each_afresh(signal.raise_signal, [signal.SIGKILL])) == [Crash(signal.SIGKILL)]
    with pytest.raises(RuntimeError, match="a run failed"):
        list(each_afresh(int, ["no number"]))
    assert list(each_afresh(int, ["7"])) == [7]


def test_sumo_drives_what_our_router_says(town: Town) -> None:
    network = town.stage.network
    assert town.turns.keys() == set(range(network.edge_count))
    assert share_driveable(network, town.roads.route, town.turns, count=50, chance=seeded(1)) > 0.9


def test_the_same_state_gives_the_same_drive_and_lights_and_siren_are_faster(town: Town) -> None:
    found, _ = errands(
        town.stage.network, town.roads.route, town.turns, LIMITS, count=3, wanted=WANTED, chance=seeded(2)
    )
    scene = Scene(town.states[300], 300)
    orders = [Order(scene, one.journey, kind, 300) for one in found for kind in (Kind.CAR, Kind.SIREN)]
    driven = fresh(town, [*orders, orders[-1]])
    assert driven[-1] == driven[-2]
    assert all(one.arrived and not one.jumped for one in driven)
    assert sum(one.seconds for one in driven[1:6:2]) < 0.9 * sum(one.seconds for one in driven[0:6:2])
    assert all(one.others_s >= one.near_s > 0 for one in driven)


def test_priority_is_faster_still_and_every_signal_goes_back_to_where_its_programme_would_be(town: Town) -> None:
    found, _ = errands(
        town.stage.network, town.roads.route, town.turns, LIMITS, count=3, wanted=WANTED, chance=seeded(2)
    )
    runs = [(one, lead) for one in found for lead in (None, 30)]
    driven = [told for told in each_afresh(partial(_with_lights, town), runs) if not isinstance(told, Crash)]
    alone, asked = driven[0::2], driven[1::2]
    assert sum(one.seconds for one, _ in asked) < sum(one.seconds for one, _ in alone)
    assert all(one.passed_on_grant and one.forced_s and not one.overstayed for one, _ in asked)
    assert [lights for _, lights in asked] == [lights for _, lights in alone]


def _with_lights(town: Town, run: tuple[Errand, int | None]) -> tuple[Drive, list[str]]:
    """A drive, and what every signal shows at its end."""
    errand, lead_s = run
    asking = asks(town, errand, lead_s) if lead_s is not None else None
    shown: list[str] = []

    def look(_: Streets, __: Sight | None) -> None:
        shown[:] = [port.current_state() for port in sumo_signals(town.lights).values()]

    order = Order(Scene(town.states[300], 300), errand.journey, Kind.SIREN, 300)
    driven = drive(town.stage, order, [*([asking] if asking else []), look])
    return (with_requests(driven, asking) if asking else driven), shown
