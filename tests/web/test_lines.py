"""The provider rings, the desk takes: over the web."""

from dataclasses import replace
from xml.etree.ElementTree import fromstring

import pytest
import responses
from apiflask import APIFlask
from sqlalchemy import select
from werkzeug.test import TestResponse

from chassis.db import Database
from chassis.identity import Role
from chassis.secrets import signed
from dispatch.deliver import BACK, fetch_pictures
from dispatch.paging.sms import signature
from dispatch.tables.lines import DialledRow, LineRow
from tests.dispatch.lines.test_bare import SECRET, chunk, png
from tests.dispatch.town import Town
from tests.web.conftest import PersonMaker
from web.app import create_app

TOKEN, BASE, NUMBER = "provider-token", "http://desk.localhost:8000", "+821055501234"


@pytest.fixture
def app(town: Town) -> APIFlask:
    """The town with a provider whose signature it knows."""
    settings = replace(town.system.settings, sms_token=TOKEN, voice_group="+82441190001,sip:desk@example.org")
    return create_app(replace(town.system, settings=settings))


def post(app: APIFlask, path: str, **form: str) -> TestResponse:
    given = signature(TOKEN, BASE + path, {name: [value] for name, value in form.items()})
    return app.test_client().post(path, data=form, headers={"X-Twilio-Signature": given})


def test_who_rings_hears_both_languages_and_is_put_through(app: APIFlask, town: Town) -> None:
    told = fromstring(post(app, "/hooks/voice/incoming", CallSid="CA1", From=NUMBER, To="+8244119").data)
    assert [say.get("language") for say in told.iter("Say")] == ["ko-KR", "en-GB"]
    assert [(one.tag, one.text) for one in told.find("Dial") or ()] == [
        ("Number", "+82441190001"),
        ("Sip", "sip:desk@example.org"),
    ]
    with town.system.db.write() as session:
        session.add(DialledRow(number="+8244119", region="sejong", group="queue:119"))
    told = fromstring(post(app, "/hooks/voice/incoming", CallSid="CA2", From=NUMBER, To="+8244119").data)
    assert told.findtext("Enqueue") == "119"


def test_the_desk_takes_it_fills_it_in_and_the_second_hand_learns_who(app: APIFlask, person: PersonMaker) -> None:
    post(app, "/hooks/voice/incoming", CallSid="CA1", From=NUMBER, To="+8244119", CallStatus="ringing")
    kim = person("kim")
    [line] = kim.get("/api/v1/desk/board").json["lines"]
    taken = kim.post(f"/api/v1/lines/{line['id']}/claim", {}).json
    assert (taken["line"]["number"], taken["incident"]["state"]) == (NUMBER, "received")
    again = kim.post(f"/api/v1/lines/{line['id']}/claim", {})
    assert (again.status_code, again.json["code"], again.json["by"]) == (409, "taken", "kim")
    filled = kim.post(f"/api/v1/lines/{line['id']}/call", {"complaint": "chest_pain", "caller_number": NUMBER})
    assert filled.json["incident"]["complaint"] == "chest_pain"
    assert kim.get("/api/v1/desk/board").json["lines"] == []


def test_a_silent_call_is_called_back_and_closed(app: APIFlask, person: PersonMaker) -> None:
    post(app, "/hooks/voice/incoming", CallSid="CA1", From=NUMBER, To="+8244119")
    kim = person("kim")
    at = f"/api/v1/lines/{kim.get('/api/v1/desk/board').json['lines'][0]['id']}"
    kim.post(f"{at}/claim", {})
    assert kim.post(f"{at}/silent", {}).json["line"]["state"] == "silent"
    tried = kim.post(f"{at}/call-back", {}).json
    assert (tried["placed"], tried["line"]["attempts"]) == (True, 1)
    assert kim.post(f"{at}/close", {"reason": "test_call"}).json["line"]["closed_reason"] == "test_call"


def test_a_call_back_puts_who_picked_up_through(app: APIFlask, town: Town, person: PersonMaker) -> None:
    post(app, "/hooks/voice/incoming", CallSid="CA1", From=NUMBER, To="+8244119")
    [line] = person("kim").get("/api/v1/desk/board").json["lines"]
    token = signed(town.system.settings.secret_key, BACK, line["id"])
    told = fromstring(post(app, f"/hooks/voice/back/{token}").data)
    assert told.findtext("Dial/Number") == NUMBER
    assert post(app, f"/hooks/voice/back/{line['id']}.0").status_code == 404


def test_nothing_is_believed_without_the_signature_and_our_own_calls_make_no_line(
    app: APIFlask, person: PersonMaker
) -> None:
    for path in ("/hooks/voice/incoming", "/hooks/voice/status"):
        assert app.test_client().post(path, data={"CallSid": "CA1", "From": NUMBER}).status_code == 403
    ours = {"CallSid": "CA2", "From": NUMBER, "CallStatus": "completed", "Direction": "outbound-api"}
    assert post(app, "/hooks/voice/status", **ours).status_code == 200
    assert post(app, "/hooks/voice/incoming", CallSid="", From=NUMBER).status_code == 422
    assert person("kim").get("/api/v1/desk/board").json["lines"] == []


