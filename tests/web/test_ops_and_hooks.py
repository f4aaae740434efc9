"""Health, readiness, metrics, the API's description, and what a text provider reports."""

import pytest
from apiflask import APIFlask
from openapi_spec_validator import validate
from sqlalchemy import text

from chassis.heartbeat import beat
from chassis.identity import Role
from chassis.outbox import Delivery, DeliveryRow, enqueue
from dispatch.deliver import deliver, record_status
from dispatch.paging.sms import signature
from tests.dispatch.town import Town
from tests.web.browserless import a_call
from tests.web.conftest import PersonMaker


def test_the_description_is_valid_openapi_3_1(app: APIFlask) -> None:
    spec = app.test_client().get("/openapi.json").json
    assert spec["openapi"].startswith("3.1")
    validate(spec)


def test_it_is_alive(app: APIFlask) -> None:
    assert app.test_client().get("/healthz").json == {"status": "ok"}


def test_without_a_worker_it_is_not_ready_and_says_why(app: APIFlask, town: Town) -> None:
    before = app.test_client().get("/readyz")
    assert before.status_code == 503
    assert before.json["checks"]["worker"]["ok"] is False
    with town.system.db.write() as session:
        beat(session, "w1", now=town.clock.now())
    checks = app.test_client().get("/readyz").json["checks"]
    assert checks["worker"]["ok"] is True
    assert checks["database"]["ok"] is True


def test_metrics_are_for_this_machine_or_an_administrator(app: APIFlask) -> None:
    client = app.test_client()
    assert b"goldentime_request_seconds" in client.get("/metrics").data
    abroad = client.get("/metrics", environ_base={"REMOTE_ADDR": "203.0.113.9"})
    assert abroad.status_code == 403


def test_through_a_proxy_on_this_machine_metrics_need_the_token(app: APIFlask, person: PersonMaker) -> None:
    client, proxied = app.test_client(), {"X-Forwarded-For": "203.0.113.9"}
    assert client.get("/metrics", headers=proxied).status_code == 403
    token = {"Authorization": f"Bearer {person.machine(Role.ADMIN)}"}
    assert client.get("/metrics", headers=proxied | token).status_code == 200
    nurse = {"Authorization": f"Bearer {person.machine(Role.HOSPITAL, 'h_far')}"}
    assert client.get("/metrics", headers=proxied | nurse).status_code == 403


def test_metrics_tell_what_runs(app: APIFlask, person: PersonMaker, town: Town) -> None:
    kim = person("kim")
    kim.post("/api/v1/calls", a_call())
    kim.post("/api/v1/calls", {"surprise": 1})
    stream = iter(kim.get("/api/v1/stream").response)
    next(stream)
    told = app.test_client().get("/metrics").text
    for line in (
        'goldentime_request_seconds_count{endpoint="desk_api.take_call",method="POST",status="201"}',
        'goldentime_problems_total{code="invalid_input"}',
        'goldentime_deliveries{state="waiting"} 0.0',
        "goldentime_decision_seconds_count",
        "goldentime_streams_open",
    ):
        assert line in told


def test_a_database_that_is_gone_makes_it_not_ready_but_leaves_it_alive(app: APIFlask, town: Town) -> None:
    with town.system.db.write() as session:
        session.execute(text("ALTER TABLE workers RENAME TO lost"))
    answer = app.test_client().get("/readyz")
    assert (answer.status_code, answer.json["checks"]["database"]["ok"]) == (503, False)
    assert app.test_client().get("/healthz").status_code == 200


def test_a_stream_that_cannot_see_makes_it_not_ready(app: APIFlask, town: Town) -> None:
    with town.system.db.write() as session:
        beat(session, "w1", now=town.clock.now())
    hub = app.extensions["goldentime_hubs"].of("sejong")
    hub.start()
    assert app.test_client().get("/readyz").json["checks"]["event_log"] == {
        "ok": True,
        "behind": 0,
        "newest_age_s": None,
    }
    with town.system.db.write() as session:
        session.execute(text("ALTER TABLE live_values RENAME TO lost"))
    while hub.sees():
        town.system.bell.ring()
    assert app.test_client().get("/readyz").json["checks"]["event_log"]["ok"] is False


@pytest.fixture
def sent(town: Town) -> str:
    """A text that was sent; its id at the provider."""
    with town.system.db.write() as session:
        params = {"number": "26-000001", "link": "http://x"}
        payload = {"to": "+821012345678", "template": "caller_link", "language": "ko", "params": params}
        enqueue(session, Delivery("k1", "sejong", "sms", payload, town.clock.now()))
    deliver(town.system, "w1")
    with town.system.db.read() as session:
        return str(session.get_one(DeliveryRow, "k1").remote_id)


def test_a_status_without_its_signature_is_refused(app: APIFlask, sent: str) -> None:
    form = {"MessageSid": sent, "MessageStatus": "delivered"}
    answer = app.test_client().post("/hooks/sms/status", data=form)
    assert (answer.status_code, answer.json["code"]) == (403, "signature")


def test_a_signed_status_is_put_on_record(app: APIFlask, town: Town, sent: str) -> None:
    settings = town.system.settings
    object.__setattr__(settings, "sms_token", "12345")
    form = {"MessageSid": sent, "MessageStatus": "delivered"}
    url = settings.public_url + "/hooks/sms/status"
    signed = {"X-Twilio-Signature": signature("12345", url, {name: [value] for name, value in form.items()})}
    assert app.test_client().post("/hooks/sms/status", data=form, headers=signed).status_code == 204
    with town.system.db.read() as session:
        assert session.get_one(DeliveryRow, "k1").remote_status == "delivered"


def test_a_late_report_never_takes_back_a_final_one(town: Town, sent: str) -> None:
    for status in ("delivered", "sent", "queued"):
        record_status(town.system, sent, status)
    with town.system.db.read() as session:
        assert session.get_one(DeliveryRow, "k1").remote_status == "delivered"
