"""Whatever goes wrong has one shape: a code that stays, a sentence, and nothing from the inside."""

from collections.abc import Callable, Iterator

import pytest
from apiflask import APIFlask
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

import dispatch.schema  # noqa: F401  with it every error class is known
from chassis.errors import GoldentimeError
from tests.dispatch.town import Town
from tests.web.conftest import PersonMaker
from web.guard import for_anyone
from web.problems import STATUS

PAGE = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def kinds(of: type[GoldentimeError]) -> Iterator[type[GoldentimeError]]:
    """Every kind of error below `of`."""
    for kind in of.__subclasses__():
        yield kind
        yield from kinds(kind)


def breaking(app: APIFlask, error: Exception) -> None:
    """Let /healthz raise `error`."""

    def view() -> str:
        raise error

    app.view_functions["ops.alive"] = for_anyone(view)


def test_every_error_of_the_domain_has_a_status() -> None:
    assert {kind.code for kind in kinds(GoldentimeError)} <= set(STATUS)


def test_a_problem_has_the_members_of_rfc_9457_and_the_id_of_its_request(person: PersonMaker) -> None:
    answer = person("kim").get("/api/v1/incidents/none")
    assert answer.mimetype == "application/problem+json"
    assert answer.json == {
        "type": "urn:goldentime:problem:not_found",
        "title": "Not Found",
        "status": 404,
        "code": "not_found",
        "detail": "no incident none",
        "kind": "incident",
        "id": "none",
        "request_id": answer.headers["X-Request-ID"],
    }


@pytest.mark.parametrize(
    ("send", "status", "code"),
    [
        (lambda c, h: c.get("/api/v1/nowhere", headers=h), 404, "not_found"),
        (lambda c, h: c.put("/api/v1/calls", headers=h), 405, "method_not_allowed"),
        (lambda c, h: c.post("/api/v1/calls", data="{", headers=h), 400, "bad_request"),
        (lambda c, h: c.post("/api/v1/calls", data="[]", headers=h), 422, "invalid_input"),
        (lambda c, h: c.post("/api/v1/calls", data="x" * 300_000, headers=h), 413, "request_entity_too_large"),
    ],
)
def test_what_is_refused_before_any_view_has_a_code(
    person: PersonMaker, send: Callable[..., object], status: int, code: str
) -> None:
    kim = person("kim")
    answer = send(kim.client, {"X-CSRF-Token": kim.csrf, "Content-Type": "application/json"})
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert ("Allow" in answer.headers) == (status == 405)


def test_a_body_that_is_not_json_is_refused(person: PersonMaker) -> None:
    kim = person("kim")
    answer = kim.client.post("/api/v1/calls", data="help", headers={"X-CSRF-Token": kim.csrf})
    assert answer.status_code in {400, 415, 422}
    assert answer.mimetype == "application/problem+json"


def test_a_failure_of_ours_tells_its_request_and_nothing_from_inside(app: APIFlask) -> None:
    breaking(app, RuntimeError("the secret of the house"))
    answer = app.test_client().get("/healthz", headers={"X-Request-ID": "seen-by-the-proxy"})
    assert (answer.status_code, answer.json["code"]) == (500, "internal_error")
    assert answer.json["request_id"] == "seen-by-the-proxy"
    assert "secret" not in answer.text


def test_a_database_that_does_not_answer_is_worth_another_try(app: APIFlask) -> None:
    breaking(app, OperationalError("SELECT", {}, Exception("gone")))
    answer = app.test_client().get("/healthz")
    assert (answer.status_code, answer.json["code"]) == (503, "service_unavailable")
    assert int(answer.headers["Retry-After"]) > 0


def test_a_value_no_database_can_hold_is_the_askers_mistake(app: APIFlask, person: PersonMaker, town: Town) -> None:
    answer = person("kim").post("/api/v1/incidents/k\0m/send")
    assert answer.status_code == (404 if town.system.db.is_sqlite else 422)


def test_a_person_gets_a_page_and_a_script_gets_json(app: APIFlask) -> None:
    client = app.test_client()
    page = client.get("/nowhere", headers=PAGE)
    assert (page.status_code, page.mimetype) == (404, "text/html")
    assert 'lang="ko"' in page.text
    assert client.get("/nowhere").mimetype == "application/problem+json"
    assert client.get("/api/v1/nowhere", headers=PAGE).mimetype == "application/problem+json"


def test_an_error_page_that_cannot_be_drawn_is_a_plain_one(app: APIFlask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(app.jinja_env.globals, "t")  # the templates are of all stories
    page = app.test_client().get("/nowhere", headers=PAGE)
    assert (page.status_code, page.mimetype) == (404, "text/html")
    assert "not_found" in page.text


def test_pages_say_what_is_wrong_while_the_database_is_away(app: APIFlask, town: Town) -> None:
    with town.system.db.write() as session:
        session.execute(text("ALTER TABLE simulation RENAME TO lost"))
    assert app.test_client().get("/nowhere", headers=PAGE).status_code == 404
