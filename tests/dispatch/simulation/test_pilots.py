"""When simulated pilots let a kit go: once it stands on the ground, and not a moment before."""

from datetime import timedelta

import pytest

from dispatch.simulation.answers import let_go
from drones.sortie import Sortie
from drones.states import SortieAction, SortieState
from drones.vehicle import VehicleState
from tests.drones.flights import sortie
from tests.drones.scene import NOW

LINE_S = 28.0  # 30 m of hover, 2 m of which the kit hangs below the drone, at 1 m/s


def lowering(line_m: float | None) -> Sortie:
    """A sortie whose kit goes down since `NOW`; the winch tells `line_m`, None when there is no link."""
    return sortie(SortieState.LOWERING, vehicle=VehicleState(NOW, line_m=line_m) if line_m is not None else None)


@pytest.mark.parametrize(
    ("line_m", "after_s", "releases"),
    [
        (None, LINE_S - 1, False),
        (None, LINE_S, True),
        (20.0, LINE_S + 60, False),  # the winch is slower than planned, or stuck: the kit hangs
        (27.8, LINE_S, True),
    ],
)
def test_a_pilot_lets_go_when_the_kit_stands_on_the_ground(
    line_m: float | None, after_s: float, releases: bool
) -> None:
    answer = let_go(lowering(line_m), NOW + timedelta(seconds=after_s))
    assert answer is (SortieAction.RELEASE if releases else None)
