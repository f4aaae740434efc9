"""Kits come and go on the ground: by a pilot of the station, with audit and event."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chassis import topics
from chassis.errors import ForbiddenError, InvalidInputError, NotFoundError, TakenError
from chassis.events import read
from drones import pad
from drones.model import Kit, KitKind
from drones.moves import move
from drones.pad.kits import KitGone
from drones.states import SortieAction as A
from drones.states import SortieReason
from drones.tables.kits import missing_kits, take_kit
from drones.tables.sorties import VEHICLES, lock_sortie
from drones.vehicle import VehicleState
from tests.drones.conftest import DISPATCHER, PILOT, STRANGER, Yard
from tests.drones.scene import AED_S, REGION, SOUTH


def adds(yard: Yard, label: str = "AED-77", days: int = 365, mass_kg: float = 1.5) -> Kit:
    until = (yard.clock.now() + timedelta(days=days)).date()
    return pad.add_kit(yard, PILOT, label=label, kind=KitKind.AED, expires_on=until, mass_kg=mass_kg)


def told(yard: Yard) -> list[str]:
    with yard.db.read() as session:
        events = read(session, [topics.pad(REGION, SOUTH.id)], after=0)
    return [event.subject for event in events if event.kind == "kits_changed"]


def test_a_sealed_kit_flies_and_one_that_was_taken_off_does_not(yard: Yard) -> None:
    pad.remove_kit(yard, PILOT, AED_S.id, why=KitGone.DAMAGED)
    assert AED_S.id not in {kit.id for kit in yard.squadron().kits}
    with pytest.raises(NotFoundError):
        pad.remove_kit(yard, PILOT, AED_S.id, why=KitGone.DAMAGED)
    kit = adds(yard, " AED-77 ")
    assert kit in yard.squadron().kits
    assert yard.sortie(yard.order()).kit_id == kit.id == "AED-77"
    assert told(yard) == [AED_S.id, "AED-77"]


def test_a_kit_on_order_stays(yard: Yard) -> None:
    sortie = yard.sortie(yard.order())
    with pytest.raises(TakenError):
        pad.remove_kit(yard, PILOT, sortie.kit_id, why=KitGone.EXPIRED)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"label": " "}, "label"),
        ({"label": AED_S.id}, "label"),
        ({"days": -1}, "expires_on"),
        ({"mass_kg": 0.0}, "mass_kg"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(yard: Yard, wrong: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        adds(yard, **wrong)  # type: ignore[arg-type]
    assert field in str(refused.value)
    assert told(yard) == []


def test_only_a_pilot_of_the_station_keeps_its_kits(yard: Yard) -> None:
    with pytest.raises(NotFoundError):
        pad.remove_kit(yard, STRANGER, AED_S.id, why=KitGone.EXPIRED)
    with pytest.raises(NotFoundError):
        pad.remove_kit(yard, replace(PILOT, region="daejeon"), AED_S.id, why=KitGone.EXPIRED)
    with pytest.raises(ForbiddenError):
        pad.remove_kit(yard, DISPATCHER, AED_S.id, why=KitGone.EXPIRED)


def unanswered(yard: Yard) -> str:
    """A kit was let go over the target, its gripper's answer was lost, and the flight is closed."""
    sortie_id = yard.airborne()
    with yard.db.write() as session:
        row = lock_sortie(session, sortie_id)
        row.vehicle = VEHICLES.dump_python(VehicleState(yard.clock.now()), mode="json")
        for action in (A.ON_STATION, A.LOWER, A.RELEASE, A.RETRACT, A.RETURN, A.LAND, A.CLOSE):
            move(session, PILOT, row, action, now=yard.clock.now())
    return yard.sortie(sortie_id).kit_id


def missing(yard: Yard) -> list[str]:
    with yard.db.read() as session:
        return [kit.id for kit, _ in missing_kits(session, SOUTH.id)]


def test_a_kit_of_which_nobody_knows_whether_it_came_off_flies_again_when_somebody_has_found_it(yard: Yard) -> None:
    kit_id = unanswered(yard)
    assert missing(yard) == [kit_id]
    assert kit_id not in {kit.id for kit in yard.squadron().kits}
    with yard.db.write() as session:
        assert not take_kit(session, kit_id, "sor_other")
    with pytest.raises(NotFoundError):
        pad.found_kit(yard, STRANGER, kit_id)
    pad.found_kit(yard, PILOT, kit_id)
    assert missing(yard) == []
    assert {kit.id: kit.sortie_id for kit in yard.squadron().kits}[kit_id] is None
    assert told(yard) == [kit_id]
    with pytest.raises(NotFoundError):
        pad.found_kit(yard, PILOT, kit_id)


def test_one_that_is_not_found_is_taken_off(yard: Yard) -> None:
    kit_id = unanswered(yard)
    pad.remove_kit(yard, PILOT, kit_id, why=KitGone.NOT_FOUND)
    assert missing(yard) == []
    assert kit_id not in {kit.id for kit in yard.squadron().kits}


def test_a_kit_that_came_home_without_having_been_let_go_is_on_its_shelf(yard: Yard) -> None:
    sortie_id = yard.airborne()
    with yard.db.write() as session:
        row = lock_sortie(session, sortie_id)
        for action in (A.ABORT, A.LAND, A.CLOSE):
            move(session, PILOT, row, action, now=yard.clock.now())
    assert missing(yard) == []


def test_the_kit_of_a_flight_that_failed_is_looked_for_and_then_flies_again(yard: Yard) -> None:
    sortie_id = yard.airborne()
    kit_id = yard.sortie(sortie_id).kit_id
    with yard.db.write() as session:
        move(session, PILOT, lock_sortie(session, sortie_id), A.FAIL, now=yard.clock.now(), reason=SortieReason.OTHER)
    assert missing(yard) == [kit_id]
    pad.found_kit(yard, PILOT, kit_id)
    assert missing(yard) == []
    assert {kit.id: kit.sortie_id for kit in yard.squadron().kits}[kit_id] is None


def test_one_that_came_off_before_the_flight_failed_is_not_looked_for(yard: Yard) -> None:
    sortie_id = yard.airborne()
    with yard.db.write() as session:
        row = lock_sortie(session, sortie_id)
        for action in (A.ON_STATION, A.LOWER, A.RELEASE):
            move(session, PILOT, row, action, now=yard.clock.now())
        move(session, PILOT, row, A.FAIL, now=yard.clock.now(), reason=SortieReason.LOST_LINK)
    assert missing(yard) == []
