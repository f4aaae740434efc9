"""What pilots have in hand during a simulated day: an order waits for them, and what they fly they fly to the end."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from chassis import accounts
from chassis.identity import Actor, Role
from dispatch.desk.sending import send_plan
from dispatch.desk.taking import take_call
from dispatch.simulation.acting import act_for_crews, act_for_pilots
from dispatch.simulation.hands import raced_by_drones
from dispatch.simulation.stage import Stage
from dispatch.tables.cases import AssignmentRow
from drones import pad
from drones.states import SortieReason, SortieState
from drones.tables import get_sortie
from tests.dispatch.test_kits import FAR, arrest_at, kits
from tests.dispatch.town import Town
from tests.drones.conftest import PILOT
from tests.drones.scene import SOUTH

__all__ = ["kits"]


@pytest.fixture
def order(kits: Town) -> str:
    """An order at a station that people sign in for."""
    with kits.system.db.write() as session:
        accounts.create_user(
            session,
            kits.system.ids,
            login="pilot",
            name="한조종",
            role=Role.PILOT,
            region="sejong",
            facility=SOUTH.id,
            password="a long enough one",
            now=kits.clock.now(),
        )
    sortie_id = send_plan(kits.system, kits.kim, take_call(kits.system, kits.kim, arrest_at(FAR)).incident_id).sortie_id
    assert sortie_id is not None
    return sortie_id


def day(town: Town, seconds: float) -> None:
    """So much of a simulated day passes for its pilots."""
    stage = Stage("sejong", 5.0, 1, town.clock.advance(timedelta(seconds=seconds)))
    act_for_pilots(town.system, stage)


def state(town: Town, sortie_id: str) -> SortieState:
    with town.system.db.read() as session:
        return get_sortie(session, sortie_id).state


def test_an_order_waits_for_the_pilots_of_its_station_and_is_then_taken(kits: Town, order: str) -> None:
    day(kits, 19)
    assert state(kits, order) is SortieState.REQUESTED
    day(kits, 2)
    assert state(kits, order) is SortieState.ACCEPTED


def test_what_a_person_has_accepted_the_day_leaves_alone(kits: Town, order: str) -> None:
    with kits.system.db.read() as session:
        user = accounts.find_user(session, "pilot")
        assert user is not None
    pad.accept(kits.system, Actor(user.id, user.name, Role.PILOT, "sejong", SOUTH.id), order)
    for _ in range(6):
        day(kits, 30)
    assert state(kits, order) is SortieState.ACCEPTED


def test_who_races_a_drone_drives_no_faster_than_the_clock(kits: Town, order: str) -> None:
    with kits.system.db.read() as session:
        incident = get_sortie(session, order).incident_id
        assert raced_by_drones(session, "sejong") == {incident}
    pad.cancel(kits.system, PILOT, order, reason=SortieReason.WEATHER)
    with kits.system.db.read() as session:
        assert raced_by_drones(session, "sejong") == set()


def test_a_crew_that_races_a_drone_reaches_the_place_at_the_clocks_own_pace(kits: Town, order: str) -> None:
    def arrived(seconds: float) -> bool:
        act_for_crews(kits.system, Stage("sejong", 20.0, 1, kits.clock.advance(timedelta(seconds=seconds))))
        with kits.system.db.read() as session:
            jobs = session.scalars(select(AssignmentRow)).all()
            return any(job.state in {"on_scene", "at_patient"} for job in jobs)

    assert not any(arrived(5) for _ in range(36)), "three minutes, an hour of a day at twenty times"
