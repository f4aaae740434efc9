"""What pilots have in hand during a simulated day: an order waits for them, what they fly they fly to the end, and what
is real nobody plays."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from chassis import accounts
from chassis.identity import Actor, Role
from dispatch.desk.deciding import decide, read_record
from dispatch.desk.sending import send_plan
from dispatch.desk.taking import take_call
from dispatch.policies.force import in_force
from dispatch.record import decide_again
from dispatch.simulation.acting import act_for_crews
from dispatch.simulation.hands import raced_by_drones
from dispatch.simulation.jobs import simulated_flights
from dispatch.simulation.pilots import act_for_pilots
from dispatch.simulation.stage import Stage
from dispatch.tables.cases import AssignmentRow
from drones import pad
from drones.behind import line_to
from drones.feasibility import Go, NoGo
from drones.lacks import Lack
from drones.pad.checking import notices_of
from drones.preflight import Check, not_green
from drones.reasons import Code
from drones.sortie import Sortie
from drones.states import FLYING, SortieReason, SortieState
from drones.tables import get_sortie
from drones.tables.fleet import get_station_row, lock_drone
from drones.tables.kits import KitRow
from drones.tables.vendors import VendorRow
from tests.dispatch.test_kits import FAR, arrest_at, kits
from tests.dispatch.town import Town
from tests.drones.conftest import PILOT
from tests.drones.scene import DRONE_S, SOUTH

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
    sortie_id = ordered(kits, simulated=True)
    assert sortie_id is not None
    return sortie_id


def ordered(town: Town, *, simulated: bool) -> str | None:
    """The sortie sent with the units to somebody in arrest; None when none was."""
    incident = take_call(town.system, town.kim, replace(arrest_at(FAR), simulated=simulated)).incident_id
    return send_plan(town.system, town.kim, incident).sortie_id


def stands_behind(town: Town, link: str | None, *, vendor: bool = False) -> None:
    """The drone is reached at `link`, and was heard there just now; a vendor may have the station."""
    with town.system.db.write() as session:
        row = lock_drone(session, DRONE_S.id)
        row.link, row.heard_at = link, town.clock.now() if link is not None else None
        if vendor:
            told = {"url": "https://dock.example/", "issue": "ven_1", "set_by": "usr_admin", "set_at": town.clock.now()}
            session.add(VendorRow(station_id=SOUTH.id, region="sejong", **told))


def day(town: Town, seconds: float) -> None:
    """So much of a simulated day passes for its pilots."""
    stage = Stage("sejong", 5.0, 1, town.clock.advance(timedelta(seconds=seconds)))
    act_for_pilots(town.system, stage)


def state(town: Town, sortie_id: str) -> SortieState:
    return read(town, sortie_id).state


def read(town: Town, sortie_id: str) -> Sortie:
    with town.system.db.read() as session:
        return get_sortie(session, sortie_id)


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


REAL_LINE, SIMULATED_LINE = "tcp:10.0.0.9:5760", line_to(14_600)


@pytest.mark.parametrize(("link", "vendor"), [(REAL_LINE, False), (None, True), (SIMULATED_LINE, True)])
def test_for_a_simulated_call_nothing_real_is_ordered(kits: Town, link: str | None, vendor: bool) -> None:
    stands_behind(kits, link, vendor=vendor)
    assert ordered(kits, simulated=True) is None
    with kits.system.db.read() as session:
        assert lock_drone(session, DRONE_S.id).sortie_id is None, "it is free for whoever needs it"
    assert ordered(kits, simulated=False) is not None


@pytest.mark.parametrize(
    ("link", "vendor", "real"),
    [
        (REAL_LINE, False, True),
        (None, True, True),
        (SIMULATED_LINE, True, True),
        (SIMULATED_LINE, False, False),
        (None, False, False),
    ],
)
def test_a_simulated_calls_decision_names_no_real_drone_and_says_why(
    kits: Town, link: str | None, vendor: bool, real: bool
) -> None:
    stands_behind(kits, link, vendor=vendor)
    for simulated in (True, False):
        incident = take_call(kits.system, kits.kim, replace(arrest_at(FAR), simulated=simulated)).incident_id
        made = decide(kits.system, incident, made_for="usr_kim")
        assert made.decision_id is not None and made.plan is not None
        answer = made.plan.drone
        if real and simulated:
            assert isinstance(answer, NoGo)
            assert [(one.code, one.drone_id) for one in answer.reasons] == [(Code.REAL_DRONE, DRONE_S.id)]
        else:
            assert isinstance(answer, Go) and answer.drone_id == DRONE_S.id
        with kits.system.db.read() as session:
            inputs, plan = read_record(session, made.decision_id)
        assert decide_again(inputs) == plan == made.plan


@pytest.mark.parametrize(("link", "vendor"), [(REAL_LINE, False), (None, False), (None, True), (SIMULATED_LINE, True)])
def test_a_real_drone_sent_to_a_person_is_played_by_nobody(kits: Town, link: str | None, vendor: bool) -> None:
    stands_behind(kits, link, vendor=vendor)
    sortie_id = ordered(kits, simulated=False)
    assert sortie_id is not None
    for _ in range(6):
        day(kits, 5)
    assert state(kits, sortie_id) is SortieState.REQUESTED


def test_a_simulated_vehicle_is_flown_by_the_day_for_whoever_calls(kits: Town) -> None:
    stands_behind(kits, SIMULATED_LINE)
    sortie_id = ordered(kits, simulated=False)
    assert sortie_id is not None
    day(kits, 30)
    assert state(kits, sortie_id) is SortieState.ACCEPTED


def test_a_drone_without_a_line_turns_green_by_its_pilots_hand_alone(kits: Town) -> None:
    sortie_id = ordered(kits, simulated=False)
    assert sortie_id is not None
    pad.accept(kits.system, PILOT, sortie_id)
    assert simulated_flights(kits.system) == 0
    sortie = read(kits, sortie_id)
    assert (sortie.vehicle, sortie.verified_at, sortie.version) == (None, None, 1)
    with kits.system.db.read() as session:
        policy = in_force(session, kits.system, "sejong").drop
        red = {one.check for one in not_green(pad.read_preflight(session, sortie, now=kits.clock.now(), policy=policy))}
    assert red >= {Check.LINK, Check.UPLOAD}


def test_for_a_simulated_call_arithmetic_tells_of_a_drone_without_a_line(kits: Town, order: str) -> None:
    day(kits, 30)
    assert simulated_flights(kits.system) == 1
    assert read(kits, order).verified_at is not None
    stands_behind(kits, SIMULATED_LINE)
    assert simulated_flights(kits.system) == 0, "its vehicle tells"


def flown(town: Town, sortie_id: str) -> Sortie:
    """The day flies it out and home, in arithmetic."""
    for _ in range(200):
        simulated_flights(town.system)
        day(town, 15 if state(town, sortie_id) in FLYING else 2)
        if state(town, sortie_id) is SortieState.CLOSED:
            break
    return read(town, sortie_id)


def test_an_exercise_leaves_a_drone_without_a_line_as_people_have_told_of_it(kits: Town) -> None:
    """Nothing was flown, let down or read: the next call is for the pilots of the station, with what is there."""
    pad.change_battery(kits.system, PILOT, DRONE_S.id, share=0.8)
    sortie_id = ordered(kits, simulated=True)
    assert sortie_id is not None
    with kits.system.db.read() as session:
        shelf = {row.id: (row.used_at, row.sortie_id) for row in session.scalars(select(KitRow))}
    assert SortieState.RELEASED in flown(kits, sortie_id).entered
    with kits.system.db.read() as session:
        assert lock_drone(session, DRONE_S.id).battery_share == 0.8
        after = {row.id: (row.used_at, row.sortie_id) for row in session.scalars(select(KitRow))}
        assert after == dict.fromkeys(shelf, (None, None))
        assert notices_of(get_station_row(session, SOUTH.id)) is None
    real = ordered(kits, simulated=False)
    assert real is not None
    pad.accept(kits.system, PILOT, real)
    with kits.system.db.read() as session:
        policy = in_force(session, kits.system, "sejong").drop
        found = pad.read_preflight(session, read(kits, real), now=kits.clock.now(), policy=policy)
    assert {one.check: one.lack for one in found}[Check.NOTICES] is Lack.NOTICES_UNREAD


def test_a_person_who_says_to_have_read_the_notices_for_one_flight_has_not_read_them_for_the_station(
    kits: Town,
) -> None:
    """That is said once for all, under a name, where everybody sees it."""
    real = ordered(kits, simulated=False)
    assert real is not None
    pad.accept(kits.system, PILOT, real)
    pad.tick_check(kits.system, PILOT, real, Check.NOTICES)
    with kits.system.db.read() as session:
        policy = in_force(session, kits.system, "sejong").drop
        found = pad.read_preflight(session, read(kits, real), now=kits.clock.now(), policy=policy)
    assert {one.check: one.ok for one in found}[Check.NOTICES] is None
