"""The desk needs the kit no more: an order on the ground ends, a pilot in the air is asked and decides."""

import pytest

from chassis import events, topics
from chassis.errors import ForbiddenError, IllegalMoveError, NotFoundError
from chassis.identity import Actor, Role
from dispatch.boards.drop import drop_view
from dispatch.tables.cases import get_incident
from drones.pad.recalling import recall
from drones.states import SortieReason, SortieState
from tests.dispatch.drops.conftest import OUT, A, Drop
from tests.drones.conftest import PILOT

AHEAD = SortieReason.AMBULANCE_AHEAD


def back(drop: Drop, actor: Actor | None = None) -> SortieState:
    return recall(drop.town.system, actor or drop.town.kim, drop.sortie_id, reason=AHEAD).state


@pytest.mark.parametrize("steps", [(), (A.ACCEPT,), (A.ACCEPT, A.PREFLIGHT_OK)])
def test_an_order_on_the_ground_ends_at_once(drop: Drop, steps: tuple[A, ...]) -> None:
    drop.fly(*steps)
    assert back(drop) is SortieState.CANCELLED
    assert drop.sortie().reason is AHEAD


def test_in_the_air_the_pilot_is_asked_and_the_desk_sees_that_they_were(drop: Drop) -> None:
    drop.fly(*OUT)
    assert back(drop) is SortieState.AIRBORNE
    with drop.town.system.db.read() as session:
        told = events.read(session, [topics.pad(PILOT.region, str(PILOT.facility))], after=0)
        view = drop_view(session, drop.town.system.rules, get_incident(session, drop.incident_id))
    [note] = [event.data for event in told if event.kind == "flight_noted"]
    assert (note["code"], note["severity"], note["text"]) == ("recall_asked", "critical", "ambulance_ahead")
    assert view is not None
    assert (view["recalled"]["reason"], view["recallable"]) == ("ambulance_ahead", True)


def test_a_kit_on_the_ground_is_not_called_back(drop: Drop) -> None:
    drop.fly(*OUT, A.ON_STATION, A.LOWER, A.RELEASE)
    with pytest.raises(IllegalMoveError):
        back(drop)


def test_a_kit_that_its_gripper_still_holds_may_be_asked_back(drop: Drop) -> None:
    drop.fly(*OUT)
    drop.heard()
    drop.fly(A.ON_STATION, A.LOWER, A.RELEASE)
    assert back(drop) is SortieState.RELEASED


def test_only_the_desk_of_the_incident_asks(drop: Drop) -> None:
    with pytest.raises(ForbiddenError):
        back(drop, PILOT)
    with pytest.raises(NotFoundError):
        back(drop, Actor("u9", "x", Role.DISPATCHER, "daejeon"))
