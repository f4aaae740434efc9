"""The same request sent twice happens once."""

from datetime import timedelta

from chassis.idempotency import claim, digest_of
from tests.dispatch.town import Town
from tests.web.browserless import a_call
from tests.web.conftest import PersonMaker


def test_a_repeated_key_gets_the_first_answer_and_no_second_call(person: PersonMaker) -> None:
    kim = person("kim")
    first, again = (kim.post("/api/v1/calls", a_call(), Idempotency_Key="k1") for _ in range(2))
    assert first.json == again.json
    assert again.headers["Idempotency-Replayed"] == "true"
    assert len(kim.get("/api/v1/desk/board").json["incidents"]) == 1


def test_a_key_cannot_be_used_for_something_else(person: PersonMaker) -> None:
    kim = person("kim")
    kim.post("/api/v1/calls", a_call(), Idempotency_Key="k1")
    other = kim.post("/api/v1/calls", a_call(complaint="fall"), Idempotency_Key="k1")
    assert (other.status_code, other.json["code"]) == (422, "idempotency_mismatch")


def test_a_refused_request_may_be_sent_again_with_its_key(person: PersonMaker) -> None:
    kim = person("kim")
    assert kim.post("/api/v1/calls", a_call(age_years=999), Idempotency_Key="k1").status_code == 422
    assert kim.post("/api/v1/calls", a_call(), Idempotency_Key="k1").status_code == 201


def test_two_people_may_use_the_same_key(person: PersonMaker) -> None:
    assert person("kim").post("/api/v1/calls", a_call(), Idempotency_Key="k1").status_code == 201
    assert person("chief").post("/api/v1/calls", a_call(), Idempotency_Key="k1").status_code == 201


def test_a_request_that_never_finished_is_not_run_again(person: PersonMaker, town: Town) -> None:
    kim = person("kim")
    me, body = kim.get("/api/v1/me").json["actor"]["id"], b'{"complaint": "fall"}'
    headers = {"X-CSRF-Token": kim.csrf, "Content-Type": "application/json", "Idempotency-Key": "k2"}
    with town.system.db.write() as session:
        claim(session, me, "k2", digest_of("POST", "/api/v1/calls", body), now=town.clock.now())
    running = kim.client.post("/api/v1/calls", data=body, headers=headers)
    assert running.json["code"] == "idempotency_in_progress"
    town.clock.advance(timedelta(minutes=2))
    doubtful = kim.client.post("/api/v1/calls", data=body, headers=headers)
    assert doubtful.json["code"] == "idempotency_in_doubt"
