"""Accounts and passwords: who is made, changed, closed, and never the last administrator."""

from threading import Thread
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from chassis.accounts import UserRow
from chassis.audit import AuditRow
from chassis.errors import GoldentimeError
from chassis.identity import Actor, Role
from dispatch.admin.people import About, add_person, change_person, set_active
from tests.dispatch.town import Town
from tests.web.administering import HTML, PEOPLE, audited, ident, somebody
from tests.web.browserless import PASSWORD
from tests.web.conftest import PersonMaker
from web.streams import follow


def sign_in(app: APIFlask, login: str, password: str) -> tuple[FlaskClient, TestResponse]:
    client = app.test_client()
    with client.session_transaction() as session:
        session["csrf"] = "token"
    return client, client.post("/signin", data={"login": login, "password": password, "csrf_token": "token"})


def change_password(client: FlaskClient, old: str, new: str, again: str | None = None) -> TestResponse:
    with client.session_transaction() as session:
        token = session.setdefault("csrf", "token")
    form = {"old": old, "password": new, "again": new if again is None else again, "csrf_token": token}
    return client.post("/password", data=form, headers=HTML)


def test_somebody_new_signs_in_with_a_one_time_password_and_changes_it_first(
    app: APIFlask, town: Town, person: PersonMaker
) -> None:
    made = somebody(person("admin"))
    client, answer = sign_in(app, "new", made["password"])
    assert answer.status_code == 302
    assert client.get("/desk", headers=HTML).headers["Location"] == "/password"
    refused = client.get("/api/v1/desk/board")
    assert (refused.status_code, refused.json["code"]) == (403, "password_first")
    assert change_password(client, made["password"], "바꾼 비밀번호 하나").status_code == 302
    assert client.get("/api/v1/desk/board").status_code == 200
    assert sign_in(app, "new", made["password"])[1].status_code == 401
    assert audited(town, "add_person").new == {
        "login": "new",
        "name": "새사람",
        "role": "dispatcher",
        "facility": None,
        "language": "ko",
    }


def test_a_password_is_never_listed_stored_or_audited(town: Town, person: PersonMaker) -> None:
    admin = person("admin")
    made = somebody(admin)
    assert made["password"] not in admin.get(PEOPLE).text
    with town.system.db.read() as session:
        kept = [str(vars(row)) for table in (UserRow, AuditRow) for row in session.query(table)]
    assert not any(made["password"] in one for one in kept)


@pytest.mark.parametrize(
    ("about", "field"),
    [
        ({"login": "kim"}, "login"),
        ({"login": "a b"}, "login"),
        ({"name": " "}, "name"),
        ({"role": "caller"}, "role"),
        ({"role": "hospital"}, "facility"),
        ({"role": "hospital", "facility": "s1"}, "facility"),
        ({"role": "dispatcher", "facility": "h_far"}, "facility"),
        ({"role": "paramedic", "facility": "h_far"}, "facility"),
    ],
)
def test_what_does_not_fit_is_told_by_its_field(person: PersonMaker, about: dict[str, Any], field: str) -> None:
    answer = person("admin").post(PEOPLE, {"login": "new", "name": "새", "role": "dispatcher"} | about)
    assert answer.status_code == 422
    assert [str(one["field"]).rsplit(".", 1)[-1] for one in answer.json["errors"]] == [field]


def test_another_role_counts_at_once_and_is_on_record_with_old_and_new(town: Town, person: PersonMaker) -> None:
    admin, kim = person("admin"), person("kim")
    about = {"name": "김간호", "role": "hospital", "facility": "h_far", "language": "en"}
    changed = admin.post(f"{PEOPLE}/{ident(admin, 'kim')}", about)
    assert (changed.json["role"], changed.json["facility"]) == ("hospital", "h_far")
    assert kim.get("/api/v1/desk/board").status_code == 401
    line = audited(town, "change_person")
    assert (line.old["role"], line.new["role"], line.new["facility"]) == ("dispatcher", "hospital", "h_far")  # type: ignore[index]


def test_another_name_keeps_the_session(person: PersonMaker) -> None:
    admin, kim = person("admin"), person("kim")
    about = {"name": "김새이름", "role": "dispatcher", "language": "en"}
    assert admin.post(f"{PEOPLE}/{ident(admin, 'kim')}", about).status_code == 200
    assert kim.get("/api/v1/me").json["actor"]["name"] == "김새이름"


def test_a_closed_account_loses_its_session_and_its_open_stream(app: APIFlask, town: Town, person: PersonMaker) -> None:
    admin, kim = person("admin"), person("kim")
    who, hub = ident(admin, "kim"), app.extensions["goldentime_hubs"].of("sejong")
    stream = follow(town.system, hub, ("sejong.desk",), "sejong", after=None, whose=who, beat_s=0.05)
    assert "event: hello" in next(stream)
    assert admin.post(f"{PEOPLE}/{who}/deactivate").json["active"] is False
    assert any("access_ended" in line for line in stream)  # and it ended, or this would never return
    assert kim.get("/api/v1/desk/board").status_code == 401
    assert sign_in(app, "kim", PASSWORD)[1].status_code == 401
    assert admin.post(f"{PEOPLE}/{who}/reactivate").json["active"] is True
    assert sign_in(app, "kim", PASSWORD)[1].status_code == 302