def test_without_a_database_callers_are_put_through_and_writers_told(town: Town, app: APIFlask) -> None:
    nowhere = "sqlite:////nowhere/at/all.sqlite"
    gone = Database(nowhere if town.system.db.is_sqlite else "postgresql+psycopg://nobody@127.0.0.1:1/none")
    settings = replace(town.system.settings, sms_token=TOKEN, voice_group="+82441190001")
    away = create_app(replace(town.system, settings=settings, db=gone))
    told = fromstring(post(away, "/hooks/voice/incoming", CallSid="CA1", From=NUMBER, To="+8244119").data)
    assert told.findtext("Dial/Number") == "+82441190001"
    text = post(away, "/hooks/sms/incoming", MessageSid="SM1", From=NUMBER, To="+8244119", Body="도와주세요")
    assert "받지 못했습니다" in text.text
    gone.close()
    ended = {"CallSid": "CA1", "From": NUMBER, "To": "+8244119", "CallStatus": "completed"}
    assert post(app, "/hooks/voice/status", **ended).status_code == 200
    with town.system.db.read() as session:
        assert session.scalars(select(LineRow.state)).all() == ["abandoned"]


def test_a_number_is_given_to_a_region_from_the_command_line(app: APIFlask) -> None:
    shell = app.test_cli_runner()
    assert (
        shell.invoke(args=["lines", "give", "+8244119", "sejong", "--group", "sip:a@example.org, queue:119"]).exit_code
        == 0
    )
    assert shell.invoke(args=["lines", "list"]).output == "+8244119  sejong  sip:a@example.org,queue:119\n"
    for wrong in (["x", "sejong"], ["+82119", "nowhere"], ["+82119", "sejong", "--group", "javascript:x"]):
        assert shell.invoke(args=["lines", "give", *wrong]).exit_code == 1


def test_a_picture_comes_with_a_text_and_is_shown_to_the_desk_alone(
    app: APIFlask, town: Town, person: PersonMaker
) -> None:
    url = "https://api.twilio.com/media/ME1"
    form = {"MessageSid": "MM1", "From": NUMBER, "To": "+8244119", "Body": "사고", "NumMedia": "1", "MediaUrl0": url}
    assert "119 상황실이" in post(app, "/hooks/sms/incoming", **form).text
    assert post(app, "/hooks/sms/incoming", **form | {"MessageSid": "MM2", "NumMedia": "x"}).text.endswith(
        "<Response />"
    )
    kim = person("kim")
    [incident] = kim.get("/api/v1/desk/board").json["incidents"]
    [told] = kim.get(f"/api/v1/incidents/{incident['id']}").json["incident"]["calls"]
    assert url not in str(told)
    at = f"/api/v1/attachments/{told['attachments'][0]['id']}"
    assert kim.get(at).status_code == 404
    with responses.RequestsMock() as mock:
        mock.get(url, body=png(chunk(b"eXIf", SECRET)))
        fetch_pictures(town.system, "w1")
    shown = kim.get(at)
    assert shown.data == png()
    assert (shown.content_type, shown.headers["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert person("nurse").get(at).status_code == 404


def test_a_text_nobody_signed_is_not_believed(app: APIFlask, person: PersonMaker) -> None:
    answer = app.test_client().post("/hooks/sms/incoming", data={"MessageSid": "SM1", "From": NUMBER, "Body": "x"})
    assert answer.status_code == 403
    assert person("kim").get("/api/v1/desk/board").json["incidents"] == []


def test_an_application_hands_its_answers_on_and_gets_the_callers_link(app: APIFlask, person: PersonMaker) -> None:
    token = {"Authorization": f"Bearer {person.machine(Role.RELAY)}"}
    told = {
        "number": "010-5550-1234",
        "text": "가슴이 아파요",
        "gate": {"conscious": "yes", "breathing": "no"},
        "locations": [{"source": "typed", "lat": 36.48, "lon": 127.289, "radius_m": 12}],
        "answers": [{"question": "식은땀이 나나요?", "answer": "예"}],
    }
    client, kim = app.test_client(), person("kim")
    first = client.post("/api/v1/calls/app", json=told, headers=token)
    assert (first.status_code, first.json["opened"]) == (201, True)
    assert client.get(first.json["link"].removeprefix(BASE)).status_code == 200
    again = client.post("/api/v1/calls/app", json=told, headers=token).json
    assert (again["call_id"], again["opened"], again["link"]) == (first.json["call_id"], False, None)
    [incident] = kim.get("/api/v1/desk/board").json["incidents"]
    [kept] = kim.get(f"/api/v1/incidents/{incident['id']}").json["incident"]["calls"]
    lines = [one["text"] for one in kept["messages"]]
    assert lines == ["식은땀이 나나요? — 예", "가슴이 아파요", "식은땀이 나나요? — 예"]
    assert (kept["channel"], kept["hypotheses"][0]["source"], incident["gate"]["breathing"]) == ("app", "app", "no")
    nameless = client.post("/api/v1/calls/app", json={"text": "help"}, headers=token)
    assert (nameless.status_code, kim.post("/api/v1/calls/app", told).status_code) == (422, 403)
