"""What stands behind a drone, and that nothing real ever leaves the ground for a simulated call."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

import pytest

from drones import pad
from drones.autopilot import Report
from drones.autopilot.fake import FakeAutopilot
from drones.autopilot.steer import tick
from drones.behind import Behind, barred, behind, computed, line_to, played
from drones.sortie import Sortie
from drones.states import SortieReason, SortieState
from drones.tables.fleet import lock_drone
from drones.tables.links import read_behind
from drones.tables.sorties import lock_sortie
from drones.tables.vendors import VendorRow
from tests.drones.conftest import Yard
from tests.drones.scene import DRONE_N, DRONE_S, NOW, REGION, SOUTH

REAL_LINE = "udpout:10.0.0.9:14550"


@pytest.mark.parametrize(
    ("link", "vendor", "found"),
    [
        (None, False, Behind.HAND),
        (None, True, Behind.REAL),
        (line_to(14_600), False, Behind.SIMULATED),
        (line_to(14_600), True, Behind.REAL),
        ("tcp:127.0.0.1:5760", False, Behind.REAL),
        (REAL_LINE, False, Behind.REAL),
    ],
)
def test_whatever_is_not_known_to_be_simulated_is_real(link: str | None, vendor: bool, found: Behind) -> None:
    assert behind(link, vendor=vendor) is found


@pytest.mark.parametrize("simulated", [True, False])
def test_a_real_drone_is_played_by_nobody_and_one_without_a_line_only_for_a_simulated_call(simulated: bool) -> None:
    assert not played(Behind.REAL, simulated=simulated) and not computed(Behind.REAL, simulated=simulated)
    assert played(Behind.SIMULATED, simulated=simulated) and not computed(Behind.SIMULATED, simulated=simulated)
    assert played(Behind.HAND, simulated=simulated) is computed(Behind.HAND, simulated=simulated) is simulated
    assert [found for found in Behind if barred(found, simulated=simulated)] == [Behind.REAL] * simulated


def test_the_database_tells_a_vendors_station_from_a_line(yard: Yard) -> None:
    with yard.db.write() as session:
        lock_drone(session, DRONE_N.id).link = REAL_LINE
        session.add(_vendor())
        session.flush()
        assert read_behind(session, {DRONE_S.id, DRONE_N.id}) == {DRONE_S.id: Behind.REAL, DRONE_N.id: Behind.REAL}


@dataclass
class Armed:
    """The arithmetic, that keeps which sorties it was told to arm."""

    told: list[str] = field(default_factory=list)

    def keep_to(self, sorties: Collection[Sortie], *, now: datetime) -> None:
        """It steers nothing."""

    def launch(self, sortie: Sortie, *, now: datetime) -> None:
        self.told.append(sortie.id)

    def follow(self, sortie: Sortie, *, now: datetime) -> Report | None:
        return FakeAutopilot().follow(sortie, now=now)


@pytest.mark.parametrize("simulated", [True, False])
def test_a_line_that_comes_after_the_order_arms_nothing_for_a_simulated_call(yard: Yard, simulated: bool) -> None:
    sortie_id = yard.order()
    for step in (pad.accept, pad.preflight_ok, pad.launch):
        yard.fly(sortie_id, step)
    with yard.db.write() as session:
        lock_sortie(session, sortie_id).simulated = simulated
        lock_drone(session, DRONE_S.id).link = REAL_LINE
    vehicle = Armed()
    tick(yard, vehicle)
    after = yard.sortie(sortie_id)
    assert vehicle.told == ([] if simulated else [sortie_id])
    if simulated:
        assert (after.state, after.armed_at, after.reason) == (SortieState.ACCEPTED, None, SortieReason.OTHER)
    else:
        assert after.armed_at == yard.clock.now()


def _vendor() -> VendorRow:
    return VendorRow(
        station_id=SOUTH.id, region=REGION, url="https://dock.example/", issue="ven_1", set_by="usr_admin", set_at=NOW
    )
