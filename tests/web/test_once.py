"""The same request sent twice happens once."""

import json
from base64 import b64decode
from datetime import timedelta
from functools import wraps

import pytest
from apiflask import APIFlask
from sqlalchemy import func, select

from chassis.audit import AuditRow
from chassis.errors import IllegalMoveError
from chassis.idempotency import KeyRow, claim, digest_of
from chassis.sealing import sealer_of
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


def test_a_refusal_by_the_command_is_answered_alike(person: PersonMaker) -> None:
    kim, chief = person("kim"), person("chief")
    mine, theirs = (who.post("/api/v1/calls", a_call()).json["incident"]["id"] for who in (kim, chief))
    chief.post(f"/api/v1/incidents/{theirs}/assignments", {"unit_id": "s1"})
    address = f"/api/v1/incidents/{mine}/assignments"
    first, again = (kim.post(address, {"unit_id": "s1"}, Idempotency_Key="k1") for _ in range(2))
    assert (first.status_code, first.json["code"]) == (409, "taken")
    assert (again.status_code, again.json) == (409, first.json)
    assert again.headers["Idempotency-Replayed"] == "true"


def test_what_broke_after_it_was_done_is_never_run_again(app: APIFlask, person: PersonMaker) -> None:
    """The call is on record before the view breaks: running it again would send a second ambulance."""
    kim, take_call = person("kim"), app.view_functions["desk_api.take_call"]

    @wraps(take_call)
    def breaks() -> str:
        take_call()
        raise RuntimeError("after the first transaction")

    app.view_functions["desk_api.take_call"] = breaks
    first, again = (kim.post("/api/v1/calls", a_call(), Idempotency_Key="k1") for _ in range(2))
    assert first.status_code == 500
    assert (again.status_code, again.json["code"]) == (409, "idempotency_done")
    assert len(kim.get("/api/v1/desk/board").json["incidents"]) == 1


def test_what_broke_before_anything_was_done_runs_again(app: APIFlask, person: PersonMaker) -> None:
    kim, take_call, broken = person("kim"), app.view_functions["desk_api.take_call"], [True]

    @wraps(take_call)
    def breaks() -> object:
        if broken.pop():
            broken.append(False)
            raise RuntimeError("before the first transaction")
        return take_call()

    app.view_functions["desk_api.take_call"] = breaks
    first, again = (kim.post("/api/v1/calls", a_call(), Idempotency_Key="k1") for _ in range(2))
    assert (first.status_code, again.status_code) == (500, 201)
    assert len(kim.get("/api/v1/desk/board").json["incidents"]) == 1


def test_a_body_nobody_can_read_leaves_the_key_free(person: PersonMaker) -> None:
    kim = person("kim")
    headers = {"X-CSRF-Token": kim.csrf, "Content-Type": "application/json", "Idempotency-Key": "k1"}
    assert kim.client.post("/api/v1/calls", data="{", headers=headers).status_code == 400
    assert kim.post("/api/v1/calls", a_call(), Idempotency_Key="k1").status_code == 201


def test_changes_have_keys_and_looking_has_none(person: PersonMaker) -> None:
    kim, crew = person("kim"), person("crew")
    incident = kim.post("/api/v1/calls", a_call()).json["incident"]["id"]
    kim.post(f"/api/v1/incidents/{incident}/assignments", {"unit_id": "s1"})
    address, headers = f"/api/v1/incidents/{incident}/patient", {"X-CSRF-Token": crew.csrf, "Idempotency-Key": "k1"}
    answers = [crew.client.patch(address, json={"age_years": 71}, headers=headers) for _ in range(2)]
    assert [a.status_code for a in answers] == [204, 204]
    assert answers[1].headers["Idempotency-Replayed"] == "true"
    looks = [kim.client.get("/api/v1/me", headers={"Idempotency-Key": "k1"}) for _ in range(2)]
    assert all("Idempotency-Replayed" not in look.headers for look in looks)


def test_two_callers_with_one_key_do_not_meet(app: APIFlask, person: PersonMaker) -> None:
    kim = person("kim")
    links = [kim.post("/api/v1/calls", a_call()).json["link_token"] for _ in range(2)]
    where = {"lat": 36.481, "lon": 127.288, "accuracy_m": 9}
    answers = [
        app.test_client().post(f"/api/v1/caller/{link}/location", json=where, headers={"Idempotency-Key": "k"})
        for link in links
    ]
    assert [a.status_code for a in answers] == [204, 204]
    assert all("Idempotency-Replayed" not in a.headers for a in answers)


@pytest.mark.parametrize("key", ["", "x" * 129, "k\xe9y"])
def test_a_key_that_is_none_is_refused(person: PersonMaker, key: str) -> None:
    answer = person("kim").post("/api/v1/calls", a_call(), Idempotency_Key=key)
    assert (answer.status_code, answer.json["code"]) == (400, "idempotency_key")


