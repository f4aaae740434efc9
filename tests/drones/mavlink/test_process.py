"""The process that holds the lines: over real sockets, with a simulated vehicle in a thread of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread
from typing import Any

import pytest

from chassis.errors import InvalidInputError, NotFoundError
from drones.mavlink.channel import Channel
from drones.mavlink.connecting import connect_drone
from drones.mavlink.process import Exchange, run
from drones.simulator.fleet import Fleet, Vehicle
from drones.tables.links import Connection, read_connections
from tests.drones.conftest import DISPATCHER, Yard
from tests.drones.scene import DRONE_N, DRONE_S


class Held:
    """Stands in for a thread: it only knows whether it was started and stopped."""

    def __init__(self, connection: Connection) -> None:
        self.connection, self.running = connection, False

    def start(self) -> None:
        self.running = True

    def stop(self) -> None:
        self.running = False


@contextmanager
def flying(vehicle: Vehicle) -> Iterator[None]:
    """The vehicle answers on its socket until the story is over."""
    stop, fleet = Event(), Fleet((vehicle,))
    thread = Thread(target=fleet.run, args=(stop.is_set,))
    thread.start()
    yield
    stop.set()
    thread.join()


def lines_of(yard: Yard) -> tuple[Connection, ...]:
    with yard.db.read() as session:
        return read_connections(session)


def test_lines_are_opened_as_they_are_named_and_let_go_when_they_are_not(yard: Yard) -> None:
    opened: list[Held] = []

    def opener(channel: Channel, connection: Connection) -> Any:
        opened.append(Held(connection))
        return opened[-1]

    exchange = Exchange(yard, opener=opener)
    exchange.turn()
    assert opened == []
    connect_drone(yard, DISPATCHER, DRONE_S.id, link="udpout:127.0.0.1:14601", system_id=7)
    exchange.turn()
    assert opened == []  # it looks every few seconds
    yard.clock.advance(timedelta(seconds=5))
    exchange.turn()
    assert [(held.connection.drone_id, held.running) for held in opened] == [(DRONE_S.id, True)]
    connect_drone(yard, DISPATCHER, DRONE_S.id, link="tcp:127.0.0.1:5760")
    yard.clock.advance(timedelta(seconds=5))
    exchange.turn()
    assert [(held.connection.link, held.running) for held in opened[1:]] == [("tcp:127.0.0.1:5760", True)]
    assert not opened[0].running
    connect_drone(yard, DISPATCHER, DRONE_S.id, link=None)
    yard.clock.advance(timedelta(seconds=5))
    exchange.turn()
    assert not opened[1].running
    assert lines_of(yard) == ()


def test_lines_that_are_another_process_s_are_let_go(yard: Yard) -> None:
    class Turns(Event):
        def wait(self, timeout: float | None = None) -> bool:
            yard.clock.advance(timedelta(seconds=1))
            return self.is_set()

    asked: list[bool] = []

    def ours() -> bool:
        asked.append(len(asked) < 3)
        return asked[-1]

    run(yard, Turns(), ours=ours)
    assert asked == [True, True, True, False]


def test_who_changed_a_line_is_on_record_and_nobody_does_in_flight(yard: Yard) -> None:
    heard_before = yard.decide()
    connect_drone(yard, DISPATCHER, DRONE_S.id, link="udpin:0.0.0.0:14550", system_id=3)
    [entry] = yard.audit(DRONE_S.id)
    assert (entry.action, entry.new) == ("connect_drone", {"link": "udpin:0.0.0.0:14550", "system_id": 3})
    assert lines_of(yard) == (Connection(DRONE_S.id, "udpin:0.0.0.0:14550", 3),)
    yard.order(heard_before)
    with pytest.raises(InvalidInputError):
        connect_drone(yard, DISPATCHER, DRONE_S.id, link=None)


@pytest.mark.parametrize("link", ["", "tcp", "tcp:5760", "telnet:h:1", "udpout:h:0", "udpout:h:x", "/dev/ttyX,fast"])
def test_a_line_that_cannot_be_opened_is_refused(yard: Yard, link: str) -> None:
    with pytest.raises(InvalidInputError):
        connect_drone(yard, DISPATCHER, DRONE_S.id, link=link)


def test_unknown_drones_and_numbers_are_refused(yard: Yard) -> None:
    with pytest.raises(NotFoundError):
        connect_drone(yard, DISPATCHER, "dr-none", link="tcp:127.0.0.1:5760")
    with pytest.raises(InvalidInputError):
        connect_drone(yard, DISPATCHER, DRONE_N.id, link="tcp:127.0.0.1:5760", system_id=255)
