"""Machines hand in what they know: a place finds its call, a crash becomes one, the unreadable waits for a person."""

import hashlib
import hmac
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from apiflask import APIFlask
from sqlalchemy import select
from werkzeug.test import TestResponse

from chassis.identity import Role
from dispatch.intake.ecall import write_msd
from dispatch.paging.sms import signature
from dispatch.sweep import sweep
from dispatch.tables.cases import CallRow, IncidentRow
from dispatch.tables.intake import IntakeRow, purge_intake
from dispatch.tables.patients import NoteRow
from dispatch.tables.records import AlertRow
from tests.dispatch.intake.test_ecall import CRASH
from tests.dispatch.intake.test_json import ALARM
from tests.dispatch.town import Town
from tests.web.browserless import SEJONG_CITY_HALL, a_call
from tests.web.conftest import PersonMaker

NUMBER = "+821012345678"
AML = 'A"ML=1;lt=+36.48010;lg=+127.28900;rd=20;top=20261125030405;lc=90;pm=G;si=450081234567890;ei=358239059042542;ml=1'
KEY = "a key of the telephones"


class Machine:
    """Another agency's machine, with its token."""

    def __init__(self, app: APIFlask, person: PersonMaker) -> None:
        self._client, self._headers = (
            app.test_client(),
            {"Authorization": f"Bearer {person.machine(Role.RELAY)}"},
        )

    def says(self, what: str, body: Any) -> TestResponse:
        path = f"/api/v1/intake/{what}"
        if isinstance(body, bytes):
            return self._client.post(path, data=body, headers=self._headers)
        return self._client.post(path, json=body, headers=self._headers)


@pytest.fixture
def machine(app: APIFlask, person: PersonMaker) -> Machine:
    return Machine(app, person)


def rows(town: Town, kind: Any) -> list[Any]:
    with town.system.db.read() as session:
        return list(session.scalars(select(kind).order_by(kind.id)))


def test_a_place_that_comes_before_its_call_waits_for_it(town: Town, machine: Machine, person: PersonMaker) -> None:
    told = machine.says("aml", {"number": "010-1234-5678", "text": AML})
    assert (told.status_code, told.json["state"], told.json["doubts"]) == (201, "waiting", ["ml"])
    town.clock.advance(timedelta(seconds=40))
    taken = person("kim").post("/api/v1/calls", a_call(caller_number=NUMBER, locations=[])).json
    (call,), (message,) = rows(town, CallRow), rows(town, IntakeRow)
    assert [one["source"] for one in call.hypotheses] == ["aml"]
    assert (message.state, message.call_id) == ("linked", taken["call_id"])
    (incident,) = rows(town, IncidentRow)
    assert (incident.place_source, incident.place_radius_m, incident.verification) == ("aml", 20, "approximate")
    assert "450081234567890" not in message.raw and "358239059042542" not in message.raw


def test_a_place_finds_its_call_and_never_moves_what_a_person_set(
    town: Town, machine: Machine, person: PersonMaker
) -> None:
    kim = person("kim")
    taken = kim.post("/api/v1/calls", a_call(caller_number="010 1234 5678", locations=[SEJONG_CITY_HALL])).json
    town.clock.advance(timedelta(seconds=290))
    told = machine.says("aml", {"number": NUMBER, "text": AML.replace("36.48010", "36.49000")})
    assert (told.json["state"], told.json["incident_id"]) == ("linked", taken["incident_id"])
    shown = kim.get(f"/api/v1/incidents/{taken['incident_id']}").json["incident"]
    assert shown["place"]["lat"] == 36.48
    assert [one["source"] for one in shown["calls"][0]["hypotheses"]] == ["typed", "aml"]
    town.clock.advance(timedelta(seconds=11))
    late = machine.says("aml", {"number": NUMBER, "text": AML.replace("36.48010", "36.49500")})
    assert late.json["state"] == "waiting"


def test_a_place_too_wide_to_drive_to_is_kept_and_not_driven_to(
    town: Town, machine: Machine, person: PersonMaker
) -> None:
    machine.says("aml", {"number": NUMBER, "text": AML.replace("rd=20", "rd=6000")})
    taken = person("kim").post("/api/v1/calls", a_call(caller_number=NUMBER, locations=[])).json
    assert "location_vague" in taken["warnings"]
    (call,) = rows(town, CallRow)
    assert call.hypotheses[0]["radius_m"] == 6000


def test_the_telephones_form_is_taken_only_with_its_signature(town: Town, app: APIFlask) -> None:
    app.extensions["goldentime"] = replace(town.system, settings=replace(town.system.settings, aml_key=KEY))
    body = b"v=1&device_number=%2B821012345678&location_latitude=36.48&location_longitude=127.289&location_accuracy=9"
    mark = hmac.new(KEY.encode(), body, hashlib.sha1).hexdigest().encode()
    form = "application/x-www-form-urlencoded"
    client = app.test_client()
    unsigned = client.post("/intake/aml", data=body, content_type=form)
    assert (unsigned.status_code, unsigned.json["code"]) == (403, "signature")
    assert client.post("/intake/aml", data=body + b"&hmac=" + b"0" * 40, content_type=form).status_code == 403
    signed = client.post("/intake/aml", data=body + b"&hmac=" + mark, content_type=form)
    assert (signed.status_code, signed.json["state"]) == (201, "waiting")


