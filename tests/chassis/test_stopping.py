"""A process that is told to end goes on until it looks."""

import signal
from collections.abc import Iterator

import pytest

from chassis.stopping import when_told


@pytest.fixture(autouse=True)
def handlers() -> Iterator[None]:
    """As they were before."""
    before = {name: signal.getsignal(name) for name in (signal.SIGTERM, signal.SIGINT)}
    yield
    for name, handler in before.items():
        signal.signal(name, handler)


@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGINT])
def test_it_is_told_by_either_signal_and_nothing_else_ends(name: signal.Signals) -> None:
    stop = when_told()
    assert not stop.is_set()
    signal.raise_signal(name)
    assert stop.is_set()
