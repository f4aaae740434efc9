"""Who may call what: every endpoint, every role, declared in one place and checked against what runs."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from apiflask import APIBlueprint, APIFlask
from flask import Flask

from chassis import accounts
from chassis.accounts import TokenRow
from chassis.db import Database
from chassis.identity import Role
from tests.dispatch.town import Town
from tests.web.browserless import PASSWORD, PEOPLE, a_call
from tests.web.conftest import PersonMaker
from web.app import create_app
from web.guard import EVERYBODY, Access, access_of, for_roles, require_declarations

ROLES = {role: login for login, (role, _) in reversed(PEOPLE.items())}
REFUSED = {"forbidden", "csrf", "sign_in"}


def addresses(app: Flask) -> list[tuple[str, str, str]]:
    """(endpoint, method, path with made-up ids) of every endpoint."""
    found = []
    for rule in app.url_map.iter_rules():
        path = rule.rule
        for name in rule.arguments:
            for shape in (f"<{name}>", f"<path:{name}>"):
                path = path.replace(shape, "nothing")
            path = path.replace(f"<int:{name}>", "0")
        found += [(rule.endpoint, method, path) for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})]
    return found


def test_every_endpoint_says_who_may_call_it(app: APIFlask) -> None:
    require_declarations(app)
    assert all(access_of(app, endpoint) is not None for endpoint, _, _ in addresses(app))


def test_an_endpoint_that_says_nothing_stops_the_start(app: APIFlask) -> None:
    silent = Flask("silent")
    silent.add_url_rule("/loose", "loose", lambda: "x")
    with pytest.raises(RuntimeError, match="loose"):
        require_declarations(silent)


def test_every_endpoint_lets_in_exactly_the_roles_it_declares(app: APIFlask, person: PersonMaker) -> None:
    """The whole URL map times every role. What a role may not call is refused before anything else is looked at."""
    wrong = []
    for role in sorted(EVERYBODY):
        who = person(ROLES[role])
        for endpoint, method, path in addresses(app):
            access = access_of(app, endpoint)
            if endpoint in {"signin.leave", "signin.enter"} or access is None:
                continue  # they would end the session the others are tried with
            answer = who.client.open(path, method=method, json={}, headers={"X-CSRF-Token": who.csrf})
            streams = answer.mimetype == "text/event-stream"  # let in; never read to its end
            body = {} if streams else answer.get_json(silent=True) or {}
            refused = answer.status_code in {401, 403} and body.get("code") in REFUSED and "not for" in body["detail"]
            if refused != (not access.anyone and role not in access.roles):
                wrong.append((role, method, path, answer.status_code))
    assert wrong == []


def test_without_a_sign_in_everything_that_is_not_open_is_closed(app: APIFlask) -> None:
    client, wrong = app.test_client(), []
    for endpoint, method, path in addresses(app):
        access = access_of(app, endpoint)
        answer = client.open(path, method=method, json={})
        if access is not None and not access.anyone and answer.status_code not in {401, 403}:
            wrong.append((method, path, answer.status_code))
    assert wrong == []


def test_a_page_sends_a_stranger_to_the_sign_in_and_back(app: APIFlask) -> None:
    answer = app.test_client().get("/desk", headers={"Accept": "text/html"})
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/signin?next=/desk"


def test_a_cookie_without_the_csrf_token_changes_nothing(person: PersonMaker) -> None:
    kim = person("kim")
    answer = kim.client.post("/api/v1/calls", json=a_call())
    assert (answer.status_code, answer.json["code"]) == (403, "csrf")


def test_a_machine_needs_no_csrf_token_and_only_does_what_its_role_may(app: APIFlask, person: PersonMaker) -> None:
    token = person.machine(Role.HOSPITAL, "h_far")
    client, headers = app.test_client(), {"Authorization": f"Bearer {token}"}
    beds = {"beds": {"O001": {"available": 4, "baseline": 20}}}
    assert client.post("/api/v1/hospitals/h_far/capacity", json=beds, headers=headers).status_code == 200
    assert client.post("/api/v1/hospitals/h_silent/capacity", json=beds, headers=headers).status_code == 403
    assert client.post("/api/v1/calls", json=a_call(), headers=headers).status_code == 403


FOR_HOSPITAL_MACHINES = {
    "receiving_api.post_capacity",
    "receiving_api.still_correct",
    "receiving_api.declare_diversion",
    "receiving_api.lift_diversion",
    "fhir_api.search",
    "fhir_api.read",
    "fhir_api.everything",
    "fhir_api.document",
    "subscription_api.create",
    "subscription_api.search",
    "subscription_api.read",
    "subscription_api.end",
    "subscription_api.status",
    "subscription_api.events",
    "signin.me",
}


def test_a_hospitals_token_opens_what_is_made_for_machines_and_nothing_else(app: APIFlask, person: PersonMaker) -> None:
    """It is no nurse: what is read needs a scope, and what is answered, ordered and signed is somebody's word."""
    client, headers = app.test_client(), {"Authorization": f"Bearer {person.machine(Role.HOSPITAL, 'h_far')}"}
    opened = set()
    for endpoint, method, path in addresses(app):
        access = access_of(app, endpoint)
        if access is None or access.anyone:
            continue
        answer = client.open(path, method=method, json={}, headers=headers)
        body = answer.get_json(silent=True) if answer.mimetype == "application/problem+json" else None
        if not (answer.status_code == 403 and body is not None and "not for" in body["detail"]):
            opened.add(endpoint)
    assert opened == FOR_HOSPITAL_MACHINES


