"""A hospital that does not answer: its lamp, its charge nurse, its duty doctor."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from chassis import events, topics
from chassis.audit import AuditRow
from chassis.errors import InvalidInputError, NotFoundError
from chassis.identity import Actor, Role
from chassis.outbox import DeliveryRow
from dispatch.admin.reaching import read_reached, remove_lamp, set_contacts, set_lamp, try_lamp
from dispatch.deliver import MOST_ATTEMPTS, deliver
from dispatch.desk.alerting import read_alerts
from dispatch.desk.asking import ask_hospitals
from dispatch.desk.taking import take_call
from dispatch.lamps import secret_of
from dispatch.paging import TemporaryFailureError
from dispatch.sweep import sweep
from dispatch.tables.cases import IncidentRow
from dispatch.watch import tick
from hospitals.intake import answering
from hospitals.request import Request, Via
from hospitals.tables.replies import waiting_for_number
from hospitals.tables.requests import RequestStepRow, read_requests
from tests.dispatch.town import Town, call

ADMIN = Actor("usr_admin", "관리자", Role.ADMIN, "sejong")
URL = "https://lamp.example/er"
DOCTOR, CHARGE, ALARM = "+821055550001", "+821055550002", "+821012345678"


def pass_time(town: Town, seconds: float) -> None:
    town.clock.advance(timedelta(seconds=seconds))
    tick(town.system, "w1")
    deliver(town.system, "w1")


def ask(town: Town, hospital: str = "h_far") -> Request:
    taken = take_call(town.system, town.kim, call())
    (asked,) = ask_hospitals(town.system, town.kim, taken.incident_id, hospital_ids=(hospital,))
    deliver(town.system, "w1")
    return asked


def shown(town: Town) -> list[tuple[str, int]]:
    return [(told.state.value, told.requests) for _, told, _, _ in town.lamps.shown]


def steps(town: Town, request: Request) -> list[str]:
    with town.system.db.read() as session:
        wanted = select(RequestStepRow.action).where(RequestStepRow.request_id == request.id)
        return list(session.scalars(wanted.order_by(RequestStepRow.id)))


def rung(town: Town, request: Request) -> list[str]:
    return [one.to for one in town.paging.rung if one.key.endswith(request.id)]


def name_contacts(town: Town) -> None:
    phones = {"alert_phone": ALARM, "charge_phone": CHARGE, "doctor_phone": DOCTOR}
    set_contacts(town.system, ADMIN, "h_far", **phones)


def test_the_lamp_is_lit_flashes_and_goes_dark_with_the_answer(town: Town) -> None:
    secret = set_lamp(town.system, ADMIN, "h_far", URL)
    request = ask(town)
    assert shown(town) == [("on", 1)]
    pass_time(town, 30)
    answering.accept(town.system, town.nurse("h_far"), request.id)
    deliver(town.system, "w1")
    assert shown(town) == [("on", 1), ("blink", 1), ("off", 0)]
    assert {lamp.secret for lamp, _, _, _ in town.lamps.shown} == {secret}


def test_a_late_message_tells_what_is_true_by_then(town: Town) -> None:
    set_lamp(town.system, ADMIN, "h_far", URL)
    town.lamps.failures.append(TemporaryFailureError("down"))
    request = ask(town)
    answering.accept(town.system, town.nurse("h_far"), request.id)
    pass_time(town, 5)
    assert shown(town) == [("off", 0), ("off", 0)]


def test_no_lamp_is_lit_for_a_simulated_patient(town: Town) -> None:
    set_lamp(town.system, ADMIN, "h_far", URL)
    taken = take_call(town.system, town.kim, call())
    with town.system.db.write() as session:
        session.get_one(IncidentRow, taken.incident_id).simulated = True
    ask_hospitals(town.system, town.kim, taken.incident_id, hospital_ids=("h_far",))
    deliver(town.system, "w1")
    assert shown(town) == []
    ask(town)
    assert shown(town) == [("on", 1)]


def test_a_lamp_that_does_not_answer_is_an_alert_until_it_does(town: Town) -> None:
    def alerts() -> list[str]:
        sweep(town.system)
        with town.system.db.read() as session:
            return [one["kind"] for one in read_alerts(session, "sejong") if one["kind"] == "lamp_silent"]

    set_lamp(town.system, ADMIN, "h_far", URL)
    town.lamps.failures.extend([TemporaryFailureError("ConnectTimeout")] * MOST_ATTEMPTS)
    try_lamp(town.system, ADMIN, "h_far")
    deliver(town.system, "w1")
    assert alerts() == []
    for _ in range(MOST_ATTEMPTS):
        pass_time(town, 150)
    assert alerts() == ["lamp_silent"]
    with town.system.db.read() as session:
        [lamp] = [one.lamp for one in read_reached(session, "sejong") if one.lamp is not None]
    assert (lamp.silent, lamp.trouble, lamp.answered_at) == (True, "ConnectTimeout", None)
    try_lamp(town.system, ADMIN, "h_far")
    deliver(town.system, "w1")
    assert alerts() == []


def test_setting_a_lamp_again_makes_a_new_secret_and_no_secret_is_stored(town: Town) -> None:
    first, second = (set_lamp(town.system, ADMIN, "h_far", URL) for _ in range(2))
    assert first != second
    with town.system.db.read() as session:
        kept = str([(row.old, row.new) for row in session.scalars(select(AuditRow))])
    assert second not in kept
    remove_lamp(town.system, ADMIN, "h_far")
    ask(town)
    assert shown(town) == []
    assert secret_of("y" * 40, "h_far", "lmp_1") not in {first, second}


@pytest.mark.parametrize(
    "url",
    [
        "http://lamp.example/",
        "https://",
        "https://a:b@lamp.example/",
        "https://x.example/#a",
        "ftp://x",
        "https://x y/",
    ],
)
def test_a_lamp_stands_at_a_plain_https_address(town: Town, url: str) -> None:
    with pytest.raises(InvalidInputError, match="https"):
        set_lamp(town.system, ADMIN, "h_far", url)


def test_a_hospital_of_another_centre_is_not_ours_to_change(town: Town) -> None:
    stranger = Actor("usr_busan", "부산", Role.ADMIN, "sejong")
    with pytest.raises(NotFoundError):
        set_lamp(town.system, stranger, "h_nowhere", URL)


def test_silence_climbs_from_the_charge_nurse_to_the_duty_doctor_and_all_of_it_is_on_record(town: Town) -> None:
    name_contacts(town)
    request = ask(town)
    pass_time(town, 30)
    assert {one.to for one in town.paging.sent if one.key.endswith((request.id, f"{request.id}:1"))} == {ALARM, CHARGE}
    pass_time(town, 30)
    assert rung(town, request) == [ALARM]  # the town's hospitals have no other telephone
    pass_time(town, 30)
    assert rung(town, request) == [ALARM, DOCTOR]
    assert [one.to for one in town.paging.sent if "당직의" in one.body] == [DOCTOR]
    with town.system.db.read() as session:
        [now] = read_requests(session, hospital_id="h_far")
        told = events.read(session, [topics.desk("sejong")], after=0)
    alerted = [one for one in told if (one.kind, one.subject) == ("request_alerted", request.id)]
    assert now.doctor_called_at == town.clock.now()
    assert alerted[-1].data["doctor_called_at"] == town.clock.now().isoformat()
    assert steps(town, request) == [
        "send",
        "call_charge",
        "alarm_again",
        "ring",
        "alarm_again",
        "call_doctor",
        "alarm_again",
    ]
    pass_time(town, 30)
    assert steps(town, request)[-1] == "expire"


def test_the_duty_doctor_answers_by_text_for_the_hospital(town: Town) -> None:
    name_contacts(town)
    request = ask(town)
    with town.system.db.read() as session:
        assert [one.id for one in waiting_for_number(session, DOCTOR)] == [request.id]
        assert waiting_for_number(session, "+8210") == ()
    doctor = Actor("text:h_far", "text", Role.HOSPITAL, "sejong", "h_far")
    answering.accept(town.system, doctor, request.id, via=Via.TEXT)
    pass_time(town, 90)
    assert rung(town, request) == []


def test_where_nobody_is_named_the_alarm_goes_on_and_nobody_is_said_to_be_called(town: Town) -> None:
    request = ask(town)
    for seconds in (30, 30, 30):
        pass_time(town, seconds)
    assert "call_doctor" not in steps(town, request)
    with town.system.db.read() as session:
        [now] = read_requests(session, hospital_id="h_far")
        keys = list(session.scalars(select(DeliveryRow.key).where(DeliveryRow.key.like("hospital_doctor%"))))
    assert (now.alerts, now.doctor_called_at, keys) == (3, None, [])


def test_telephones_are_masked_in_the_audit(town: Town) -> None:
    name_contacts(town)
    with town.system.db.read() as session:
        kept = session.scalars(select(AuditRow).where(AuditRow.action == "set_contacts")).one()
    assert kept.new == {"alert_phone": "…5678", "charge_phone": "…0002", "doctor_phone": "…0001"}
