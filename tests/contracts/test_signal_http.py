"""A signal centre over HTTP."""

import json
from collections.abc import Iterator

import pytest
import requests
import responses

from routing.signals import CentreError
from routing.signals.http import KEY, HttpCentre
from routing.signals.srm import to_json
from tests.contracts.signalwords import answer, message

URL = "https://signals.example"


# over HTTP ------------------------------------------------------------------------------------------------------


@pytest.fixture
def outside() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


def test_a_request_is_posted_and_its_answer_read(outside: responses.RequestsMock) -> None:
    outside.post(f"{URL}/tsp/v1/requests", json=to_json(answer()))
    assert HttpCentre.at(URL + "/", "t0ken").send(message(), key="srm:1:7") == (answer(),)
    sent = outside.calls[0].request
    assert json.loads(sent.body or b"") == to_json(message())
    assert (sent.headers[KEY], sent.headers["Authorization"]) == ("srm:1:7", "Bearer t0ken")
    assert "t0ken" not in repr(HttpCentre.at(URL, "t0ken"))


@pytest.mark.parametrize(("body", "number"), [(b"", 0), (b"[]", 0), (b" ", 0)])
def test_an_answer_may_come_later(body: bytes, number: int, outside: responses.RequestsMock) -> None:
    outside.post(f"{URL}/tsp/v1/requests", body=body, status=202)
    assert len(HttpCentre.at(URL, "").send(message(), key="k")) == number


@pytest.mark.parametrize("trouble", [500, 503, 429, 408, requests.ConnectionError("reset"), requests.Timeout("slow")])
def test_what_may_pass_is_tried_again(trouble: int | Exception, outside: responses.RequestsMock) -> None:
    told = {"status": trouble} if isinstance(trouble, int) else {"body": trouble}
    outside.post(f"{URL}/tsp/v1/requests", **told)
    with pytest.raises(CentreError) as raised:
        HttpCentre.at(URL, "").send(message(), key="k")
    assert not raised.value.final


@pytest.mark.parametrize("status", [302, 400, 401, 403, 404])
def test_what_will_not_pass_is_given_up(status: int, outside: responses.RequestsMock) -> None:
    outside.post(f"{URL}/tsp/v1/requests", status=status, headers={"Location": "https://elsewhere.example/"})
    with pytest.raises(CentreError) as raised:
        HttpCentre.at(URL, "").send(message(), key="k")
    assert raised.value.final
    assert len(outside.calls) == 1


@pytest.mark.parametrize("body", [b"<html>", b"{}", b'{"messageID":"SRM"}', b"[1]"])
def test_an_unreadable_answer_is_not_believed(body: bytes, outside: responses.RequestsMock) -> None:
    outside.post(f"{URL}/tsp/v1/requests", body=body)
    with pytest.raises(CentreError, match="unreadable"):
        HttpCentre.at(URL, "").send(message(), key="k")
