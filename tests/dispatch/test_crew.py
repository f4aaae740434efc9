"""The crew's way through an assignment: steps, positions, vital signs, the hospital that listens."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from chassis import events, topics
from chassis.audit import AuditRow
from chassis.errors import ForbiddenError, IllegalMoveError, InvalidInputError, NotFoundError
from chassis.geo import LatLon
from chassis.tracks import TrackRow, read_tracks
from dispatch.boards.caller import caller_view, find_call_by_link
from dispatch.boards.field import crew_board, receiving_board
from dispatch.crew.caring import describe_patient, record_vitals
from dispatch.crew.reporting import Fix, replay_positions, report_position, set_service
from dispatch.crew.stepping import step
from dispatch.desk.asking import ask_hospitals, confirm_hospital
from dispatch.desk.closing import add_note, close_incident
from dispatch.desk.sending import send_unit
from dispatch.desk.taking import Taken, take_call
from dispatch.model import Vitals
from dispatch.states import AssignmentAction
from dispatch.tables.cases import IncidentRow, StampRow
from hospitals.intake import answering
from hospitals.request import RequestState
from tests.dispatch.town import CITY_HALL, Town, call, north_of

A = AssignmentAction


def on_scene(town: Town) -> tuple[Taken, str]:
    """A crew that has reached its patient."""
    taken = take_call(town.system, town.kim, call())
    job = send_unit(town.system, town.kim, taken.incident_id, "s1")
    for action in (A.ACK, A.EN_ROUTE, A.ON_SCENE, A.AT_PATIENT):
        town.clock.advance(timedelta(minutes=1))
        step(town.system, town.crew("s1"), job, action)
    return taken, job


def accepted(town: Town, taken: Taken) -> str:
    """The hospital that says yes has agreed and is confirmed."""
    asked = ask_hospitals(town.system, town.crew("s1"), taken.incident_id, hospital_ids=("h_far", "h_silent"))
    request = next(r for r in asked if r.hospital_id == "h_far")
    answering.accept(town.system, town.nurse("h_far"), request.id)
    confirm_hospital(town.system, town.crew("s1"), request.id)
    return request.id


def told(town: Town, topic: str) -> list[str]:
    with town.system.db.read() as session:
        return [event.kind for event in events.read(session, [topic], after=0)]


def test_the_whole_way_from_call_to_clear(town: Town) -> None:
    taken, job = on_scene(town)
    accepted(town, taken)
    for action in (A.DEPART, A.AT_HOSPITAL, A.HAND_OVER, A.CLEAR):
        town.clock.advance(timedelta(minutes=5))
        step(town.system, town.crew("s1"), job, action)
    close_incident(town.system, town.kim, taken.incident_id, "transported")
    with town.system.db.read() as session:
        stamped = select(StampRow.name).where(StampRow.incident_id == taken.incident_id)
        names = session.scalars(stamped.order_by(StampRow.id)).all()
    wanted = ["dispatch", "ack", "en_route", "on_scene", "at_patient", "depart", "at_hospital", "hand_over", "clear"]
    assert [name for name in names if name in wanted] == wanted


def test_another_crew_may_not_step(town: Town) -> None:
    taken = take_call(town.system, town.kim, call())
    job = send_unit(town.system, town.kim, taken.incident_id, "s1")
    with pytest.raises(ForbiddenError):
        step(town.system, town.crew("s2"), job, A.ACK)


def test_going_back_names_what_is_allowed(town: Town) -> None:
    _, job = on_scene(town)
    with pytest.raises(IllegalMoveError) as caught:
        step(town.system, town.crew("s1"), job, A.ACK)
    assert "depart" in caught.value.allowed


def test_a_hospital_hears_nothing_of_the_patient_before_it_agrees(town: Town) -> None:
    taken, _ = on_scene(town)
    record_vitals(town.system, town.crew("s1"), taken.incident_id, Vitals(heart_rate_bpm=120))
    assert "vitals" not in told(town, topics.hospital("sejong", "h_far"))
    accepted(town, taken)
    record_vitals(town.system, town.crew("s1"), taken.incident_id, Vitals(heart_rate_bpm=118))
    assert "vitals" in told(town, topics.hospital("sejong", "h_far"))
    assert "vitals" not in told(town, topics.hospital("sejong", "h_silent"))


def test_the_receiving_hospital_sees_course_position_and_notes(town: Town) -> None:
    taken, job = on_scene(town)
    accepted(town, taken)
    step(town.system, town.crew("s1"), job, A.DEPART)
    record_vitals(town.system, town.crew("s1"), taken.incident_id, Vitals(spo2_percent=91, avpu="V"))
    add_note(town.system, town.crew("s1"), taken.incident_id, "아스피린 300 mg 투여")
    report_position(town.system, town.crew("s1"), "s1", Fix(north_of(CITY_HALL, 2000)))
    with town.system.db.read() as session:
        board = receiving_board(session, town.system, "h_far")
        live = events.read_live(session, [topics.hospital("sejong", "h_far")])
    inbound = board["inbound"][0]
    assert inbound["vitals"][-1]["spo2_percent"] == 91
    assert inbound["notes"][-1]["text"] == "아스피린 300 mg 투여"
    assert inbound["eta"] is not None
    assert [value.kind for value in live] == ["position"]
    assert "place" not in inbound["incident"]


def test_the_loser_is_released_and_sees_nobody_inbound(town: Town) -> None:
    taken, _ = on_scene(town)
    accepted(town, taken)
    with town.system.db.read() as session:
        board = receiving_board(session, town.system, "h_silent")
    assert board["inbound"] == []
    assert board["requests"][0]["state"] == RequestState.RELEASED


@pytest.mark.parametrize(
    ("vitals", "field"),
    [
        (Vitals(heart_rate_bpm=400), "heart_rate_bpm"),
        (Vitals(spo2_percent=101), "spo2_percent"),
        (Vitals(temperature_c=3.7), "temperature_c"),
        (Vitals(), "vitals"),
        (Vitals(avpu="X"), "avpu"),
    ],
)
def test_vitals_that_cannot_be_true_are_refused_by_name(town: Town, vitals: Vitals, field: str) -> None:
    taken, _ = on_scene(town)
    with pytest.raises(InvalidInputError) as caught:
        record_vitals(town.system, town.crew("s1"), taken.incident_id, vitals)
    assert caught.value.field == field


def test_a_crew_that_is_not_on_the_incident_writes_nothing_about_it(town: Town) -> None:
    taken, _ = on_scene(town)
    with pytest.raises(ForbiddenError):
        record_vitals(town.system, town.crew("s2"), taken.incident_id, Vitals(heart_rate_bpm=80))
    with pytest.raises(ForbiddenError):
        add_note(town.system, town.nurse("h_far"), taken.incident_id, "?")


def test_the_crew_sets_the_acuity_and_the_hospital_is_told(town: Town) -> None:
    taken, _ = on_scene(town)
    accepted(town, taken)
    describe_patient(town.system, town.crew("s1"), taken.incident_id, age_years=64, acuity=2)
    assert "patient_changed" in told(town, topics.hospital("sejong", "h_far"))


def test_the_crews_page_shows_its_job_and_what_it_may_do(town: Town) -> None:
    _, job = on_scene(town)
    with town.system.db.read() as session:
        board = crew_board(session, town.system, "s1")
    assert board["jobs"][0]["id"] == job
    assert "depart" in board["jobs"][0]["allowed"]


def test_a_unit_out_of_service_is_not_sent(town: Town) -> None:
    set_service(town.system, town.crew("s1"), "s1", out_of_service="puncture")
    taken = take_call(town.system, town.kim, call())
    with pytest.raises(InvalidInputError):
        send_unit(town.system, town.kim, taken.incident_id, "s1")


def test_the_caller_sees_when_help_comes_and_no_more(town: Town) -> None:
    taken = take_call(town.system, town.kim, call())
    send_unit(town.system, town.kim, taken.incident_id, "s1")
    with town.system.db.read() as session:
        row = find_call_by_link(session, taken.link_token, now=town.clock.now())
        view = caller_view(session, row, town.system.rules, now=town.clock.now())
    assert view["eta"] is not None
    assert set(view).isdisjoint({"place", "calls", "patient", "unit_id"})


def test_the_caller_reads_when_it_was_over_though_the_desk_has_not_closed_it_yet(town: Town) -> None:
    taken, job = on_scene(town)
    step(town.system, town.crew("s1"), job, A.CLEAR)
    with town.system.db.read() as session:
        row = find_call_by_link(session, taken.link_token, now=town.clock.now())
        steps = caller_view(session, row, town.system.rules, now=town.clock.now())["steps"]
    assert steps[-1] == {"name": "over", "at": town.clock.now().isoformat(), "done": True}


def test_a_link_ends(town: Town) -> None:
    taken = take_call(town.system, town.kim, call())
    town.clock.advance(timedelta(hours=7))
    with pytest.raises(NotFoundError), town.system.db.read() as session:
        find_call_by_link(session, taken.link_token, now=town.clock.now())


def test_arriving_without_an_answer_is_possible(town: Town) -> None:
    taken, job = on_scene(town)
    for action in (A.DEPART, A.AT_HOSPITAL, A.HAND_OVER):
        step(town.system, town.crew("s1"), job, action)
    with town.system.db.read() as session:
        assert session.get_one(IncidentRow, taken.incident_id).hospital_id is None


def test_a_position_far_from_the_post_makes_a_unit_mobile(town: Town) -> None:
    report_position(town.system, town.crew("s1"), "s1", Fix(LatLon(36.6, 127.3)))
    with town.system.db.read() as session:
        assert crew_board(session, town.system, "s1")["unit"]["lat"] == 36.6


def test_a_crew_leaves_a_track_while_it_is_on_a_job_and_none_otherwise(town: Town) -> None:
    report_position(town.system, town.crew("s1"), "s1", Fix(CITY_HALL))
    taken = take_call(town.system, town.kim, call())
    job = send_unit(town.system, town.kim, taken.incident_id, "s1")
    for second in range(12):
        report_position(town.system, town.crew("s1"), "s1", Fix(north_of(CITY_HALL, second * 15.0), heading_deg=0.0))
        town.clock.advance(timedelta(seconds=1))
    with town.system.db.read() as session:
        way = read_tracks(session, (job,))[job]
        assert session.scalar(select(func.count()).select_from(TrackRow)) == len(way)
    assert [round((point.at - way[0].at).total_seconds()) for point in way] == [0, 5, 10]
    assert (way[0].subject, way[0].heading_deg) == ("s1", 0.0)


def test_what_was_measured_without_a_network_fills_the_track_and_leaves_the_newest_position_alone(town: Town) -> None:
    taken = take_call(town.system, town.kim, call())
    job = send_unit(town.system, town.kim, taken.incident_id, "s1")
    began = town.clock.now()
    town.clock.advance(timedelta(minutes=30))
    report_position(town.system, town.crew("s1"), "s1", Fix(north_of(CITY_HALL, 9000)))
    slow = timedelta(minutes=-7)  # the device's clock
    late = [Fix(north_of(CITY_HALL, n * 100.0), began + slow + timedelta(seconds=20 * n)) for n in range(-2, 31)]
    device_now = town.clock.now() + slow
    kept = [replay_positions(town.system, town.crew("s1"), "s1", late[::-1], device_now=device_now) for _ in range(2)]
    assert kept == [31, 0]  # what lies before the job is nobody's business
    with town.system.db.read() as session:
        way = read_tracks(session, (job,))[job]
        unit = crew_board(session, town.system, "s1")["unit"]
    assert [(point.at - began).total_seconds() for point in way] == [20 * n for n in range(31)] + [1800]
    assert unit["lat"] == north_of(CITY_HALL, 9000).lat
    assert unit["position_at"] == town.clock.now().isoformat()


def test_what_was_measured_last_is_the_newest_position_at_its_own_instant(town: Town) -> None:
    town.clock.advance(timedelta(minutes=10))
    seen = town.clock.now() - timedelta(minutes=2)
    ahead_of_time = Fix(north_of(CITY_HALL, 10), town.clock.now() + timedelta(hours=1))
    replay_positions(town.system, town.crew("s1"), "s1", [Fix(north_of(CITY_HALL, 500), seen)])
    with town.system.db.read() as session:
        assert crew_board(session, town.system, "s1")["unit"]["position_at"] == seen.isoformat()
    replay_positions(town.system, town.crew("s1"), "s1", [ahead_of_time])
    with town.system.db.read() as session:
        assert crew_board(session, town.system, "s1")["unit"]["position_at"] == town.clock.now().isoformat()
    with pytest.raises(ForbiddenError):
        replay_positions(town.system, town.crew("s2"), "s1", [ahead_of_time])


def test_a_crew_reads_the_callers_words_and_nothing_of_who_called(town: Town) -> None:
    taken = take_call(town.system, town.kim, call(text="아버지가 가슴을 쥐어짜듯 아프다고 하세요"))
    send_unit(town.system, town.kim, taken.incident_id, "s1")
    with town.system.db.read() as session:
        [job] = crew_board(session, town.system, "s1")["jobs"]
    assert [said["text"] for said in job["said"]] == ["아버지가 가슴을 쥐어짜듯 아프다고 하세요"]
    assert "+821099990000" not in json.dumps(job)


def test_how_far_a_unit_was_from_where_it_said_it_had_arrived_stands_on_record(town: Town) -> None:
    taken = take_call(town.system, town.kim, call())
    job = send_unit(town.system, town.kim, taken.incident_id, "s1")
    for action in (A.ACK, A.EN_ROUTE, A.ON_SCENE):
        step(town.system, town.crew("s1"), job, action)
    with town.system.db.read() as session:
        told = {row.action: row.new for row in session.scalars(select(AuditRow).where(AuditRow.subject == job))}
    assert told["on_scene"] == {"state": "on_scene", "away_m": 800}
    assert told["en_route"] == {"state": "en_route"}


def test_a_crew_hears_that_the_desk_asks_hospitals_for_its_patient(town: Town) -> None:
    taken, _ = on_scene(town)
    ask_hospitals(town.system, town.kim, taken.incident_id, hospital_ids=("h_far",))
    assert "hospitals_asked" in told(town, topics.unit("sejong", "s1"))
