"""Requests to the outside end in time and are sent once."""

import pytest
import requests
import responses

from chassis.http import TIMEOUT_S, new_session

URL = "https://partner.example/api"


@responses.activate
def test_every_request_has_a_time_limit() -> None:
    responses.get(URL)
    new_session().get(URL)
    new_session().get(URL, timeout=1)
    assert [call.request.req_kwargs["timeout"] for call in responses.calls] == [TIMEOUT_S, 1]  # type: ignore[attr-defined]


@responses.activate
@pytest.mark.parametrize("trouble", [500, 503, requests.ConnectionError("reset")])
def test_nothing_is_sent_twice(trouble: int | Exception) -> None:
    if isinstance(trouble, int):
        responses.post(URL, status=trouble)
        assert new_session().post(URL).status_code == trouble
    else:
        responses.post(URL, body=trouble)
        with pytest.raises(requests.ConnectionError):
            new_session().post(URL)
    assert len(responses.calls) == 1
