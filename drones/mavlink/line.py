"""The line to a vehicle: bytes there and back, over TCP, UDP or a serial port. Knows nothing of what they mean."""

import os
import select
import socket
import termios
import tty
from dataclasses import dataclass, field
from typing import Protocol

from chassis.errors import InvalidInputError

LONGEST = 65_536
FORMS = "tcp:host:port, udpin:host:port, udpout:host:port or /dev/name[,baud]"
CONNECT_S = 3.0
MOST_PORT, MOST_BAUD = 65_535, 4_000_000
NOT_YET = (BlockingIOError, ConnectionRefusedError)  # a datagram nobody took is as lost as any other


class Line(Protocol):
    """Bytes to and from one vehicle. Loses and repeats as it likes; OSError when it has to be opened again."""

    def receive(self, wait_s: float) -> bytes:
        """What has come, waiting for it no longer than `wait_s`; empty when nothing did."""
        ...

    def send(self, data: bytes) -> None:
        """Send one frame; it may be lost."""
        ...

    def confirm(self) -> None:
        """What came last was the vehicle's: whoever sent it is who is answered."""
        ...

    def close(self) -> None:
        """Let the line go."""
        ...


@dataclass(slots=True)
class Datagrams:
    """UDP. Answered is whoever was last confirmed to be the vehicle; until somebody was, what is sent is lost.

    What comes at once is of one sender; another's waits for the next turn.
    """

    socket: socket.socket
    peer: tuple[str, int] | None = None
    _sender: tuple[str, int] | None = field(default=None, init=False)
    _next: tuple[bytes, tuple[str, int]] | None = field(default=None, init=False)

    def receive(self, wait_s: float) -> bytes:
        if self._next is None and not _readable(self.socket.fileno(), wait_s):
            return b""
        taken: list[bytes] = []
        while (found := self._take()) is not None:
            if taken and found[1] != self._sender:
                self._next = found
                break
            self._sender = found[1]
            taken.append(found[0])
        return b"".join(taken)

    def _take(self) -> tuple[bytes, tuple[str, int]] | None:
        found, self._next = self._next, None
        try:
            return found or self.socket.recvfrom(LONGEST)
        except NOT_YET:
            return None

    def confirm(self) -> None:
        self.peer = self._sender or self.peer

    def send(self, data: bytes) -> None:
        if self.peer is not None:
            try:
                self.socket.sendto(data, self.peer)
            except NOT_YET:
                return

    def close(self) -> None:
        self.socket.close()


@dataclass(slots=True)
class Stream:
    """TCP, as a software-in-the-loop vehicle or a router offers it."""

    socket: socket.socket

    def receive(self, wait_s: float) -> bytes:
        if not _readable(self.socket.fileno(), wait_s):
            return b""
        data = self.socket.recv(LONGEST)
        if not data:
            raise ConnectionResetError("the other side hung up")
        return data

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def confirm(self) -> None:
        """There is one at the other end."""

    def close(self) -> None:
        self.socket.close()


@dataclass(slots=True)
class Serial:
    """A serial port: a telemetry radio, or the autopilot's own USB."""

    port: int
    _left: bytes = field(default=b"", init=False)

    def receive(self, wait_s: float) -> bytes:
        return os.read(self.port, LONGEST) if _readable(self.port, wait_s) else b""

    def send(self, data: bytes) -> None:
        self._left = (self._left + data)[-LONGEST:]
        while self._left and select.select((), (self.port,), (), 0)[1]:
            self._left = self._left[os.write(self.port, self._left) :]

    def confirm(self) -> None:
        """There is one at the other end."""

    def close(self) -> None:
        os.close(self.port)


def check_link(link: str) -> None:
    """Raises InvalidInputError when `link` is no address a line can be opened to."""
    _parts(link)


def open_line(link: str) -> Line:
    """Open the line that `link` names. Raises InvalidInputError for a form nobody knows, OSError when it fails."""
    kind, where, number = _parts(link)
    if kind == "serial":
        return _serial(where, number)
    if kind == "tcp":
        stream = socket.create_connection((where, number), timeout=CONNECT_S)
        stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return Stream(stream)
    datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    datagrams.setblocking(False)
    if kind == "udpout":
        return Datagrams(datagrams, (where, number))
    try:
        datagrams.bind((where, number))
    except OSError:
        datagrams.close()
        raise
    return Datagrams(datagrams)


def _parts(link: str) -> tuple[str, str, int]:
    if link.startswith("/dev/"):
        device, _, baud = link.partition(",")
        return "serial", device, _number(baud or "57600", link, most=MOST_BAUD)
    kind, _, rest = link.partition(":")
    where, _, port = rest.rpartition(":")
    kinds = {"tcp": "tcp", "udp": "udpin", "udpin": "udpin", "udpout": "udpout"}
    if kind not in kinds or not where:
        raise InvalidInputError("link", f"{link!r} is not {FORMS}")
    return kinds[kind], where, _number(port, link, most=MOST_PORT)


def _number(text: str, link: str, *, most: int) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) <= most:
        raise InvalidInputError("link", f"{link!r} is not {FORMS}")
    return int(text)


def _serial(device: str, baud: int) -> Serial:
    speed = getattr(termios, f"B{baud}", None)
    if speed is None:
        raise InvalidInputError("link", f"{baud} is no speed of a serial port")
    port = os.open(device, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
    tty.setraw(port)
    settings = termios.tcgetattr(port)
    settings[4] = settings[5] = speed
    termios.tcsetattr(port, termios.TCSANOW, settings)
    return Serial(port)


def _readable(descriptor: int, wait_s: float) -> bool:
    return bool(select.select((descriptor,), (), (), wait_s)[0])
