"""Where a patient goes on: to the next hospital after one that only stabilises, or to one that is not in the system."""

from datetime import timedelta
from functools import partial

import pytest

from chassis.audit import AuditRow
from chassis.errors import ForbiddenError, InvalidInputError, NotFoundError
from chassis.geo import LatLon
from chassis.identity import Actor, Role
from dispatch.boards.field import crew_board, vitals_view
from dispatch.boards.incident import incident_view
from dispatch.crew.caring import describe_patient, record_vitals
from dispatch.crew.stepping import step
from dispatch.desk.alerting import read_alerts
from dispatch.desk.asking import ask_hospitals, confirm_hospital
from dispatch.desk.climbing import designate_hospital
from dispatch.desk.closing import cancel_incident
from dispatch.desk.deciding import find_plan
from dispatch.desk.outside import go_outside, name_hospital
from dispatch.desk.sending import send_unit
from dispatch.desk.taking import take_call
from dispatch.desk.transferring import Transfer, begin_transfer
from dispatch.model import Vitals
from dispatch.states import AssignmentAction
from dispatch.tables.areas import LandmarkRow
from dispatch.tables.cases import IncidentRow, StampRow, get_incident
from dispatch.tables.climbs import find_climb
from dispatch.watch import tick
from hospitals.intake import answering
from hospitals.ladder import Rung
from hospitals.ranking import ExclusionCode
from hospitals.request import BOUND, DeclineCode, Request, RequestState
from hospitals.tables.facts import get_hospital_row
from hospitals.tables.requests import read_requests
from tests.dispatch.town import CITY_HALL, Town, call, north_of
from tests.hospitals.racing import at_once

A, S = AssignmentAction, RequestState
CHIEF = Actor("usr_park", "박팀장", Role.SUPERVISOR, "sejong")


def with_patient(town: Town) -> tuple[str, str]:
    """A crew at the side of a patient with a heart attack."""
    incident = take_call(town.system, town.kim, call()).incident_id
    job = send_unit(town.system, town.kim, incident, "s1")
    for action in (A.ACK, A.EN_ROUTE, A.ON_SCENE, A.AT_PATIENT):
        step(town.system, town.crew("s1"), job, action)
    describe_patient(town.system, town.crew("s1"), incident, age_years=61, sex="male", acuity=1)
    record_vitals(town.system, town.crew("s1"), incident, Vitals(heart_rate_bpm=112, systolic_mmhg=88), device_at=None)
    return incident, job


def asked(town: Town, incident: str) -> dict[str, Request]:
    with town.system.db.read() as session:
        return {request.hospital_id: request for request in read_requests(session, incident_ids=(incident,))}


def read(town: Town, incident: str) -> IncidentRow:
    with town.system.db.read() as session:
        return get_incident(session, incident)


def alerts(town: Town) -> set[str]:
    with town.system.db.read() as session:
        return {str(alert["kind"]) for alert in read_alerts(session, "sejong")}


def stabilised(town: Town, incident: str, condition: str = "stabilise_only") -> str:
    """The near hospital says yes under a condition, and the crew goes there."""
    ask_hospitals(town.system, town.crew("s1"), incident)
    request = asked(town, incident)["h_near"]
    answering.accept(town.system, town.nurse("h_near"), request.id, condition=condition)
    confirm_hospital(town.system, town.crew("s1"), request.id)
    return request.id


def test_a_hospital_that_only_stabilises_opens_an_onward_transfer(town: Town) -> None:
    incident, _ = with_patient(town)
    stabilised(town, incident)
    assert read(town, incident).onward_opened_at == town.clock.now()
    assert "onward_transfer" in alerts(town)
    with town.system.db.read() as session:
        assert crew_board(session, town.system, "s1")["jobs"][0]["onward"]["opened_at"] is not None


def test_any_other_condition_opens_none(town: Town) -> None:
    incident, _ = with_patient(town)
    stabilised(town, incident, "in_15_min")
    assert read(town, incident).onward_opened_at is None
    assert "onward_transfer" not in alerts(town)


