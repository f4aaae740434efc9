"""What a signal centre tells us by itself: only signed, only fresh, only what can be read."""

import json

import pytest
from apiflask import APIFlask

from chassis.secrets import sign
from routing.priority.messages import Status
from routing.signals.srm import SSM, IntersectionID, SignalStatus, to_json

SECRET = "s" * 40


def post(app: APIFlask, body: str, *, secret: str = SECRET, off_s: int = 0) -> int:
    system = app.extensions["goldentime"]
    timestamp = str(int(system.clock.now().timestamp()) + off_s)
    headers = {
        "Content-Type": "application/json",
        "X-Goldentime-Timestamp": timestamp,
        "X-Goldentime-Signature": "v1=" + sign(secret, f"{timestamp}.{body}"),
    }
    return app.test_client().post("/hooks/signals/status", data=body, headers=headers).status_code


def said() -> str:
    return json.dumps(to_json(SSM(7, IntersectionID(1), (SignalStatus("s1", 1, Status.GRANTED),))))


@pytest.fixture
def known(app: APIFlask) -> APIFlask:
    """A system that shares a secret with its centre."""
    object.__setattr__(app.extensions["goldentime"].settings, "signals_token", SECRET)
    return app


def test_what_is_signed_and_fresh_is_heard(known: APIFlask) -> None:
    assert post(known, said()) == 204
    assert post(known, f"[{said()}]") == 204


@pytest.mark.parametrize(("secret", "off_s"), [("x" * 40, 0), (SECRET, 301), (SECRET, -301)])
def test_what_is_not_is_refused(known: APIFlask, secret: str, off_s: int) -> None:
    assert post(known, said(), secret=secret, off_s=off_s) == 403


def test_without_a_secret_nobody_is_heard(app: APIFlask) -> None:
    assert post(app, said(), secret="") == 403


@pytest.mark.parametrize("body", ["", "{}", "[]x", '{"messageID":"SSM"}'])
def test_what_cannot_be_read_is_refused(known: APIFlask, body: str) -> None:
    assert post(known, body) == 422
