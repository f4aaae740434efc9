"""Signing in, being slowed down, and signing out."""

from datetime import timedelta

from apiflask import APIFlask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from chassis.audit import AuditRow
from tests.dispatch.town import Town
from tests.web.browserless import PASSWORD
from tests.web.conftest import PersonMaker


def try_signin(client: FlaskClient, login: str, password: str, **more: str) -> TestResponse:
    with client.session_transaction() as session:
        session["csrf"] = "token"
    form = {"login": login, "password": password, "csrf_token": "token"} | more
    return client.post("/signin", data=form, headers={"Accept": "text/html"})


def test_the_right_password_leads_to_the_page_of_the_role(app: APIFlask) -> None:
    answer = try_signin(app.test_client(), "nurse", PASSWORD)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/receiving")


def test_a_wrong_password_says_so_beside_the_field_and_keeps_the_name(app: APIFlask) -> None:
    answer = try_signin(app.test_client(), "kim", "wrong")
    assert answer.status_code == 401
    assert 'value="kim"' in answer.text


def test_five_failures_close_the_door_and_time_opens_it(app: APIFlask, town: Town) -> None:
    client = app.test_client()
    for _ in range(5):
        try_signin(client, "kim", "wrong")
    locked = try_signin(client, "kim", PASSWORD)
    assert locked.status_code == 429
    assert 'role="alert"' in locked.text
    assert int(locked.headers["Retry-After"]) > 0
    town.clock.advance(timedelta(minutes=16))
    assert try_signin(client, "kim", PASSWORD).status_code == 302


def test_an_unknown_name_is_answered_like_a_wrong_password(app: APIFlask) -> None:
    known = try_signin(app.test_client(), "kim", "wrong")
    unknown = try_signin(app.test_client(), "nobody", "wrong")
    assert known.status_code == unknown.status_code == 401


def test_the_next_page_is_never_another_site(app: APIFlask) -> None:
    for trap in ("//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example", "//[", "desk"):
        answer = try_signin(app.test_client(), "kim", PASSWORD, next=trap)
        assert answer.headers["Location"] == "/desk"
    assert try_signin(app.test_client(), "kim", PASSWORD, next="/desk?x=1").headers["Location"] == "/desk?x=1"


def test_signing_out_ends_the_session(person: PersonMaker) -> None:
    kim = person("kim")
    kim.client.post("/signout", data={"csrf_token": kim.csrf})
    assert kim.get("/api/v1/desk/board").status_code == 401


def test_signing_out_everywhere_ends_the_sessions_of_other_devices(app: APIFlask, person: PersonMaker) -> None:
    here, there = person("kim"), person("kim")
    here.client.post("/signout", data={"csrf_token": here.csrf, "everywhere": "1"})
    assert there.get("/api/v1/me").status_code == 401
    assert person("kim").get("/api/v1/me").status_code == 200


def test_coming_and_going_is_on_record_with_the_address(town: Town, person: PersonMaker) -> None:
    kim = person("kim")
    kim.client.post("/signout", data={"csrf_token": kim.csrf})
    with town.system.db.read() as session:
        lines = session.query(AuditRow).order_by(AuditRow.id).all()
    assert [(line.action, line.new) for line in lines] == [
        ("sign_in", {"address": "127.0.0.1"}),
        ("sign_out", {"address": "127.0.0.1"}),
    ]


def test_nothing_of_the_session_before_the_sign_in_is_kept(app: APIFlask) -> None:
    client = app.test_client()
    with client.session_transaction() as session:
        session["planted"] = "by somebody else"
    try_signin(client, "kim", PASSWORD)
    with client.session_transaction() as session:
        assert set(session) == {"user", "version", "name", "role", "region"}


def test_a_person_finds_the_chosen_language_on_the_next_device(app: APIFlask, person: PersonMaker) -> None:
    kim = person("kim")
    kim.client.post("/language", data={"language": "en", "csrf_token": kim.csrf})
    elsewhere = app.test_client()
    try_signin(elsewhere, "kim", PASSWORD)
    assert 'lang="en"' in elsewhere.get("/signin").text


def test_an_unknown_language_changes_nothing(app: APIFlask) -> None:
    client = app.test_client()
    with client.session_transaction() as session:
        session["csrf"] = "token"
    client.post("/language", data={"language": "tlh", "csrf_token": "token"})
    assert 'lang="ko"' in client.get("/signin").text


def test_a_name_no_database_can_hold_is_just_a_wrong_name(app: APIFlask) -> None:
    assert try_signin(app.test_client(), "k\0m" * 400, PASSWORD).status_code in {401, 422}


def test_the_language_is_a_choice_that_stays(app: APIFlask) -> None:
    client = app.test_client()
    assert 'lang="ko"' in client.get("/signin").text
    with client.session_transaction() as session:
        session["csrf"] = "token"
    client.post("/language", data={"language": "en", "csrf_token": "token", "next": "/signin"})
    assert 'lang="en"' in client.get("/signin").text
