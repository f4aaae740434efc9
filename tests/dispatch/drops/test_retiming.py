"""When the kit will be down is kept right for pad, desk and caller, without saying so at every tick."""

from datetime import timedelta

from chassis import topics
from chassis.events import read
from dispatch.watch import tick
from drones.mission import Phase
from drones.states import SortieAction, SortieState
from tests.dispatch.drops.conftest import OUT, Drop
from tests.drones.scene import REGION, SOUTH

SECOND = timedelta(seconds=1)


def told(drop: Drop) -> list[str]:
    with drop.town.system.db.read() as session:
        events = read(session, [topics.pad(REGION, SOUTH.id)], after=0)
    return [event.data["eta"] for event in events if event.data.get("action") == "eta"]


def test_as_planned_nothing_is_said(drop: Drop) -> None:
    drop.fly(*OUT)
    before = drop.sortie()
    for _ in range(5):
        drop.town.clock.advance(20 * SECOND)
        tick(drop.town.system, "w1")
    assert drop.sortie() == before
    assert told(drop) == []


def test_who_looks_for_longer_moves_it_on_and_the_line_makes_it_right(drop: Drop) -> None:
    drop.fly(*OUT)
    flight = drop.sortie().flight
    drop.town.clock.advance(flight.to_target)
    drop.fly(SortieAction.ON_STATION)
    tick(drop.town.system, "w1")
    as_planned, version = drop.sortie().eta, drop.sortie().version
    drop.town.clock.advance(flight.time_of(Phase.AREA_CHECK) + 40 * SECOND)
    for _ in range(20):
        drop.town.clock.advance(SECOND)
        tick(drop.town.system, "w1")
    assert drop.sortie().eta - as_planned > 50 * SECOND
    assert drop.sortie().version == version  # a step the pilot is about to take is still the right one
    assert 1 <= len(told(drop)) <= 4
    drop.fly(SortieAction.LOWER)
    tick(drop.town.system, "w1")
    sortie = drop.sortie()
    lowered_at = sortie.entered[SortieState.LOWERING] + flight.time_of(Phase.LOWER)
    assert abs(sortie.eta - lowered_at) <= 5 * SECOND


def test_a_short_look_brings_it_forward(drop: Drop) -> None:
    drop.fly(*OUT)
    flight = drop.sortie().flight
    drop.town.clock.advance(flight.to_target)
    drop.fly(SortieAction.ON_STATION)
    drop.town.clock.advance(15 * SECOND)
    drop.fly(SortieAction.LOWER)
    tick(drop.town.system, "w1")
    assert drop.sortie().eta == drop.town.clock.now() + flight.time_of(Phase.LOWER)
    assert told(drop) == [drop.sortie().eta.isoformat()]
