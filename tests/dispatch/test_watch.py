"""What time brings, with two workers and a still clock."""

import threading
from datetime import timedelta

from sqlalchemy import func, select

from chassis.deadlines import DeadlineRow
from chassis.outbox import DeliveryRow
from dispatch.crew.reporting import Fix, report_position
from dispatch.crew.stepping import step
from dispatch.desk.alerting import ACT_NOW, ACT_SOON, acknowledge, read_alerts
from dispatch.desk.asking import ask_hospitals
from dispatch.desk.sending import cancel_assignment, send_unit
from dispatch.desk.taking import take_call
from dispatch.states import AssignmentAction
from dispatch.tables.cases import IncidentRow
from dispatch.watch import tick
from hospitals.intake import answering
from hospitals.intake.posting import declare_diversion
from hospitals.request import DeclineCode, RequestState
from hospitals.tables.requests import read_requests
from tests.dispatch.town import CITY_HALL, Town, call, north_of

A = AssignmentAction


def pass_time(town: Town, seconds: float) -> None:
    town.clock.advance(timedelta(seconds=seconds))
    tick(town.system, "w1")


def alerts(town: Town) -> list[str]:
    with town.system.db.read() as session:
        return [alert["kind"] for alert in read_alerts(session, "sejong")]


def state_of(town: Town, request_id: str) -> RequestState:
    with town.system.db.read() as session:
        return next(r.state for r in read_requests(session, region="sejong") if r.id == request_id)


def pages(town: Town) -> int:
    with town.system.db.read() as session:
        wanted = select(func.count()).select_from(DeliveryRow).where(DeliveryRow.key.like("crew_page:%"))
        return session.scalar(wanted) or 0


def test_a_silent_crew_is_paged_again_at_60_and_an_alarm_rings_at_90_seconds(town: Town) -> None:
    taken = take_call(town.system, town.kim, call())
    send_unit(town.system, town.kim, taken.incident_id, "s1")
    pass_time(town, 59)
    assert (pages(town), alerts(town)) == (1, [])
    pass_time(town, 1)
    assert (pages(town), alerts(town)) == (2, ["no_ack_realert"])
    pass_time(town, 30)
    assert alerts(town) == ["no_ack"]


def test_an_acknowledgement_takes_the_alarm_off(town: Town) -> None:
    taken = take_call(town.system, town.kim, call())
    job = send_unit(town.system, town.kim, taken.incident_id, "s1")
    pass_time(town, 60)
    pass_time(town, 30)
    step(town.system, town.crew("s1"), job, A.ACK)
    assert alerts(town) == []


def test_acknowledging_an_alert_names_its_owner_and_leaves_it_standing(town: Town) -> None:
    taken = take_call(town.system, town.kim, call())
    send_unit(town.system, town.kim, taken.incident_id, "s1")
    pass_time(town, 60)
    with town.system.db.read() as session:
        alert = read_alerts(session, "sejong")[0]
    acknowledge(town.system, town.kim, alert["id"])
    acknowledge(town.system, town.lee, alert["id"])
    with town.system.db.read() as session:
        assert read_alerts(session, "sejong")[0]["acked_by"] == town.kim.name


def test_an_unanswered_request_rings_again_then_asks_for_the_telephone_then_expires(town: Town) -> None:
    taken = take_call(town.system, town.kim, call())
    asked = ask_hospitals(town.system, town.kim, taken.incident_id, hospital_ids=("h_far",))
    pass_time(town, 30)
    with town.system.db.read() as session:
        assert read_requests(session, hospital_id="h_far")[0].alerts == 1
    pass_time(town, 30)
    assert "request_unanswered" in alerts(town)
    pass_time(town, 60)
    with town.system.db.read() as session:
        assert read_requests(session, hospital_id="h_far")[0].state is RequestState.EXPIRED
    assert len(asked) == 1


