"""A hospital answers on the telephone or by text, with its page closed."""

from dataclasses import replace
from datetime import timedelta
from xml.etree.ElementTree import fromstring

import pytest
from apiflask import APIFlask
from werkzeug.test import TestResponse

from chassis.secrets import signed
from dispatch.deliver import KEYPAD, deliver
from dispatch.desk.asking import ask_hospitals
from dispatch.desk.taking import take_call
from dispatch.paging.sms import signature
from dispatch.tables.cases import get_incident
from dispatch.watch import tick
from hospitals.request import DeclineCode, Request, RequestState, Via
from hospitals.tables.requests import read_requests
from tests.dispatch.town import Town, call
from web.app import create_app

TOKEN = "provider-token"
BASE = "http://desk.localhost:8000"
PHONE = "+821012345678"


@pytest.fixture
def app(town: Town) -> APIFlask:
    """The town with a provider whose signature it knows."""
    settings = replace(town.system.settings, sms_token=TOKEN)
    return create_app(replace(town.system, settings=settings))


def post(app: APIFlask, path: str, **form: str) -> TestResponse:
    """The provider calls back, signed as it does."""
    given = signature(TOKEN, BASE + path, {name: [value] for name, value in form.items()})
    return app.test_client().post(path, data=form, headers={"X-Twilio-Signature": given})


def begin(town: Town, hospital: str = "h_far") -> Request:
    """One hospital is asked for a suspected STEMI."""
    incident = take_call(town.system, town.kim, call()).incident_id
    (request,) = ask_hospitals(town.system, town.kim, incident, hospital_ids=(hospital,))
    return request


def now(town: Town, request: Request) -> Request:
    with town.system.db.read() as session:
        [found] = [r for r in read_requests(session, incident_ids=(request.incident_id,)) if r.id == request.id]
    return found


def address(town: Town, request: Request) -> str:
    return f"/hooks/voice/{signed(town.system.settings.secret_key, KEYPAD, request.id)}"


def test_a_hospital_that_is_silent_for_a_minute_is_rung_once(town: Town) -> None:
    request = begin(town)
    for _ in range(3):
        town.clock.advance(timedelta(seconds=30))
        tick(town.system, "w1")
        deliver(town.system, "w1")
    [ring] = [ring for ring in town.paging.rung if ring.key == f"hospital_call:{request.id}"]
    assert ring.url == BASE + address(town, request)
    assert ring.to == PHONE


def test_it_hears_the_minimum_in_both_languages_and_three_keys(app: APIFlask, town: Town) -> None:
    request = begin(town)
    told = fromstring(post(app, address(town, request)).data)
    spoken = {say.get("language"): say.text or "" for say in told.iter("Say")}
    assert "심근경색" in spoken["ko-KR"]
    assert "Press 1 to accept" in spoken["en-GB"]
    assert "+8210" not in "".join(spoken.values())
    assert told.find("Gather").get("action") == BASE + address(town, request)  # type: ignore[union-attr]


def test_one_key_takes_the_patient(app: APIFlask, town: Town) -> None:
    request = begin(town)
    told = post(app, address(town, request), Digits="1")
    assert "수용으로 기록했습니다" in told.text
    answered = now(town, request)
    assert (answered.state, answered.answered_via) == (RequestState.ACCEPTED, Via.KEYPAD)
    assert (answered.answered_name, answered.answered_duty) == (None, None)  # whoever picked up pressed a key


def test_two_keys_say_why_not(app: APIFlask, town: Town) -> None:
    request, path = begin(town), ""
    path = address(town, request)
    assert "전문의 없음" in post(app, path, Digits="2").text
    assert post(app, f"{path}/reason", Digits="#").text.count("<Gather") == 1
    post(app, f"{path}/reason", Digits="4")
    answered = now(town, request)
    assert (answered.state, answered.decline_code) == (RequestState.DECLINED, DeclineCode.NO_ICU_BED)


def test_a_second_answer_hears_that_it_is_settled(app: APIFlask, town: Town) -> None:
    request = begin(town)
    post(app, address(town, request), Digits="1")
    assert "이미 끝났습니다" in post(app, address(town, request), Digits="2").text
    assert "이미 끝났습니다" in post(app, f"{address(town, request)}/reason", Digits="4").text
    assert now(town, request).state is RequestState.ACCEPTED


def test_nobody_answers_without_the_providers_signature_or_with_an_address_we_did_not_make(
    app: APIFlask, town: Town
) -> None:
    request = begin(town)
    bare = app.test_client().post(address(town, request), data={"Digits": "1"})
    assert bare.status_code == 403
    assert post(app, f"/hooks/voice/{request.id}.0000", Digits="1").status_code == 404
    assert now(town, request).state is RequestState.SENT


def test_a_text_answers_when_exactly_one_patient_waits(app: APIFlask, town: Town) -> None:
    request = begin(town)
    assert "사유" in post(app, "/hooks/sms/reply", From=PHONE, Body="?").text
    assert "고맙습니다" in post(app, "/hooks/sms/reply", From=PHONE, Body="2 3").text
    answered = now(town, request)
    assert (answered.decline_code, answered.answered_via) == (DeclineCode.NO_ED_BED, Via.TEXT)
    assert answered.answered_name is None


def test_with_two_patients_waiting_nobody_guesses_which_was_meant(app: APIFlask, town: Town) -> None:
    first, second = begin(town), begin(town)
    assert "화면에서" in post(app, "/hooks/sms/reply", From=PHONE, Body="1").text
    assert {now(town, one).state for one in (first, second)} == {RequestState.SENT}


def test_nobody_is_woken_for_a_patient_of_the_simulated_day(town: Town) -> None:
    request = begin(town)
    with town.system.db.write() as session:
        get_incident(session, request.incident_id).simulated = True
    for _ in range(3):
        town.clock.advance(timedelta(seconds=30))
        tick(town.system, "w1")
        deliver(town.system, "w1")
    assert (town.paging.rung, [text for text in town.paging.sent if text.to == PHONE]) == ([], [])
