"""One suite over everybody who flies for us: whatever stands behind the port takes what it is told, or says why not."""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import responses

from chassis.outside import outside_session
from dispatch.paging import FinalFailureError, TemporaryFailureError
from dispatch.paging.posting import KEY, SIGNATURE, TIMESTAMP
from dispatch.vendors import Vendor, Vendors, body_of, secret_of
from dispatch.vendors.fake import FakeVendors
from dispatch.vendors.webhook import WebhookVendors
from drones.missionplan import compose
from drones.states import SortieState
from tests.drones.test_autopilot import flight, sortie

AT = datetime(2026, 11, 26, 6, 0, tzinfo=UTC)
VENDOR = Vendor("st-south", "https://vendor.example/orders", "s3cret")


def webhook() -> WebhookVendors:
    return WebhookVendors(outside_session(()))


@pytest.fixture
def there() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


@pytest.mark.parametrize("make", [FakeVendors, webhook])
def test_a_vendor_takes_what_it_is_told(make: Callable[[], Vendors], there: responses.RequestsMock) -> None:
    there.post(VENDOR.url, status=202)
    make().tell(VENDOR, b"{}", at=AT, key="k1")


@pytest.mark.parametrize(
    ("status", "error"),
    [(503, TemporaryFailureError), (429, TemporaryFailureError), (400, FinalFailureError), (302, FinalFailureError)],
)
def test_a_refusal_is_final_and_a_bad_moment_is_not(
    there: responses.RequestsMock, status: int, error: type[Exception]
) -> None:
    there.post(VENDOR.url, status=status)
    with pytest.raises(error):
        webhook().tell(VENDOR, b"{}", at=AT, key="k1")


def test_the_message_is_signed_and_carries_its_key(there: responses.RequestsMock) -> None:
    there.post(VENDOR.url, status=200)
    webhook().tell(VENDOR, b'{"a":1}', at=AT, key="vendor:sor_1:3")
    sent = there.calls[0].request
    timestamp = sent.headers[TIMESTAMP]
    expected = hmac.new(b"s3cret", timestamp.encode() + b'.{"a":1}', hashlib.sha256).hexdigest()
    assert (sent.headers[SIGNATURE], sent.headers[KEY]) == (f"v1={expected}", "vendor:sor_1:3")


def test_an_order_is_told_with_its_way_and_without_the_incident() -> None:
    planned = flight()
    order = sortie((SortieState.REQUESTED, AT - AT), state=SortieState.REQUESTED, planned=planned)
    assert json.loads(body_of(order, AT))["mission"] is None
    with_plan = replace(order, plan=compose(planned, cruise_mps=18.0))
    told = json.loads(body_of(with_plan, AT))
    assert [item["command"] for item in told["mission"]] == [16, 22, 178, 16, 16, 19, 16, 16, 21]
    assert (told["sortie"]["id"], told["sortie"]["state"]) == ("sor_1", "requested")
    assert "inc_1" not in body_of(with_plan, AT).decode()


def test_every_station_and_every_setting_has_a_secret_of_its_own() -> None:
    made = {secret_of("key" * 12, station, issue) for station in ("a", "b") for issue in ("1", "2")}
    assert len(made) == 4
