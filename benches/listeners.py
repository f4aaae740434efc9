"""A thousand pages on one process: how late an event is on every one of them, and what listening costs.

One gunicorn worker with a thread for each stream; SQLite. A dispatcher writes a note a second; the time counts from
before the request is sent to when the event's last byte has arrived at a listener. The load process runs on the same
two cores and reads a thousand sockets with one selector.
"""

import json
import selectors
import socket
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from typing import Any

from benches.serving import PORT, Server, at_share, serving

LISTENERS = (100, 1000)
EVENTS = 30
HEAD = b"GET /api/v1/stream HTTP/1.1\r\nHost: 127.0.0.1\r\n%s\r\n\r\n"
Row = tuple[str, ...]


@dataclass(slots=True)
class Ears:
    """Every listener's socket, and when each note arrived where."""

    kind: bytes = b"event: note_added"
    selector: selectors.DefaultSelector = field(default_factory=selectors.DefaultSelector)
    opened: int = 0
    arrived: list[tuple[int, float]] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    def open(self, who: Mapping[str, str], number: int) -> None:
        """Connect one listener after the other, each once its hello has come."""
        proof = "\r\n".join(f"{name}: {value}" for name, value in who.items())
        for _ in range(number):
            line = socket.create_connection(("127.0.0.1", PORT), timeout=30)
            line.sendall(HEAD % proof.encode())
            heard = b""
            while b"event: hello" not in heard:
                heard += line.recv(65536)
            line.setblocking(False)
            self.selector.register(line, selectors.EVENT_READ, count(0))
            self.opened += 1

    def listen(self) -> None:
        """Note the arrival of every such event until told to stop; a listener's nth is the nth that was written."""
        while not self.stop.is_set():
            for key, _ in self.selector.select(timeout=0.2):
                piece = key.fileobj.recv(65536)  # type: ignore[union-attr]
                now = time.perf_counter()
                self.arrived += [(next(key.data), now) for _ in range(piece.count(self.kind))]

    def close(self) -> None:
        """Hang up."""
        for key in list(self.selector.get_map().values()):
            key.fileobj.close()  # type: ignore[union-attr]


def rows() -> Iterator[Row]:
    """A hundred listeners, then a thousand."""
    yield "listeners", "events", "p50 ms", "p95 ms", "max ms", "missing", "CPU of one core", "memory MB"
    for number in LISTENERS:
        with tempfile.TemporaryDirectory() as folder:
            url = f"sqlite:///{Path(folder) / 'bench.sqlite'}"
            with serving(url, folder, threads=number + 50) as server:
                yield _measure(server, number)


def _measure(server: Server, listeners: int) -> Row:
    ears = Ears()
    ears.open(bearer(server.token), listeners)
    listening = threading.Thread(target=ears.listen)
    listening.start()
    used, began = server.cpu_s(), time.perf_counter()
    sent = _speak(server)
    passed, used = time.perf_counter() - began, server.cpu_s() - used
    time.sleep(1.0)
    memory = server.memory_mb()
    ears.stop.set()
    listening.join()
    ears.close()
    late = sorted(at - sent[number] for number, at in ears.arrived)
    missing = EVENTS * listeners - len(late)
    figures = (at_share(late, 0.5), at_share(late, 0.95), at_share(late, 1.0))
    return (
        str(listeners),
        str(EVENTS),
        *(f"{x:.0f}" for x in figures),
        str(missing),
        f"{used / passed:.0%}",
        f"{memory:.0f}",
    )


def _speak(server: Server) -> dict[int, float]:
    """An event a second; returns when each was begun."""
    connection, sent = HTTPConnection("127.0.0.1", PORT, timeout=30), dict[int, float]()
    incident = _post(connection, server, "/api/v1/calls", {"text": "bench", "locations": []})["incident_id"]
    for number in range(EVENTS):
        sent[number] = time.perf_counter()
        _post(connection, server, f"/api/v1/incidents/{incident}/notes", {"text": f"note {number}"})
        time.sleep(max(0.0, 1.0 - (time.perf_counter() - sent[number])))
    return sent


def _post(connection: HTTPConnection, server: Server, path: str, body: object) -> dict[str, str]:
    told: dict[str, str] = ask(connection, bearer(server.token), "POST", path, body)
    return told


def bearer(token: str) -> dict[str, str]:
    """The headers of whoever comes with a token."""
    return {"Authorization": f"Bearer {token}"}


def ask(connection: HTTPConnection, who: Mapping[str, str], method: str, path: str, body: object = None) -> Any:
    """What the server answers whoever is known by the headers `who`; raises RuntimeError where it does not."""
    headers = {**who, "Content-Type": "application/json"}
    connection.request(method, path, json.dumps(body) if body is not None else None, headers)
    answer = connection.getresponse()
    told = answer.read()
    if answer.status >= 300:
        raise RuntimeError(f"{path}: {answer.status} {told.decode()}")
    return json.loads(told) if told else {}
