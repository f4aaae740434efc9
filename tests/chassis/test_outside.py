"""Addresses that people typed in lead to the open internet, or to a network the operator has named; nowhere else."""

from ipaddress import ip_address, ip_network

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from chassis.outside import ForbiddenAddressError, is_open, networks_of, outside_session

INSIDE = (
    *("127.0.0.1", "10.0.0.5", "172.16.9.9", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1"),
    *("::1", "fe80::1", "fd00::1", "ff02::1", "::ffff:10.0.0.5", "2002:0a00:0005::1", "64:ff9b::a00:5"),
)


@pytest.mark.parametrize("address", INSIDE)
def test_what_is_inside_is_closed_whatever_it_is_dressed_as(address: str) -> None:
    assert not is_open(ip_address(address), ())


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888", "::ffff:8.8.8.8"])
def test_the_open_internet_is_open(address: str) -> None:
    assert is_open(ip_address(address), ())


def test_the_operator_may_name_a_network_and_opens_no_other() -> None:
    allowed = networks_of("10.20.0.0/16, fd00::/8")
    assert is_open(ip_address("10.20.3.4"), allowed)
    assert is_open(ip_address("::ffff:10.20.3.4"), allowed)
    assert is_open(ip_address("fd12::1"), allowed)
    assert not is_open(ip_address("10.21.0.1"), allowed)


@given(st.integers(0, 2**32 - 1))
def test_no_mapped_address_is_judged_otherwise_than_the_one_it_stands_for(number: int) -> None:
    plain = ip_address(number)
    assert is_open(ip_address(f"::ffff:{plain}"), ()) == is_open(plain, ())


def test_networks_are_read_strictly() -> None:
    assert networks_of("") == ()
    assert networks_of("10.0.0.0/8") == (ip_network("10.0.0.0/8"),)
    with pytest.raises(ValueError, match="10\\.0\\.0\\.1/8"):
        networks_of("10.0.0.1/8")


@pytest.mark.parametrize("url", ["https://127.0.0.1:9/", "https://localhost:9/", "https://[::1]:9/"])
def test_the_judge_sits_where_the_connection_is_made(url: str) -> None:
    with pytest.raises(ForbiddenAddressError):
        outside_session(()).post(url)


def test_an_allowed_network_is_really_called() -> None:
    with pytest.raises(requests.ConnectionError):  # nobody listens on port 9, but somebody knocked
        outside_session(networks_of("127.0.0.0/8")).post("https://127.0.0.1:9/")


def test_nothing_but_https_is_spoken_and_no_proxy_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    session = outside_session(())
    with pytest.raises(requests.exceptions.InvalidSchema):
        session.post("http://partner.example/")
    with pytest.raises(ForbiddenAddressError):
        session.post("https://127.0.0.1:9/")
