"""A hospital is told when its patient is at its door, never when the unit is at the scene."""

from datetime import datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from chassis.clock import StillClock
from dispatch.arriving import AT_SCENE, UNDER_WAY, WAITS_AT_SCENE, Arrival, arrival_at_door
from dispatch.boards.field import receiving_board
from dispatch.crew.stepping import step
from dispatch.desk.asking import ask_hospitals, confirm_hospital
from dispatch.desk.sending import send_unit
from dispatch.desk.taking import take_call
from dispatch.states import AssignmentAction, AssignmentState
from dispatch.tables.cases import AssignmentRow
from hospitals.intake import answering
from tests.dispatch.town import Town, call

NOW = StillClock().now()
DRIVE = timedelta(minutes=14)
minutes = st.integers(-90, 90).map(lambda n: NOW + timedelta(minutes=n))


def at_door(state: AssignmentState, eta: datetime | None, reached_at: datetime | None = None) -> Arrival | None:
    return arrival_at_door(state, eta=eta, eta_p90=eta, reached_at=reached_at, drive=DRIVE, now=NOW)


@given(st.sampled_from(sorted(UNDER_WAY | WAITS_AT_SCENE)), st.none() | minutes, st.none() | minutes)
def test_before_it_departs_at_least_the_whole_drive_is_to_come(
    state: AssignmentState, eta: datetime | None, reached_at: datetime | None
) -> None:
    arrival = at_door(state, eta, reached_at)
    assert arrival is not None
    assert arrival.estimated
    assert arrival.at >= NOW + DRIVE


def test_on_its_way_to_the_patient_the_scene_and_the_drive_come_on_top() -> None:
    eta = NOW + timedelta(minutes=7)
    assert at_door(AssignmentState.EN_ROUTE, eta) == Arrival(eta + AT_SCENE + DRIVE, estimated=True, least=DRIVE)


def test_once_departed_it_is_the_units_own_arrival() -> None:
    eta = NOW + timedelta(minutes=9)
    assert at_door(AssignmentState.DEPART_SCENE, eta) == Arrival(eta, eta)


def test_at_the_door_and_where_no_drive_is_known_nothing_is_expected() -> None:
    assert at_door(AssignmentState.AT_HOSPITAL, NOW) is None
    unknown = arrival_at_door(AssignmentState.EN_ROUTE, eta=NOW, eta_p90=None, reached_at=None, drive=None, now=NOW)
    assert unknown is None


def test_the_hospital_page_does_not_count_down_to_the_scene(town: Town) -> None:
    incident = take_call(town.system, town.kim, call()).incident_id
    job = send_unit(town.system, town.kim, incident, "s3")
    for action in (AssignmentAction.ACK, AssignmentAction.EN_ROUTE):
        step(town.system, town.crew("s3"), job, action)
    [asked] = ask_hospitals(town.system, town.kim, incident, hospital_ids=("h_far",))
    answering.accept(town.system, town.nurse("h_far"), asked.id)
    confirm_hospital(town.system, town.kim, asked.id)
    with town.system.db.read() as session:
        [before] = receiving_board(session, town.system, "h_far")["inbound"]
        to_scene = session.get_one(AssignmentRow, job).eta
    assert to_scene is not None
    assert before["eta_estimated"]
    assert datetime.fromisoformat(before["eta"]) > to_scene + AT_SCENE
    for action in (AssignmentAction.ON_SCENE, AssignmentAction.AT_PATIENT, AssignmentAction.DEPART):
        town.clock.advance(timedelta(minutes=2))
        step(town.system, town.crew("s3"), job, action)
    with town.system.db.read() as session:
        [after] = receiving_board(session, town.system, "h_far")["inbound"]
        own = session.get_one(AssignmentRow, job).eta
    assert own is not None
    assert (after["eta_estimated"], after["eta"]) == (False, own.isoformat())


def comes_in(town: Town) -> dict[str, Any]:
    with town.system.db.read() as session:
        [one] = receiving_board(session, town.system, "h_far")["inbound"]
    return one


def carried_by(town: Town) -> str:
    unit: str = comes_in(town)["unit"]["id"]
    return unit


def test_of_two_crews_the_hospital_follows_the_one_that_has_its_patient(town: Town) -> None:
    """Whoever was sent first may still be on the road when the other drives with the patient."""
    incident = take_call(town.system, town.kim, call()).incident_id
    first, second = (send_unit(town.system, town.kim, incident, unit) for unit in ("s3", "s1"))
    [asked] = ask_hospitals(town.system, town.kim, incident, hospital_ids=("h_far",))
    answering.accept(town.system, town.nurse("h_far"), asked.id)
    confirm_hospital(town.system, town.kim, asked.id)
    with town.system.db.write() as session:
        for job, minutes_off in ((first, 9), (second, 4)):
            session.get_one(AssignmentRow, job).eta = town.clock.now() + timedelta(minutes=minutes_off)
    assert carried_by(town) == "s1", "it is there first"

    def goes(unit: str, job: str, *actions: AssignmentAction) -> str:
        for action in actions:
            town.clock.advance(timedelta(minutes=2))
            step(town.system, town.crew(unit), job, action)
        return carried_by(town)

    assert goes("s3", first, AssignmentAction.ON_SCENE) == "s3"
    assert goes("s1", second, AssignmentAction.ON_SCENE) == "s3", "it was there before"
    assert goes("s1", second, AssignmentAction.AT_PATIENT) == "s1"
    assert goes("s3", first, AssignmentAction.AT_PATIENT) == "s1", "it was at their side before"
    assert goes("s1", second, AssignmentAction.DEPART) == "s1"
    with town.system.db.read() as session:
        own = session.get_one(AssignmentRow, second).eta
    assert own is not None and comes_in(town)["eta"] == own.isoformat()
    assert goes("s3", first, AssignmentAction.DEPART) == "s3", "the patient changed hands on the way"