def test_the_best_yes_of_the_window_becomes_the_destination(town: Town) -> None:
    taken = take_call(town.system, town.kim, call())
    asked = ask_hospitals(town.system, town.kim, taken.incident_id, hospital_ids=("h_far", "h_silent"))
    for request in reversed(asked):
        answering.accept(town.system, town.nurse(request.hospital_id), request.id)
    pass_time(town, 26)
    with town.system.db.read() as session:
        assert session.get_one(IncidentRow, taken.incident_id).hospital_id == "h_far"


def test_a_unit_under_way_that_says_nothing_is_silent_until_it_speaks(town: Town) -> None:
    taken = take_call(town.system, town.kim, call())
    job = send_unit(town.system, town.kim, taken.incident_id, "s1")
    step(town.system, town.crew("s1"), job, A.EN_ROUTE)
    report_position(town.system, town.crew("s1"), "s1", Fix(north_of(CITY_HALL, 700)))
    pass_time(town, 61)
    assert "silent_unit" in alerts(town)
    report_position(town.system, town.crew("s1"), "s1", Fix(north_of(CITY_HALL, 600)))
    assert "silent_unit" not in alerts(town)


def test_a_call_nobody_is_sent_to_becomes_an_alarm_and_ends_with_a_unit(town: Town) -> None:
    taken = take_call(town.system, town.kim, call())
    pass_time(town, 61)
    assert "pending_too_long" in alerts(town)
    send_unit(town.system, town.kim, taken.incident_id, "s1")
    pass_time(town, 1)
    assert "pending_too_long" not in alerts(town)


def test_old_capacity_is_reported_once(town: Town) -> None:
    pass_time(town, 31 * 60)
    pass_time(town, 60)
    assert alerts(town).count("stale_capacity") == 3


def test_a_unit_that_clears_nearby_is_advised_to_take_over(town: Town) -> None:
    first = take_call(town.system, town.kim, call(complaint="fever"))
    near = send_unit(town.system, town.kim, first.incident_id, "s1")
    step(town.system, town.crew("s1"), near, A.ON_SCENE)
    second = take_call(town.system, town.kim, call())
    far = send_unit(town.system, town.kim, second.incident_id, "s3")
    step(town.system, town.crew("s3"), far, A.EN_ROUTE)
    step(town.system, town.crew("s1"), near, A.CLEAR)
    pass_time(town, 1)
    assert "divert_advised" in alerts(town)


def test_the_advice_goes_when_the_unit_it_would_relieve_has_arrived_or_the_other_is_sent_elsewhere(town: Town) -> None:
    first = take_call(town.system, town.kim, call(complaint="fever"))
    near = send_unit(town.system, town.kim, first.incident_id, "s1")
    step(town.system, town.crew("s1"), near, A.ON_SCENE)
    far = send_unit(town.system, town.kim, take_call(town.system, town.kim, call()).incident_id, "s3")
    step(town.system, town.crew("s3"), far, A.EN_ROUTE)
    step(town.system, town.crew("s1"), near, A.CLEAR)
    pass_time(town, 1)
    assert "divert_advised" in alerts(town)
    send_unit(town.system, town.kim, take_call(town.system, town.kim, call(complaint="fall")).incident_id, "s1")
    assert "divert_advised" not in alerts(town)


def test_a_unit_still_on_its_way_when_the_patient_has_left_is_asked_about_once(town: Town) -> None:
    taken = take_call(town.system, town.kim, call())
    first, second = (send_unit(town.system, town.kim, taken.incident_id, unit) for unit in ("s1", "s3"))
    step(town.system, town.crew("s3"), second, A.EN_ROUTE)
    step(town.system, town.crew("s1"), first, A.AT_PATIENT)
    assert "not_needed" not in alerts(town)
    step(town.system, town.crew("s1"), first, A.DEPART)
    assert alerts(town).count("not_needed") == 1
    cancel_assignment(town.system, town.kim, second, "not_needed")
    assert "not_needed" not in alerts(town)


