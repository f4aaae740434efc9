"""Shared screens: a code read out once, a screen that stays, a name tapped with the answer, an end at once."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from chassis.audit import AuditRow
from chassis.devices import CODE_LIVES, DeviceRow, csrf_of
from tests.dispatch.town import Town
from tests.web.browserless import Person, a_call
from tests.web.conftest import PersonMaker
from web.streams import follow

SCREEN = "goldentime-screen"


def issued(keeper: Person, **body: str) -> dict[str, Any]:
    answer = keeper.post("/api/v1/devices", {"name": "응급실 1번 화면"} | body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json
    return made


def typed(client: FlaskClient, code: str) -> TestResponse:
    with client.session_transaction() as session:
        session["csrf"] = "token"
    return client.post("/screen", data={"code": code, "csrf_token": "token"}, headers={"Accept": "text/html"})


class Screen:
    """A browser on the wall of an emergency department."""

    def __init__(self, app: APIFlask, code: str) -> None:
        self.client = app.test_client()
        assert typed(self.client, code).status_code == 302
        cookie = self.client.get_cookie(SCREEN)
        assert cookie is not None
        assert cookie.http_only
        self.csrf = csrf_of(cookie.value)

    def get(self, path: str) -> TestResponse:
        return self.client.get(path)

    def post(self, path: str, body: Any = None) -> TestResponse:
        return self.client.post(path, json=body or {}, headers={"X-CSRF-Token": self.csrf})


@pytest.fixture
def screen(app: APIFlask, person: PersonMaker) -> Iterator[Screen]:
    """A screen of the far hospital."""
    yield Screen(app, issued(person("nurse"))["code"])


def ask_for(kim: Person, hospital: str = "h_far") -> str:
    incident = kim.post("/api/v1/calls", a_call()).json["incident"]["id"]
    asked = kim.post(f"/api/v1/incidents/{incident}/requests", {"hospital_ids": [hospital]}).json["requests"]
    return str(asked[0]["id"])


def audit_of(town: Town, subject: str) -> list[tuple[str, str, Any]]:
    with town.system.db.read() as session:
        lines = session.query(AuditRow).filter(AuditRow.subject == subject).order_by(AuditRow.id).all()
    return [(line.action, line.actor, line.new) for line in lines]


def test_a_code_opens_one_screen_once_and_the_screen_is_its_hospitals(screen: Screen) -> None:
    me = screen.get("/api/v1/me").json
    assert (me["actor"]["role"], me["actor"]["facility"]) == ("hospital", "h_far")
    assert me["csrf_token"] == screen.csrf
    board = screen.get("/api/v1/receiving/board").json
    assert (board["shared"], board["speaker"]) == (True, "응급실 1번 화면")
    assert screen.get("/api/v1/desk/board").status_code == 403


def test_a_used_an_old_and_a_guessed_code_all_open_nothing(app: APIFlask, town: Town, person: PersonMaker) -> None:
    code = issued(person("nurse"))["code"]
    assert typed(app.test_client(), f" {code.lower().replace('-', '')} ").status_code == 302
    late = issued(person("nurse"))["code"]
    town.clock.advance(CODE_LIVES + timedelta(seconds=1))
    for wrong in (code, late, "AAAA-AAAA", ""):
        refused = typed(app.test_client(), wrong)
        assert refused.status_code == 401
        assert 'role="alert"' in refused.text


def test_guessing_codes_closes_the_door_for_a_while(app: APIFlask, person: PersonMaker) -> None:
    for _ in range(5):
        typed(app.test_client(), "AAAA-AAAA")
    closed = typed(app.test_client(), issued(person("nurse"))["code"])
    assert closed.status_code == 429
    assert int(closed.headers["Retry-After"]) > 0


def test_neither_code_nor_key_is_stored(town: Town, screen: Screen, person: PersonMaker) -> None:
    waiting = issued(person("nurse"))
    key = screen.client.get_cookie(SCREEN).value  # type: ignore[union-attr]
    with town.system.db.read() as session:
        kept = [str(value) for row in session.query(DeviceRow) for value in vars(row).values()]
    assert not {key, waiting["code"], waiting["code"].replace("-", "").lower()} & set(kept)


def test_revoking_a_screen_ends_it_at_once_with_its_open_stream(
    app: APIFlask, town: Town, screen: Screen, person: PersonMaker
) -> None:
    nurse = person("nurse")
    [listed] = nurse.get("/api/v1/devices").json["devices"]
    hub = app.extensions["goldentime_hubs"].of("sejong")
    stream = follow(
        town.system, hub, ("sejong.hospital.h_far",), "sejong", after=None, whose=f"device:{listed['id']}", beat_s=0.05
    )
    assert "event: hello" in next(stream)
    assert nurse.post(f"/api/v1/devices/{listed['id']}/revoke").status_code == 204
    assert any("device_revoked" in line for line in stream)  # and it ended, or this would never return
    assert screen.get("/api/v1/receiving/board").status_code == 401
    assert nurse.get("/api/v1/devices").json["devices"] == []


def test_a_screen_says_who_answered_and_the_name_stays_on_the_request_and_on_record(
    town: Town, screen: Screen, person: PersonMaker
) -> None:
    kim, nurse = person("kim"), person("nurse")
    name_id = nurse.post("/api/v1/hospitals/h_far/names", {"name": "김수간호사"}).json["id"]
    assert screen.get("/api/v1/receiving/board").json["names"] == [{"id": name_id, "name": "김수간호사", "duty": None}]
    yes, no = ask_for(kim), ask_for(kim)
    assert screen.post(f"/api/v1/requests/{yes}/accept", {"name_id": name_id}).json["answered_name"] == "김수간호사"
    screen.post(f"/api/v1/requests/{no}/decline", {"code": "no_icu_bed", "name_id": name_id})
    [listed] = nurse.get("/api/v1/devices").json["devices"]
    for request, action, state in ((yes, "accept", "accepted"), (no, "decline", "declined")):
        line = (f"request_{action}", f"device:{listed['id']}", {"state": state, "answered_name": "김수간호사"})
        assert line in audit_of(town, request)


def test_a_person_answers_under_their_own_name_and_a_screen_may_answer_without_one(
    screen: Screen, person: PersonMaker
) -> None:
    kim, nurse = person("kim"), person("nurse")
    assert nurse.post(f"/api/v1/requests/{ask_for(kim)}/accept").json["answered_name"] == "nurse"
    assert screen.post(f"/api/v1/requests/{ask_for(kim)}/accept").json["answered_name"] is None


def test_a_name_belongs_to_its_hospital(screen: Screen, person: PersonMaker) -> None:
    stranger = person("other-nurse")
    theirs = stranger.post("/api/v1/hospitals/h_silent/names", {"name": "박간호"}).json["id"]
    assert stranger.post("/api/v1/hospitals/h_far/names", {"name": "박간호"}).status_code == 403
    assert screen.post(f"/api/v1/names/{theirs}/remove").status_code == 404
    refused = screen.post(f"/api/v1/requests/{ask_for(person('kim'))}/accept", {"name_id": theirs})
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "name_id")


def test_the_list_of_names_is_edited_at_the_screen_and_an_answer_outlives_the_name(
    screen: Screen, person: PersonMaker
) -> None:
    ident = screen.post("/api/v1/hospitals/h_far/names", {"name": "  최  전공의 "}).json["id"]
    again = screen.post("/api/v1/hospitals/h_far/names", {"name": "최 전공의"})
    assert (again.status_code, again.json["errors"][0]["field"]) == (422, "name")
    assert screen.post(f"/api/v1/names/{ident}/remove").status_code == 204
    assert screen.get("/api/v1/receiving/board").json["names"] == []
    late = screen.post(f"/api/v1/requests/{ask_for(person('kim'))}/accept", {"name_id": ident})
    assert late.json["answered_name"] == "최 전공의"  # tapped a moment before the name went


def test_who_may_register_a_screen(app: APIFlask, screen: Screen, person: PersonMaker) -> None:
    assert issued(person("chief"), hospital_id="h_near")["hospital_id"] == "h_near"
    assert issued(person("admin"), hospital_id="h_near")["hospital_id"] == "h_near"
    nobody = [
        (person("nurse").post("/api/v1/devices", {"name": "x", "hospital_id": "h_near"}), 404),
        (person("chief").post("/api/v1/devices", {"name": "x", "hospital_id": "h_elsewhere"}), 404),
        (person("admin").post("/api/v1/devices", {"name": "x"}), 422),
        (person("kim").post("/api/v1/devices", {"name": "x", "hospital_id": "h_near"}), 403),
        (screen.post("/api/v1/devices", {"name": "another"}), 403),
        (person("nurse").post("/api/v1/devices", {"name": "   "}), 422),
    ]
    assert [answer.status_code for answer, _ in nobody] == [status for _, status in nobody]


def test_a_screen_needs_its_csrf_token_and_keeps_it_for_as_long_as_it_lives(screen: Screen, town: Town) -> None:
    assert screen.client.post("/api/v1/hospitals/h_far/still-correct", json={}).status_code == 403
    town.clock.advance(timedelta(days=200))
    assert screen.post("/api/v1/hospitals/h_far/still-correct").status_code == 200


def test_signing_a_screen_out_revokes_it(screen: Screen, person: PersonMaker) -> None:
    kept = screen.client.get_cookie(SCREEN)
    assert kept is not None
    assert screen.client.post("/signout", data={"csrf_token": screen.csrf}).status_code == 302
    screen.client.set_cookie(SCREEN, kept.value)
    assert screen.get("/api/v1/me").status_code == 401
    assert person("nurse").get("/api/v1/devices").json["devices"] == []
