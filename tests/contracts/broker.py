"""A broker of some hundred lines for the stories: MQTT 3.1.1, QoS 1, last wills; nothing is retained or kept."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

CONNECT, CONNACK, PUBLISH, PUBACK, SUBSCRIBE, SUBACK, PING, PONG, BYE = 1, 2, 3, 4, 8, 9, 12, 13, 14

PATIENCE_S = 60.0  # what comes ends the wait at once


@dataclass(slots=True)
class Client:
    """Who is connected, what it listens to, and what is to be said when it falls silent."""

    line: socket.socket
    topics: list[str] = field(default_factory=list)
    will: tuple[str, bytes] | None = None


class Broker:
    """Listens on a port of its own until `stop`. `seen` is everything published: topic, payload, QoS, retained."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, bytes, int, bool]] = []
        self.heard = threading.Condition()
        self._clients: list[Client] = []
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._server.getsockname()[1])
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def stop(self) -> None:
        """Hang up on everybody."""
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self.cut()
        for thread in self._threads:
            thread.join(5)

    def cut(self) -> None:
        """The lines of everybody break, without a word."""
        for client in list(self._clients):
            with suppress(OSError):  # it may have gone by itself
                client.line.shutdown(socket.SHUT_RDWR)

    def wait_for(self, topic: str, count: int = 1) -> list[bytes]:
        """The payloads published on a topic, once there are so many."""
        with self.heard:
            assert self.heard.wait_for(lambda: len(self._on(topic)) >= count, PATIENCE_S), (
                f"nobody published on {topic}"
            )
            return self._on(topic)

    def wait_until_subscribed(self, count: int = 1) -> None:
        """Once somebody listens to answers, and to whether everything was taken back."""
        with self.heard:
            assert self.heard.wait_for(
                lambda: sum(len(client.topics) > 1 for client in self._clients) >= count, PATIENCE_S
            )

    def publish(self, topic: str, payload: bytes) -> None:
        """Somebody else says something."""
        self._pass_on(topic, payload)

    def _on(self, topic: str) -> list[bytes]:
        return [payload for one, payload, _, _ in self.seen if one == topic]

    def _accept(self) -> None:
        while True:
            try:
                line, _ = self._server.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(line,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, line: socket.socket) -> None:
        client = Client(line)
        left = False
        with line:
            try:
                for kind, flags, body in _packets(line):
                    left = kind == BYE
                    self._answer(client, kind, flags, body)
            except OSError:
                pass
        with self.heard:
            if client in self._clients:
                self._clients.remove(client)
        if client.will is not None and not left:
            self._record(*client.will, 1, False)
            self._pass_on(*client.will)

    def _answer(self, client: Client, kind: int, flags: int, body: bytes) -> None:
        if kind == CONNECT:
            client.will = _will(body)
            with self.heard:
                self._clients.append(client)
            client.line.sendall(bytes([CONNACK << 4, 2, 0, 0]))
        elif kind == SUBSCRIBE:
            topic, _ = _text(body, 2)
            client.line.sendall(bytes([SUBACK << 4, 3]) + body[:2] + b"\x01")
            with self.heard:
                client.topics.append(topic)
                self.heard.notify_all()
        elif kind == PUBLISH:
            topic, at = _text(body, 0)
            qos = (flags >> 1) & 3
            payload = body[at + (2 if qos else 0) :]
            if qos:
                client.line.sendall(bytes([PUBACK << 4, 2]) + body[at : at + 2])
            self._record(topic, payload, qos, bool(flags & 1))
            self._pass_on(topic, payload)
        elif kind == PING:
            client.line.sendall(bytes([PONG << 4, 0]))

    def _record(self, topic: str, payload: bytes, qos: int, retained: bool) -> None:
        with self.heard:
            self.seen.append((topic, payload, qos, retained))
            self.heard.notify_all()

    def _pass_on(self, topic: str, payload: bytes) -> None:
        for client in list(self._clients):
            if any(_fits(one, topic) for one in client.topics):
                name = topic.encode()
                body = struct.pack(">H", len(name)) + name + payload
                client.line.sendall(bytes([PUBLISH << 4]) + _length(len(body)) + body)


def _packets(line: socket.socket) -> Iterator[tuple[int, int, bytes]]:
    stream = line.makefile("rb")
    while head := stream.read(1):
        size, shift = 0, 0
        while True:
            digit = stream.read(1)[0]
            size += (digit & 127) << shift
            shift += 7
            if digit < 128:
                break
        yield head[0] >> 4, head[0] & 15, stream.read(size)


def _length(size: int) -> bytes:
    out = bytearray()
    while True:
        size, digit = divmod(size, 128)
        out.append(digit | (128 if size else 0))
        if not size:
            return bytes(out)


def _text(body: bytes, at: int) -> tuple[str, int]:
    size = struct.unpack_from(">H", body, at)[0]
    return body[at + 2 : at + 2 + size].decode(), at + 2 + size


def _will(body: bytes) -> tuple[str, bytes] | None:
    _, at = _text(body, 0)
    flags = body[at + 1]
    _, at = _text(body, at + 4)
    if not flags & 4:
        return None
    topic, at = _text(body, at)
    size = struct.unpack_from(">H", body, at)[0]
    return topic, body[at + 2 : at + 2 + size]


def _fits(wanted: str, topic: str) -> bool:
    pairs = zip(wanted.split("/"), topic.split("/"), strict=False)
    return wanted.count("/") == topic.count("/") and all(a in ("+", b) for a, b in pairs)
