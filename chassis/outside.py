"""HTTPS to addresses that people typed in: only to the open internet, and to networks the operator has named.

An address is judged when the connection is made, by the very numbers that are connected to: a name that answers
differently the second time (DNS rebinding) gains nothing. Nothing is redirected, and no proxy is asked.
"""

import socket
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit

import requests
from urllib3.connection import HTTPSConnection
from urllib3.connectionpool import HTTPSConnectionPool
from urllib3.util.connection import create_connection

from chassis.errors import InvalidInputError
from chassis.http import Limited

Address = IPv4Address | IPv6Address
Networks = tuple[IPv4Network | IPv6Network, ...]
TRANSLATED = ip_network("64:ff9b::/96")  # NAT64: an IPv4 address in other clothes


LONGEST_URL = 300


class ForbiddenAddressError(Exception):
    """The name stands for an address nobody may be made to call from here."""


def checked_address(url: str) -> str:
    """The address, if another system could stand there; raises InvalidInputError. What its name stands for is judged
    at each call."""
    url = url.strip()
    try:
        parts, fine = urlsplit(url), len(url) <= LONGEST_URL and url.isascii() and not any(map(str.isspace, url))
        fine = fine and parts.scheme == "https" and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        fine = False
    if not fine or parts.username is not None or parts.fragment:
        raise InvalidInputError("url", "must be an https address without a name, a password or a fragment")
    return url


def networks_of(text: str) -> Networks:
    """The networks of a list such as `10.20.0.0/16, fd00::/8`; raises ValueError for what is none."""
    return tuple(ip_network(one.strip()) for one in text.split(",") if one.strip())


def is_open(address: Address, allowed: Networks) -> bool:
    """Whether an address may be called: one of the open internet, or of a network in `allowed`."""
    if any(address in network for network in allowed):
        return True
    if isinstance(address, IPv6Address):
        inside = address.ipv4_mapped or address.sixtofour
        if inside is not None:
            return is_open(inside, allowed)
        if address.teredo is not None or address in TRANSLATED:
            return False
    return address.is_global and not address.is_multicast


def outside_session(allowed: Networks) -> requests.Session:
    """A session that opens only such connections, over HTTPS and nothing else."""
    session = requests.Session()
    session.trust_env = False
    session.adapters.clear()
    session.mount("https://", _Outside(allowed))
    return session


def _open_addresses(host: str, port: int, allowed: Networks) -> Iterable[str]:
    """The numbers behind a name, all of them open; raises ForbiddenAddressError when one is not."""
    found = dict.fromkeys(str(told[4][0]) for told in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    closed = [one for one in found if not is_open(ip_address(one.partition("%")[0]), allowed)]
    if closed:
        raise ForbiddenAddressError(f"{host} is {closed[0]}, which is not on the open internet")
    return found


def _first_of(numbers: Iterable[str], port: int, timeout: Any, options: Any) -> socket.socket:
    """A connection to the first that can be reached; raises OSError when none can."""
    failed = OSError("no address")
    for number in numbers:
        try:
            return create_connection((number, port), timeout, socket_options=options)
        except OSError as error:
            failed = error
    raise failed


class _Outside(Limited):
    """Makes its connections through the judge."""

    def __init__(self, allowed: Networks) -> None:
        self._allowed = allowed
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **more: Any) -> None:
        """See HTTPAdapter."""
        super().init_poolmanager(*args, **more)
        allowed = self._allowed

        class Judged(HTTPSConnection):
            def _new_conn(self) -> socket.socket:
                numbers = _open_addresses(self.host.strip("[]"), self.port, allowed)
                return _first_of(numbers, self.port, self.timeout, self.socket_options)

        class Pool(HTTPSConnectionPool):
            ConnectionCls = Judged

        self.poolmanager.pool_classes_by_scheme = {"https": Pool}
