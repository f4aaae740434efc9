"""One suite over every pager: whatever stands behind the port, a message gives a receipt or one of two errors."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs

import pytest
import requests
import responses

from dispatch.cards import LANGUAGES as INTERVIEWS
from dispatch.paging import SOON, FinalFailureError, Message, Paging, Ring, TemporaryFailureError
from dispatch.paging.console import ConsolePaging
from dispatch.paging.fake import FakePaging
from dispatch.paging.sms import SmsPaging, is_signed, signature
from dispatch.paging.texts import TEXTS, VALID_FOR, body_of, validity_of
from dispatch.registering.entering import CODE_LIVES

URL = "https://sms.example/2010-04-01/Accounts/AC1/Messages.json"
CALLS = "https://sms.example/2010-04-01/Accounts/AC1/Calls.json"
TEXT = Message("+821012345678", "세종3 출동", "k1")


def sms() -> SmsPaging:
    return SmsPaging("https://sms.example", "AC1", "secret", "+8215990000", "https://desk.example/hooks/sms/status")


@pytest.fixture
def provider() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


@pytest.mark.parametrize("make", [FakePaging, ConsolePaging, sms])
def test_a_message_that_is_taken_gives_a_receipt(make: Callable[[], Paging], provider: responses.RequestsMock) -> None:
    provider.post(URL, json={"sid": "SM1", "status": "queued"}, status=201)
    receipt = make().send(TEXT)
    assert receipt.remote_id
    assert receipt.status in {"queued", "sent", "delivered"}


@pytest.mark.parametrize("make", [FakePaging, ConsolePaging, sms])
def test_a_call_that_is_placed_gives_a_receipt(make: Callable[[], Paging], provider: responses.RequestsMock) -> None:
    provider.post(CALLS, json={"sid": "CA1", "status": "queued"}, status=201)
    receipt = make().ring(Ring("+82441112222", "https://desk.example/hooks/voice/t", "k1"))
    assert receipt.remote_id
    assert receipt.status in {"queued", "completed"}


def test_the_provider_rings_with_our_address_and_not_for_ever(provider: responses.RequestsMock) -> None:
    provider.post(CALLS, json={"sid": "CA1", "status": "queued"}, status=201)
    sms().ring(Ring("+82441112222", "https://desk.example/hooks/voice/t", "k1"))
    body = str(provider.calls[0].request.body)
    assert "Url=https%3A%2F%2Fdesk.example%2Fhooks%2Fvoice%2Ft" in body
    assert "Timeout=40" in body


def test_the_provider_gets_what_it_needs_and_no_late_text(provider: responses.RequestsMock) -> None:
    provider.post(URL, json={"sid": "SM1", "status": "queued"}, status=201)
    sms().send(TEXT)
    sent = provider.calls[0].request
    assert sent.headers["Authorization"].startswith("Basic ")
    assert "ValidityPeriod=120" in str(sent.body)
    assert "StatusCallback=" in str(sent.body)


@pytest.mark.parametrize(
    ("valid_for", "told"),
    [(timedelta(minutes=10), "600"), (timedelta(hours=10), "36000"), (timedelta(days=3), "36000"), (-SOON, "1")],
)
def test_a_text_that_may_come_later_is_kept_as_long_as_it_says_and_the_provider_can(
    provider: responses.RequestsMock, valid_for: timedelta, told: str
) -> None:
    provider.post(URL, json={"sid": "SM1", "status": "queued"}, status=201)
    sms().send(replace(TEXT, valid_for=valid_for))
    assert parse_qs(str(provider.calls[0].request.body))["ValidityPeriod"] == [told]


def test_only_what_is_not_about_a_running_mission_may_come_later() -> None:
    assert {name for name in TEXTS if validity_of(name) != SOON} == set(VALID_FOR)
    assert set(VALID_FOR) == {"registered_code", "registered_notice", "registered_ends"}
    assert validity_of("registered_code") == CODE_LIVES


def test_too_many_requests_waits_as_long_as_told(provider: responses.RequestsMock) -> None:
    provider.post(URL, json={"code": 20429}, status=429, headers={"Retry-After": "7"})
    with pytest.raises(TemporaryFailureError) as caught:
        sms().send(TEXT)
    assert caught.value.retry_after == timedelta(seconds=7)


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_broken_provider_is_tried_again(provider: responses.RequestsMock, status: int) -> None:
    provider.post(URL, body="oops", status=status)
    with pytest.raises(TemporaryFailureError):
        sms().send(TEXT)


@pytest.mark.parametrize("error", [requests.ConnectTimeout(), requests.ReadTimeout(), requests.ConnectionError()])
def test_a_silent_network_is_tried_again(provider: responses.RequestsMock, error: Exception) -> None:
    provider.post(URL, body=error)
    with pytest.raises(TemporaryFailureError):
        sms().send(TEXT)


@pytest.mark.parametrize("code", [21211, 21610, 21614])
def test_a_wrong_number_or_an_opt_out_is_final(provider: responses.RequestsMock, code: int) -> None:
    provider.post(URL, json={"code": code, "message": "no"}, status=400)
    with pytest.raises(FinalFailureError) as caught:
        sms().send(TEXT)
    assert caught.value.code == str(code)


def test_an_unreachable_handset_is_worth_another_try(provider: responses.RequestsMock) -> None:
    provider.post(URL, json={"code": 30003}, status=400)
    with pytest.raises(TemporaryFailureError):
        sms().send(TEXT)


def test_the_published_signature_vector() -> None:
    """Token, address and fields as in the provider's own documentation and client tests."""
    form = {
        "CallSid": ["CA1234567890ABCDE"],
        "Caller": ["+14158675309"],
        "Digits": ["1234"],
        "From": ["+14158675309"],
        "To": ["+18005551212"],
    }
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert signature("12345", url, form) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="
    assert not is_signed("12345", url, form | {"Digits": ["9"]}, "RSOYDt4T1cUTdK1PDd93/VVr8B8=")


def test_every_text_exists_in_both_languages_with_the_same_blanks() -> None:
    for template, spoken in TEXTS.items():
        assert {"ko", "en"} <= set(spoken), template
        blanks = {frozenset(part.split("}")[0] for part in text.split("{")[1:]) for text in spoken.values()}
        assert len(blanks) == 1, template


@pytest.mark.parametrize("language", INTERVIEWS)
def test_the_link_is_sent_in_the_language_of_the_interview(language: str) -> None:
    params = {"number": "26-000001", "link": "http://x"}
    said = {body_of("caller_link", one, params) for one in INTERVIEWS}
    assert len(said) == len(INTERVIEWS)
    assert TEXTS["caller_link"][language].format(**params) == body_of("caller_link", language, params)


def test_a_text_is_one_line_without_double_blanks() -> None:
    params = {"callsign": "세종3", "priority": 1, "number": "26-000001", "place": "", "link": "http://x"}
    assert body_of("crew_page", "ko", params) == "[세종3] 출동 P1 26-000001 http://x"