def test_two_people_may_use_the_same_key(person: PersonMaker) -> None:
    assert person("kim").post("/api/v1/calls", a_call(), Idempotency_Key="k1").status_code == 201
    assert person("chief").post("/api/v1/calls", a_call(), Idempotency_Key="k1").status_code == 201


def test_a_request_whose_process_died_runs_again_when_nothing_of_it_was_done(person: PersonMaker, town: Town) -> None:
    kim = person("kim")
    me, body = kim.get("/api/v1/me").json["actor"]["id"], json.dumps(a_call()).encode()
    headers = {"X-CSRF-Token": kim.csrf, "Content-Type": "application/json", "Idempotency-Key": "k2"}
    with town.system.db.write() as session:
        claim(session, me, "k2", digest_of("POST", "/api/v1/calls", body), now=town.clock.now())
    running = kim.client.post("/api/v1/calls", data=body, headers=headers)
    assert running.json["code"] == "idempotency_in_progress"
    town.clock.advance(timedelta(seconds=5))
    assert kim.client.post("/api/v1/calls", data=body, headers=headers).status_code == 201


def test_a_request_whose_process_died_after_it_was_done_does_nothing_more(person: PersonMaker, town: Town) -> None:
    kim = person("kim")
    assert kim.post("/api/v1/calls", a_call(), Idempotency_Key="k1").status_code == 201
    with town.system.db.write() as session:  # as it stood between the two transactions
        session.scalars(select(KeyRow)).one().status = None
    again = kim.post("/api/v1/calls", a_call(), Idempotency_Key="k1")
    assert (again.status_code, again.json["code"]) == (409, "idempotency_done")
    assert len(kim.get("/api/v1/desk/board").json["incidents"]) == 1


def test_answers_of_patients_lie_neither_in_the_audit_nor_under_a_key(person: PersonMaker, town: Town) -> None:
    """What is kept for a repeated request and for the audit outlives the patient's own record."""
    kim = person("kim")
    incident = kim.post("/api/v1/calls", a_call()).json["incident"]["id"]
    path, words = f"/api/v1/incidents/{incident}", "계단에서굴렀음"
    gate = {"conscious": "yes", "breathing": "yes", "happened": words}
    assert kim.post(f"{path}/gate", gate).status_code < 300
    report = {"kind": "traffic", "hazards": words, "estimated": 12}
    sent = [("interview", {"answers": {"fall.height": "6"}}), ("mass", report)]
    firsts = [kim.post(f"{path}/{name}", body, Idempotency_Key=name) for name, body in sent]
    agains = [kim.post(f"{path}/{name}", body, Idempotency_Key=name) for name, body in sent]
    assert [answer.status_code for answer in (*firsts, *agains)] == [200] * 4
    assert [answer.json for answer in agains] == [kim.get(f"{path}/{name}").json for name, _ in sent]
    assert [answer.headers.get("Idempotency-Replayed") for answer in agains] == ["true", "true"]
    refused = kim.post(f"{path}/interview", {"answers": {"fall.height": words}}, Idempotency_Key="wrong")
    assert refused.status_code == 422
    with town.system.db.read() as session:
        assert session.scalar(select(func.count()).where(AuditRow.action == "interview")) == 1
        lines = session.scalars(select(AuditRow).where(AuditRow.action.in_(("interview", "gate")))).all()
        kept = session.scalars(select(KeyRow)).all()
    assert words not in str([(line.old, line.new) for line in lines])
    assert "'6'" not in str([(line.old, line.new) for line in lines])
    sealer = sealer_of(town.system.settings)
    bodies = {row.key: b64decode(sealer.opened((row.body or b"").decode())["body"]) for row in kept}
    assert words not in bodies.pop("wrong").decode()
    assert bodies == {"interview": b"", "mass": b""}


def test_a_refusal_because_the_slow_first_one_was_carried_out_says_so(
    app: APIFlask, person: PersonMaker, town: Town
) -> None:
    """The first hangs, its key goes to the second, and the first is done after all: nothing has been refused."""
    kim = person("kim")

    @wraps(app.view_functions["desk_api.take_call"])
    def finds_it_done() -> object:
        with town.system.db.write() as session:  # the first commits
            session.scalars(select(KeyRow)).one().done_at = town.clock.now()
        raise IllegalMoveError("assignment", "on_scene", "on_scene", ())

    app.view_functions["desk_api.take_call"] = finds_it_done
    answer = kim.post("/api/v1/calls", a_call(), Idempotency_Key="k1")
    assert (answer.status_code, answer.json["code"]) == (409, "idempotency_done")
    with town.system.db.read() as session:
        assert session.scalars(select(KeyRow)).one().status is None, "the first one's answer is still to come"