def test_a_held_bed_that_runs_out_is_told_and_one_the_crew_drives_to_does_not_run_out(town: Town) -> None:
    taken = take_call(town.system, town.kim, call())
    job = send_unit(town.system, town.kim, taken.incident_id, "s1")
    asked = ask_hospitals(town.system, town.kim, taken.incident_id, hospital_ids=("h_far",))[0]
    answering.accept(town.system, town.nurse("h_far"), asked.id)
    pass_time(town, 26)
    assert state_of(town, asked.id) is RequestState.HELD
    pass_time(town, 601)
    assert state_of(town, asked.id) is RequestState.RELEASED
    assert "hold_expired" in alerts(town)
    again = ask_hospitals(town.system, town.kim, taken.incident_id, hospital_ids=("h_far",))[0]
    answering.accept(town.system, town.nurse("h_far"), again.id)
    pass_time(town, 26)
    assert "hold_expired" not in alerts(town)
    step(town.system, town.crew("s1"), job, A.DEPART)
    pass_time(town, 601)
    assert state_of(town, again.id) is RequestState.CONFIRMED


def test_two_workers_handle_every_deadline_exactly_once(town: Town) -> None:
    for unit in ("s1", "s2", "s3", "s4"):
        send_unit(town.system, town.kim, take_call(town.system, town.kim, call()).incident_id, unit)
    town.clock.advance(timedelta(seconds=60))
    threads = [threading.Thread(target=tick, args=(town.system, name)) for name in ("w1", "w2")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert pages(town) == 8
    assert alerts(town).count("no_ack_realert") == 4


def test_a_deadline_that_fails_is_tried_again_and_stops_nobody(town: Town) -> None:
    with town.system.db.write() as session:
        row = {"region": "sejong", "due_at": town.clock.now(), "data": {}}
        session.add(DeadlineRow(kind="ack_realert", subject="nobody", **row))
    taken = take_call(town.system, town.kim, call())
    send_unit(town.system, town.kim, taken.incident_id, "s1")
    pass_time(town, 60)
    assert "no_ack_realert" in alerts(town)
    with town.system.db.read() as session:
        assert session.get_one(DeadlineRow, ("ack_realert", "nobody")).due_at is not None


def test_a_region_with_every_hospital_on_notice_is_an_alarm_that_ends_with_the_first_notice(town: Town) -> None:
    until = town.clock.now() + timedelta(hours=1)
    for hospital in ("h_near", "h_far", "h_silent"):
        assert "all_closed" not in alerts(town)
        nurse, why = town.nurse(hospital), DeclineCode.CROWDING
        declare_diversion(town.system, nurse, hospital, capability=None, reason=why, ends_at=until)
        pass_time(town, 1)
    with town.system.db.read() as session:
        [alert] = [one for one in read_alerts(session, "sejong") if one["kind"] == "all_closed"]
    assert (alert["level"], alert["data"]) == (1, {"capability": None, "able": 3, "open": 0})
    pass_time(town, 3600)
    assert "all_closed" not in alerts(town)


def test_a_crew_at_the_door_is_a_warning_after_15_minutes_and_needs_a_person_after_30(town: Town) -> None:
    taken = take_call(town.system, town.kim, call())
    job = send_unit(town.system, town.kim, taken.incident_id, "s1")
    step(town.system, town.crew("s1"), job, A.AT_HOSPITAL)

    def waits() -> list[tuple[str, int]]:
        with town.system.db.read() as session:
            return [(a["kind"], a["level"]) for a in read_alerts(session, "sejong") if a["kind"].endswith("_offload")]

    pass_time(town, 15 * 60)
    assert waits() == [("long_offload", ACT_SOON)]
    pass_time(town, 15 * 60)
    assert waits() == [("very_long_offload", ACT_NOW)]
    step(town.system, town.crew("s1"), job, A.HAND_OVER)
    assert waits() == []
