"""What stories about lines share."""

import socket

import pytest


@pytest.fixture
def port() -> int:
    """A UDP port of this machine at which nobody listens."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        found: int = free.getsockname()[1]
    return found
