"""One suite over every lamp: whatever stands behind the port, it takes what it is told or raises one of two errors."""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
import requests
import responses

from chassis.outside import outside_session
from dispatch.lamps import Lamp, Lamps, body_of, secret_of
from dispatch.lamps.fake import FakeLamps
from dispatch.lamps.webhook import WebhookLamps
from dispatch.paging import FinalFailureError, TemporaryFailureError
from dispatch.paging.posting import KEY, SIGNATURE, TIMESTAMP
from hospitals.lamp import LampState, Showing

AT = datetime(2026, 11, 25, 5, 40, tzinfo=UTC)
LAMP = Lamp("A1600001", "https://lamp.example/er", "s3cret")
LIT, DARK = Showing(LampState.BLINK, 2, 1), Showing(LampState.OFF, 0, None)


def webhook() -> WebhookLamps:
    return WebhookLamps(outside_session(()))


@pytest.fixture
def desk() -> Iterator[responses.RequestsMock]:
    """What stands on the hospital's desk."""
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


@pytest.mark.parametrize("make", [FakeLamps, webhook])
def test_a_lamp_takes_what_it_is_told(make: Callable[[], Lamps], desk: responses.RequestsMock) -> None:
    desk.post(LAMP.url, status=204)
    lamps = make()
    lamps.show(LAMP, LIT, at=AT, key="k1")
    lamps.show(LAMP, DARK, at=AT, key="k2")


def test_the_message_is_signed_stable_and_tells_nothing_of_a_patient(desk: responses.RequestsMock) -> None:
    desk.post(LAMP.url, status=200)
    webhook().show(LAMP, LIT, at=AT, key="lamp:req_1:1:0")
    sent = desk.calls[0].request
    assert sent.body == (
        b'{"at":"2026-11-25T05:40:00+00:00","format":1,"hospital_id":"A1600001","requests":2,"state":"blink",'
        b'"worst_acuity":1}'
    )
    timestamp = str(sent.headers[TIMESTAMP])
    expected = hmac.new(b"s3cret", f"{timestamp}.".encode() + sent.body, hashlib.sha256).hexdigest()
    assert (timestamp, sent.headers[SIGNATURE]) == (str(int(AT.timestamp())), f"v1={expected}")
    assert sent.headers[KEY] == "lamp:req_1:1:0"
    assert json.loads(body_of(LAMP, DARK, AT))["worst_acuity"] is None


@pytest.mark.parametrize("trouble", [500, 503, 429, 408, requests.ConnectionError("reset"), requests.Timeout("slow")])
def test_what_may_pass_is_tried_again(trouble: int | Exception, desk: responses.RequestsMock) -> None:
    answer = {"status": trouble} if isinstance(trouble, int) else {"body": trouble}
    desk.post(LAMP.url, **answer)
    with pytest.raises(TemporaryFailureError):
        webhook().show(LAMP, LIT, at=AT, key="k1")


@pytest.mark.parametrize("status", [301, 302, 307, 400, 401, 403, 404, 410])
def test_what_will_not_pass_is_given_up_and_nobody_is_sent_on(status: int, desk: responses.RequestsMock) -> None:
    desk.post(LAMP.url, status=status, headers={"Location": "https://elsewhere.example/"})
    with pytest.raises(FinalFailureError):
        webhook().show(LAMP, LIT, at=AT, key="k1")
    assert len(desk.calls) == 1


@pytest.mark.parametrize("url", ["https://127.0.0.1:9/er", "https://localhost:9/", "http://lamp.example/er"])
def test_a_lamp_inside_our_own_walls_is_never_called(url: str) -> None:
    with pytest.raises(FinalFailureError, match="address"):
        webhook().show(Lamp("h1", url, "s"), LIT, at=AT, key="k1")


def test_a_secret_is_made_from_the_systems_key_and_another_for_every_issue() -> None:
    made = {secret_of("x" * 40, hospital, issue) for hospital in ("h1", "h2") for issue in ("lmp_1", "lmp_2")}
    assert len(made) == 4
    assert "s3cret" not in repr(LAMP)