def test_a_text_that_a_telephone_sends_by_itself_is_no_answer_of_a_hospital(town: Town, app: APIFlask) -> None:
    settings = replace(town.system.settings, sms_token="12345")
    app.extensions["goldentime"] = replace(town.system, settings=settings)
    form = {"From": NUMBER, "Body": AML}
    url = settings.public_url + "/hooks/sms/reply"
    signed = {"X-Twilio-Signature": signature("12345", url, {name: [value] for name, value in form.items()})}
    assert app.test_client().post("/hooks/sms/reply", data=form, headers=signed).status_code == 204
    (message,) = rows(town, IntakeRow)
    assert (message.state, message.number, message.sender) == ("waiting", "821012345678", "sms")


def test_a_crashed_car_is_a_call_in_the_same_queue_once(town: Town, machine: Machine, person: PersonMaker) -> None:
    first = machine.says("ecall", write_msd(CRASH))
    again = machine.says("ecall", write_msd(CRASH))
    assert (first.status_code, first.json["state"], again.json["again"]) == (201, "taken", True)
    assert again.json["incident_id"] == first.json["incident_id"]
    kim = person("kim")
    assert [i["id"] for i in kim.get("/api/v1/desk/board").json["incidents"]] == [first.json["incident_id"]]
    (call,) = kim.get(f"/api/v1/incidents/{first.json['incident_id']}").json["incident"]["calls"]
    said = {(one["name"], one["value"]) for one in call["says"]}
    assert call["channel"] == "ecall"
    assert {("energy", "electric"), ("passengers", "2"), ("activation", "automatic")} <= said
    (incident,) = rows(town, IncidentRow)
    assert (incident.place_source, incident.complaint, incident.decision_id is not None) == ("ecall", "trauma", True)
    later = machine.says("ecall", write_msd(replace(CRASH, number=2, passengers=3)))
    assert (later.json["state"], later.json["incident_id"]) == ("linked", incident.id)
    (call,) = kim.get(f"/api/v1/incidents/{incident.id}").json["incident"]["calls"]
    assert [one["value"] for one in call["says"] if one["name"] == "passengers"] == ["3"]


def test_a_test_of_a_car_and_of_a_watch_make_no_call(town: Town, machine: Machine) -> None:
    for what, body in (("ecall", write_msd(replace(CRASH, test=True))), ("alarm", ALARM | {"test": True})):
        assert machine.says(what, body).json["reason"] == "test"
    assert rows(town, IncidentRow) == []


def test_a_fall_seen_by_a_watch_is_a_call_with_what_it_measured(town: Town, machine: Machine) -> None:
    told = machine.says("alarm", ALARM)
    assert told.json["state"] == "taken"
    (call,), (incident,) = rows(town, CallRow), rows(town, IncidentRow)
    assert (call.channel, call.caller_number, incident.complaint) == ("wearable", NUMBER, "fall")
    assert {"name": "heart_rate_bpm", "value": "148"} in call.says
    worse = machine.says("alarm", ALARM | {"vitals": {"heart_rate_bpm": 30}})
    assert (worse.json["state"], worse.json["incident_id"]) == ("linked", incident.id)
    (call,) = rows(town, CallRow)
    assert [one["value"] for one in call.says if one["name"] == "heart_rate_bpm"] == ["30"]


def test_a_case_of_another_agency_is_a_call_and_its_news_go_to_it(
    town: Town, machine: Machine, shared_data: Path
) -> None:
    folder = shared_data / "interop/samu-hub/examples"
    case = machine.says("samu", (folder / "RS-EDA_partageDossier_MonsieurX.01.json").read_bytes())
    news = machine.says("samu", (folder / "RS-EDA-MAJ_partageDossier_MonsieurX.02b.json").read_bytes())
    assert (case.json["state"], news.json["state"]) == ("taken", "linked")
    assert news.json["incident_id"] == case.json["incident_id"]
    note = {"createCaseHealthUpdate": {"caseId": "fr.health.samu009.DRFR150092406301259", "freetext": "plus mal"}}
    machine.says("samu", note)
    assert [one.text for one in rows(town, NoteRow)] == ["plus mal"]
    strange = machine.says("samu", {"createCaseHealthUpdate": {"caseId": "nobody's"}})
    assert (strange.json["state"], strange.json["reason"]) == ("kept_for_person", "unknown_case")


def test_all_the_hubs_messages_are_answered(town: Town, machine: Machine, shared_data: Path) -> None:
    folder = shared_data / "interop/samu-hub/examples"
    files = [path for path in sorted(folder.glob("*.json")) if path.name != "messagesList.json"][::6]
    answers = [machine.says("samu", path.read_bytes()) for path in files]
    assert {answer.status_code for answer in answers} == {201}
    assert len(rows(town, IntakeRow)) <= len(files)