def test_an_unknown_token_opens_nothing(app: APIFlask) -> None:
    answer = app.test_client().get("/api/v1/desk/board", headers={"Authorization": "Bearer gt_guess"})
    assert (answer.status_code, answer.json["code"]) == (401, "invalid_token")


def test_a_blueprint_that_comes_later_is_guarded_too(town: Town) -> None:
    app = create_app(town.system)
    person = PersonMaker(app)
    later = APIBlueprint("later", __name__)
    later.add_url_rule("/later/told", "told", for_roles(Role.PILOT)(lambda: "told"))
    later.add_url_rule("/later/silent", "silent", lambda: "silent")
    app.register_blueprint(later)
    with pytest.raises(RuntimeError, match=r"later\.silent"):
        require_declarations(app)
    pilot, kim = person("pilot"), person("kim")
    assert [who.get("/later/told").status_code for who in (pilot, kim)] == [200, 403]
    assert [who.get("/later/silent").status_code for who in (pilot, kim)] == [403, 403]
    assert app.test_client().get("/later/silent").status_code == 401
    app.extensions["goldentime_hubs"].close()


def test_a_file_of_a_page_comes_without_asking_who_wants_it_also_while_the_database_is_away(
    town: Town, app: APIFlask, person: PersonMaker
) -> None:
    kim, gone = person("kim"), Database("sqlite:////nowhere/at/all.sqlite")
    app.extensions["goldentime"] = replace(town.system, db=gone)
    answer = kim.get("/static/icon.svg")
    answer.close()
    assert kim.get("/desk").status_code == 503
    gone.close()
    assert answer.status_code == 200
    assert "Cookie" not in answer.headers.get("Vary", "")  # everybody's is the same


def test_the_declaration_survives_the_decorators_around_it(app: APIFlask) -> None:
    assert access_of(app, "desk_api.take_call") == Access(frozenset({Role.DISPATCHER, Role.SUPERVISOR}))


@pytest.mark.parametrize("change", [{"active": False}, {"session_version": 2}])
def test_a_session_ends_when_its_person_is_switched_off_or_signed_out_everywhere(
    town: Town, person: PersonMaker, change: dict[str, Any]
) -> None:
    kim = person("kim")
    assert kim.get("/api/v1/me").status_code == 200
    with town.system.db.write() as session:
        row = accounts.find_user(session, "kim")
        for name, value in change.items():
            setattr(row, name, value)
    assert kim.get("/api/v1/me").status_code == 401


def test_a_form_may_carry_the_csrf_token_as_a_field_and_a_wrong_one_is_refused(person: PersonMaker) -> None:
    kim = person("kim")
    assert kim.client.post("/language", data={"language": "en", "csrf_token": "guess"}).status_code == 403
    assert kim.client.post("/language", data={"language": "en", "csrf_token": ""}).status_code == 403
    assert kim.client.post("/language", data={"language": "en", "csrf_token": kim.csrf}).status_code == 302


def test_the_use_of_a_token_is_on_record_and_written_rarely(town: Town, app: APIFlask, person: PersonMaker) -> None:
    headers = {"Authorization": f"bearer {person.machine(Role.PARAMEDIC, 's1')}"}

    def used() -> datetime | None:
        assert app.test_client().get("/api/v1/me", headers=headers).status_code == 200
        with town.system.db.read() as session:
            return session.query(TokenRow).one().last_used_at

    first = used()
    town.clock.advance(timedelta(minutes=5))
    assert used() == first
    town.clock.advance(timedelta(minutes=5))
    assert used() == town.clock.now()


def test_four_faces_are_signed_in_at_once_in_one_browser(app: APIFlask) -> None:
    """desk., crew., er. and pad.localhost: each host has its own cookie."""
    client = app.test_client()
    for host, login in (("desk", "kim"), ("er", "nurse")):
        at = {"base_url": f"http://{host}.localhost:8000/"}
        with client.session_transaction(**at) as session:
            session["csrf"] = "token"
        client.post("/signin", data={"login": login, "password": PASSWORD, "csrf_token": "token"}, **at)
    names = [
        client.get("/api/v1/me", base_url=f"http://{host}.localhost:8000/").json["actor"]["name"]
        for host in ("desk", "er")
    ]
    assert names == ["kim", "nurse"]
    assert client.get("/api/v1/me", base_url="http://pad.localhost:8000/").status_code == 401


def test_the_cookie_is_kept_from_scripts_and_other_sites(person: PersonMaker) -> None:
    kim = person("kim")
    cookie = kim.client.get_cookie("goldentime")
    assert cookie is not None
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    assert cookie.domain == "localhost"
