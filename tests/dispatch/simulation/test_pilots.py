"""When simulated pilots let a kit go: once it stands on the ground, and not a moment before."""

from datetime import UTC, datetime, timedelta

import pytest

from chassis.geo import LatLon
from dispatch.simulation.answers import let_go
from drones.airframes import M350
from drones.flight import Profile, air, plan_flight
from drones.mission import Path
from drones.model import KitKind
from drones.sortie import Sortie
from drones.states import SortieAction, SortieState
from drones.vehicle import VehicleState

NOW = datetime(2026, 3, 2, tzinfo=UTC)
THERE = LatLon(36.4720, 127.2550)
LINE_S = 28.0  # 30 m of hover, 2 m of which the kit hangs below the drone, at 1 m/s


def lowering(line_m: float | None) -> Sortie:
    """A sortie whose kit goes down since `NOW`; the winch tells `line_m`, None when there is no link."""
    path = Path((LatLon(36.4800, 127.2890), THERE))
    flight = plan_flight(M350, path, kit_mass_kg=1.5, wind=air(wind_mps=0, wind_from_deg=0), profile=Profile())
    assert flight is not None
    return Sortie(
        id="sor_1",
        region="sejong",
        incident_id="inc_1",
        station_id="st",
        station_region="sejong",
        drone_id="dr",
        kit_id="kit",
        kit=KitKind.AED,
        target=THERE,
        landing_hint=None,
        flight=flight,
        battery_wh=526.4,
        battery_share=1.0,
        state=SortieState.LOWERING,
        entered={SortieState.LOWERING: NOW},
        eta=NOW,
        ordered_by="desk",
        operator=None,
        reason=None,
        version=3,
        vehicle=VehicleState(NOW, line_m=line_m) if line_m is not None else None,
    )


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