def test_one_key_begins_it_with_everything_filled_in(town: Town) -> None:
    incident, _ = with_patient(town)
    stabilised(town, incident)
    begun = begin_transfer(town.system, town.kim, incident)
    assert begun.requests
    assert "h_near" not in {request.hospital_id for request in begun.requests}
    with town.system.db.read() as session:
        onward, first = get_incident(session, begun.incident_id), get_incident(session, incident)
        plan, seen = find_plan(session, onward), incident_view(session, town.system, onward)
        crew = crew_board(session, town.system, "s1")["jobs"][0]["onward"]
    assert (first.onward_id, onward.transfer_of, onward.transfer_from) == (onward.id, incident, "h_near")
    assert plan is not None
    assert plan.hospitals is not None
    left_out = {out.hospital_id: out.reasons for out in plan.hospitals.excluded}
    assert left_out["h_near"] == (ExclusionCode.SENDS_ON,)
    assert onward.bundle == first.bundle == "stemi"
    assert seen["patient"] == {"age_years": 61, "sex": "male", "acuity": 1}
    assert {request.minimum.acuity for request in begun.requests} == {1}
    assert (crew["number"], crew["id"]) == (begun.number, onward.id)
    assert "onward_transfer" not in alerts(town)


def test_the_transfer_holds_its_own_hospital_beside_the_first_and_the_crew_sees_which(town: Town) -> None:
    incident, _ = with_patient(town)
    first = stabilised(town, incident)
    begun = begin_transfer(town.system, town.kim, incident)
    next_one = next(request for request in begun.requests if request.hospital_id == "h_far")
    answering.accept(town.system, town.nurse("h_far"), next_one.id)
    town.clock.advance(timedelta(seconds=25))
    tick(town.system, "w1")
    assert asked(town, begun.incident_id)["h_far"].state is S.HELD
    bound = [one for one in asked(town, incident).values() if one.state in BOUND]
    assert [one.id for one in bound] == [first]
    with town.system.db.read() as session:
        crew = crew_board(session, town.system, "s1")["jobs"][0]["onward"]
    assert crew["hospital"]["id"] == "h_far"


def test_the_next_hospital_reads_the_newest_vital_signs_once_it_is_chosen(town: Town) -> None:
    incident, _ = with_patient(town)
    stabilised(town, incident)
    begun = begin_transfer(town.system, town.kim, incident)
    with town.system.db.read() as session:
        (signs,) = vitals_view(session, begun.incident_id)
    assert (signs["heart_rate_bpm"], signs["systolic_mmhg"]) == (112, 88)


def test_beginning_twice_is_once_even_at_the_same_instant(town: Town) -> None:
    incident, _ = with_patient(town)
    stabilised(town, incident)
    begun, _, faults = at_once(*[partial(begin_transfer, town.system, town.kim, incident)] * 3)
    assert not faults
    assert len(begun) == 3
    assert len({one.incident_id for one in begun if isinstance(one, Transfer)}) == 1


def test_a_better_hospital_closes_what_nobody_has_begun(town: Town) -> None:
    incident, _ = with_patient(town)
    stabilised(town, incident)
    go_outside(town.system, town.kim, incident, "군 병원")
    assert read(town, incident).onward_opened_at is None
    assert "onward_transfer" not in alerts(town)


def test_designation_by_authority_opens_one_too(town: Town) -> None:
    incident, _ = with_patient(town)
    ask_hospitals(town.system, town.kim, incident)
    designate_hospital(town.system, CHIEF, incident, "h_near")
    assert read(town, incident).onward_opened_at is not None


def test_there_is_nothing_to_transfer_before_a_hospital_is_chosen(town: Town) -> None:
    incident, _ = with_patient(town)
    with pytest.raises(InvalidInputError):
        begin_transfer(town.system, town.kim, incident)
    with pytest.raises(NotFoundError):
        begin_transfer(town.system, Actor("usr_x", "x", Role.DISPATCHER, "daejeon"), incident)


def test_a_hospital_outside_the_system_is_an_escape_with_all_its_stamps(town: Town) -> None:
    incident, job = with_patient(town)
    ask_hospitals(town.system, town.crew("s1"), incident)
    go_outside(town.system, town.crew("s1"), incident, "  국군대전병원 ")
    row = read(town, incident)
    assert (row.hospital_id, row.outside) == (None, {"name": "국군대전병원", "by": town.crew("s1").name})
    assert {one.state for one in asked(town, incident).values()} == {S.RELEASED}
    for action in (A.DEPART, A.AT_HOSPITAL, A.HAND_OVER, A.CLEAR):
        step(town.system, town.crew("s1"), job, action)
    with town.system.db.read() as session:
        names = [stamp.name for stamp in session.query(StampRow).filter(StampRow.incident_id == incident)]
        climb = find_climb(session, incident)
        line = session.query(AuditRow).filter(AuditRow.action == "go_outside").one()
    assert {"hospital_chosen", "at_hospital", "hand_over", "clear"} <= {*names}
    assert climb is not None
    assert (climb.rung, climb.ended_at is not None) == (Rung.OUTSIDE, True)
    assert line.new == {"hospital": "국군대전병원"}