def test_a_warning_is_for_a_person_and_one_of_far_away_or_of_an_exercise_is_not(
    town: Town, machine: Machine, person: PersonMaker, shared_data: Path
) -> None:
    drill = (shared_data / "interop/cap/sejong_mci_example.cap").read_bytes()
    real = drill.replace(b">Exercise<", b">Actual<")
    far = real.replace(b"36.4801,127.2890", b"35.1000,129.0000").replace(b".0001<", b".0002<")
    assert machine.says("cap", drill).json["reason"] == "not_actual"
    machine_again = machine.says("cap", real.replace(b"13:05:00", b"13:05:01"))
    assert (machine_again.json["state"], machine_again.json["reason"]) == ("kept_for_person", "warning")
    assert machine.says("cap", far).json["reason"] == "elsewhere"
    kim = person("kim")
    page = kim.get("/desk/messages").text
    assert "“다수사상자사고 · 한누리대로" in page and "출동이 필요한지" in page
    form = {"csrf_token": kim.csrf}
    message = machine_again.json["message_id"]
    assert kim.client.post(f"/desk/messages/{message}/call", data=form).status_code == 303
    (call,) = rows(town, CallRow)
    assert (call.channel, call.text) == ("relay", "다수사상자사고 · 한누리대로 다중추돌, 중상 4명")
    assert kim.client.post(f"/desk/messages/{message}/call", data=form).status_code == 409


def test_what_cannot_be_read_is_answered_with_a_reason_and_waits_for_a_person(
    town: Town, machine: Machine, person: PersonMaker
) -> None:
    bad = machine.says("cap", b"<alert xmlns='urn:oasis:names:tc:emergency:cap:1.2'><sender>a</sender></alert>")
    assert (bad.status_code, bad.json["code"], bad.json["wrong"], bad.json["field"]) == (
        422,
        "unreadable_message",
        "missing",
        "identifier",
    )
    assert machine.says("cap", b"<!DOCTYPE a><a/>").json["wrong"] == "not_xml"
    assert machine.says("ecall", b"\x02\x25").json["wrong"] == "cut_off"
    assert machine.says("aml", {"number": "119", "data": "00"}).json["wrong"] == "other_format"
    assert [one.kind for one in rows(town, AlertRow)] == ["message_kept"] * 4
    kim = person("kim")
    page = kim.get("/desk/messages").text
    assert page.count("<article") == 4 and "&lt;!DOCTYPE a&gt;" in page
    for message in rows(town, IntakeRow):
        put = {"csrf_token": kim.csrf, "reason": "unreadable"}
        assert kim.client.post(f"/desk/messages/{message.id}/aside", data=put).status_code == 303
    assert sweep(town.system) == 0 and not any(one.open for one in rows(town, AlertRow))


def test_an_unreadable_message_can_still_be_made_a_call(town: Town, machine: Machine, person: PersonMaker) -> None:
    machine.says("alarm", b'{"alarm": "fall", "text": "cut of')
    kim, (message,) = person("kim"), rows(town, IntakeRow)
    kim.client.post(f"/desk/messages/{message.id}/call", data={"csrf_token": kim.csrf})
    (call,), (message,) = rows(town, CallRow), rows(town, IntakeRow)
    assert (call.channel, call.text) == ("wearable", '{"alarm": "fall", "text": "cut of')
    assert (message.state, message.incident_id) == ("taken", call.incident_id)


def test_a_message_whose_hearing_was_cut_short_is_given_to_a_person(town: Town, machine: Machine) -> None:
    machine.says("alarm", ALARM)
    with town.system.db.write() as session:
        session.scalars(select(IntakeRow)).one().state = "hearing"
    assert sweep(town.system) == 0
    town.clock.advance(timedelta(seconds=61))
    sweep(town.system)
    assert [one.kind for one in rows(town, AlertRow) if one.open] == ["message_kept"]


def test_an_incident_goes_out_as_cap_and_names_nobody(machine: Machine, person: PersonMaker) -> None:
    told = machine.says("alarm", ALARM).json
    answer = person("kim").get(f"/api/v1/incidents/{told['incident_id']}/cap")
    assert answer.mimetype == "application/cap+xml"
    assert "<msgType>Update</msgType>" in answer.text and "36.4801,127.289" in answer.text  # it is decided already
    assert "1234" not in answer.text.replace("127.289", "")


def test_a_month_later_the_words_are_forgotten_and_what_waits_is_not(town: Town, machine: Machine) -> None:
    machine.says("alarm", ALARM)
    machine.says("alarm", b"{")
    town.clock.advance(timedelta(days=31))
    with town.system.db.write() as session:
        assert purge_intake(session, now=town.clock.now()) == 1
    assert [one.state for one in rows(town, IntakeRow)] == ["kept_for_person"]


def test_only_such_a_machine_hands_in_and_reads_nothing(app: APIFlask, machine: Machine, person: PersonMaker) -> None:
    assert person("kim").post("/api/v1/intake/alarm", ALARM).status_code == 403
    assert machine._client.get("/api/v1/desk/board", headers=machine._headers).status_code == 403
    assert app.test_client().post("/api/v1/intake/alarm", data=json.dumps(ALARM)).status_code == 403