def test_all_sessions_end_and_the_password_stays(app: APIFlask, person: PersonMaker) -> None:
    admin, kim = person("admin"), person("kim")
    assert admin.post(f"{PEOPLE}/{ident(admin, 'kim')}/sessions/end").status_code == 204
    assert kim.get("/api/v1/desk/board").status_code == 401
    assert sign_in(app, "kim", PASSWORD)[1].status_code == 302


def test_a_new_password_replaces_the_old_one(app: APIFlask, person: PersonMaker) -> None:
    admin, kim = person("admin"), person("kim")
    given = admin.post(f"{PEOPLE}/{ident(admin, 'kim')}/password").json["password"]
    assert kim.get("/api/v1/desk/board").status_code == 401
    assert sign_in(app, "kim", PASSWORD)[1].status_code == 401
    assert sign_in(app, "kim", given)[1].status_code == 302


@pytest.mark.parametrize("act", ["deactivate", "password"])
def test_nobody_takes_their_own_way_in_away(person: PersonMaker, act: str) -> None:
    admin = person("admin")
    answer = admin.post(f"{PEOPLE}/{ident(admin, 'admin')}/{act}")
    assert (answer.status_code, answer.json["code"]) == (409, "own_account")
    own = admin.post(f"{PEOPLE}/{ident(admin, 'admin')}", {"name": "admin", "role": "dispatcher"})
    assert own.json["code"] == "own_account"


def test_the_last_administrator_stays_also_before_a_machine(app: APIFlask, town: Town, person: PersonMaker) -> None:
    admin, machine = person("admin"), person.machine(Role.ADMIN)
    headers = {"Authorization": f"Bearer {machine}"}
    client, who = app.test_client(), ident(admin, "admin")
    refused = client.post(f"{PEOPLE}/{who}/deactivate", headers=headers)
    assert (refused.status_code, refused.json["code"]) == (409, "last_administrator")
    somebody(admin, role="admin")
    assert client.post(f"{PEOPLE}/{who}/deactivate", headers=headers).status_code == 200


def test_two_administrators_who_close_each_other_leave_one(town: Town) -> None:
    boss = Actor("token:boss", "boss", Role.ADMIN, "sejong")
    first = add_person(town.system, boss, "first", About("첫째", Role.ADMIN, None, "ko"))[0]
    second = add_person(town.system, boss, "second", About("둘째", Role.ADMIN, None, "ko"))[0]
    with town.system.db.write() as session:
        session.query(UserRow).filter(UserRow.login == "admin").one().active = False
    ends: list[str] = []

    def close(one: str, other: str) -> None:
        try:
            set_active(town.system, Actor(one, one, Role.ADMIN, "sejong"), other, active=False)
            ends.append("closed")
        except GoldentimeError as refused:
            ends.append(refused.code)

    threads = [Thread(target=close, args=pair) for pair in ((first.id, second.id), (second.id, first.id))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends) == ["closed", "forbidden"]


def test_an_administrator_manages_only_their_own_region(town: Town, person: PersonMaker) -> None:
    admin = person("admin")
    with town.system.db.write() as session:
        about = {"name": "x", "password": "x", "created_at": town.clock.now(), "region": "daejeon"}
        session.add(UserRow(id="usr_far", login="far", role="dispatcher", **about))
        session.add(UserRow(id="usr_er", login="er", role="hospital", facility="h_far", **about))
    assert "usr_far" not in {one["id"] for one in admin.get(PEOPLE).json["people"]}
    for act in ("deactivate", "reactivate", "password", "sessions/end"):
        assert admin.post(f"{PEOPLE}/usr_far/{act}").status_code == 404
    assert admin.post(f"{PEOPLE}/usr_far", {"name": "x", "role": "dispatcher"}).status_code == 404
    taken = admin.post(f"{PEOPLE}/usr_er", {"name": "x", "role": "dispatcher"})
    assert taken.status_code == 403
    with pytest.raises(GoldentimeError):
        change_person(
            town.system, Actor("t", "t", Role.ADMIN, "daejeon"), "usr_far", About("x", Role.PILOT, "pad1", "ko")
        )


def test_ones_own_password_ends_the_other_sessions_and_keeps_this_one(app: APIFlask, person: PersonMaker) -> None:
    here, there = person("nurse"), person("nurse")
    assert change_password(here.client, PASSWORD, "조용한 새벽 응급실 3").status_code == 302
    assert here.get("/api/v1/receiving/board").status_code == 200
    assert there.get("/api/v1/receiving/board").status_code == 401


@pytest.mark.parametrize(
    ("old", "new", "again", "says"),
    [
        ("wrong password", "조용한 새벽 응급실", None, "old-wrong"),
        (PASSWORD, "short", None, "password-wrong"),
        (PASSWORD, "my name is nurse", None, "password-wrong"),
        (PASSWORD, "1111111111111", None, "password-wrong"),
        (PASSWORD, PASSWORD, None, "password-wrong"),
        (PASSWORD, "조용한 새벽 응급실", "다른 것", "again-wrong"),
    ],
)
def test_a_weak_or_mistyped_password_is_told_beside_its_field(
    person: PersonMaker, old: str, new: str, again: str | None, says: str
) -> None:
    answer = change_password(person("nurse").client, old, new, again)
    assert answer.status_code == 422
    assert f'id="{says}"' in answer.text
    assert 'id="rules"' in answer.text


def test_guessing_ones_password_closes_the_form(person: PersonMaker) -> None:
    nurse = person("nurse")
    for _ in range(5):
        change_password(nurse.client, "guess guess", "조용한 새벽 응급실")
    assert change_password(nurse.client, PASSWORD, "조용한 새벽 응급실").status_code == 429