def test_a_place_gives_the_way_there_and_a_landmark_is_one(town: Town) -> None:
    incident, job = with_patient(town)
    step(town.system, town.crew("s1"), job, A.DEPART)

    def eta() -> object:
        with town.system.db.read() as session:
            return crew_board(session, town.system, "s1")["jobs"][0]["eta"]

    go_outside(town.system, town.crew("s1"), incident, "이름 모를 의원")
    assert eta() is None
    go_outside(town.system, town.crew("s1"), incident, "이름 모를 의원", LatLon(36.6, 127.3))
    assert eta() is not None
    go_outside(town.system, town.crew("s1"), incident, "이름 모를 의원")
    with town.system.db.write() as session:
        place = north_of(CITY_HALL, 9000.0)
        names = {"name_ko": "국군병원", "name_en": "Forces"}
        session.add(LandmarkRow(id="lm", region="sejong", lat=place.lat, lon=place.lon, **names))
    go_outside(town.system, town.crew("s1"), incident, "국군병원")
    assert eta() is not None


def test_only_who_cares_for_the_patient_names_a_hospital(town: Town) -> None:
    incident, _ = with_patient(town)
    with pytest.raises(ForbiddenError):
        go_outside(town.system, town.crew("s2"), incident, "어디든")
    for name in ("", " ", "x" * 121):
        with pytest.raises(InvalidInputError):
            go_outside(town.system, town.kim, incident, name)


def test_asking_again_needs_nothing_typed_and_spares_who_has_said_no(town: Town) -> None:
    incident, _ = with_patient(town)
    near = next(one for one in ask_hospitals(town.system, town.crew("s1"), incident) if one.hospital_id == "h_near")
    answering.decline(town.system, town.nurse("h_near"), near.id, code=DeclineCode.NO_ED_BED)
    again = ask_hospitals(town.system, town.crew("s1"), incident)
    assert "h_near" not in {one.hospital_id for one in again}
    assert {(one.minimum.acuity, one.minimum.bundle) for one in again} == {(1, "stemi")}


@pytest.mark.parametrize("answer", ["none", "declined", "expired", "released"])
def test_a_crew_may_arrive_whatever_the_hospital_has_said(town: Town, answer: str) -> None:
    incident, job = with_patient(town)
    request = next(one for one in ask_hospitals(town.system, town.crew("s1"), incident) if one.hospital_id == "h_near")
    if answer == "declined":
        answering.decline(town.system, town.nurse("h_near"), request.id, code=DeclineCode.CROWDING)
    if answer == "expired":
        for seconds in (30, 30, 60):
            town.clock.advance(timedelta(seconds=seconds))
            tick(town.system, "w1")
    if answer == "released":
        go_outside(town.system, town.crew("s1"), incident, "다른 병원")
    with town.system.db.write() as session:
        get_incident(session, incident).hospital_id = "h_near"
    step(town.system, town.crew("s1"), job, A.DEPART)
    assert step(town.system, town.crew("s1"), job, A.AT_HOSPITAL) == "at_hospital"
    assert asked(town, incident)["h_near"].state is S.ARRIVED


def test_a_crew_at_the_door_and_a_desk_that_calls_off_stand_in_no_circle(town: Town) -> None:
    """Whoever touches a patient's requests locks them first, then the incident and its assignments."""
    for _ in range(6):
        incident, job = with_patient(town)
        stabilised(town, incident, "in_15_min")
        step(town.system, town.crew("s1"), job, A.DEPART)
        _, _, faults = at_once(
            partial(step, town.system, town.crew("s1"), job, A.AT_HOSPITAL),
            partial(go_outside, town.system, town.kim, incident, "어디든"),
            partial(cancel_incident, town.system, town.kim, incident, "false_alarm"),
        )
        assert not faults
        step(town.system, town.crew("s1"), job, A.CLEAR)


def test_a_hospital_of_ours_that_is_named_in_words_is_asked_and_not_driven_to(town: Town) -> None:
    incident = take_call(town.system, town.kim, call()).incident_id
    with town.system.db.read() as session:
        ours = get_hospital_row(session, "h_far").name_ko
    assert name_hospital(town.system, town.kim, incident, f" {ours} ") == "h_far"
    with town.system.db.read() as session:
        assert [r.hospital_id for r in read_requests(session, incident_ids=(incident,))] == ["h_far"]
        assert get_incident(session, incident).outside is None
    assert name_hospital(town.system, town.kim, incident, "국군대전병원") is None
    with town.system.db.read() as session:
        assert get_incident(session, incident).outside is not None
