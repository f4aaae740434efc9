"""Calls a second over HTTP with durable commits, and how fast a call reaches another page's stream.

A real gunicorn (one process, threads) and a load process of its own on the same machine; SQLite and PostgreSQL.
"""

import json
import tempfile
import threading
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from random import Random

from benches.serving import PORT, Server, at_share, serving
from tests.postgres import server_url

CALLS = 600
SOUTH_WEST, NORTH_EAST = (36.44, 127.22), (36.60, 127.34)  # most of Sejong's people
Row = tuple[str, ...]


def rows() -> Iterator[Row]:
    """Both databases, one dispatcher and sixteen."""
    yield "database", "dispatchers", "calls/s", "p50 ms", "p99 ms", "errors", "event on stream p50 ms", "p95 ms"
    with tempfile.TemporaryDirectory() as folder:
        yield from _on("SQLite", f"sqlite:///{Path(folder) / 'bench.sqlite'}", folder)
    with tempfile.TemporaryDirectory() as folder, server_url() as url:
        yield from _on("PostgreSQL", url, folder)


def _on(name: str, url: str, folder: str) -> Iterator[Row]:
    with serving(url, folder) as server:
        for dispatchers in (1, 16):
            heard, stop = dict[str, float](), threading.Event()
            listener = threading.Thread(target=_listen, args=(server, heard, stop), daemon=True)
            listener.start()
            time.sleep(0.5)
            yield (name, str(dispatchers), *_load(server, dispatchers, heard))
            stop.set()


def _body(chance: Random) -> bytes:
    """A call somewhere in the city, its plan to be sent at once."""
    lat, lon = (chance.uniform(low, high) for low, high in zip(SOUTH_WEST, NORTH_EAST, strict=True))
    gate, place = {"conscious": "yes", "breathing": "yes"}, {"source": "typed", "lat": lat, "lon": lon}
    return json.dumps({"complaint": "chest_pain", "gate": gate, "locations": [place], "send": True}).encode()


def _load(server: Server, dispatchers: int, heard: dict[str, float]) -> Row:
    """Every dispatcher takes calls one after the other; the plan is sent with each."""
    took, answered, errors = list[float](), dict[str, float](), list[int]()

    def dispatcher(seed: int) -> None:
        chance, connection = Random(seed), HTTPConnection("127.0.0.1", PORT, timeout=60)
        for _ in range(CALLS // dispatchers):
            began = time.perf_counter()
            connection.request("POST", "/api/v1/calls", _body(chance), dict(server.headers))
            answer = connection.getresponse()
            body = answer.read()
            took.append(time.perf_counter() - began)
            if answer.status != 201:
                errors.append(answer.status)
            else:
                answered[json.loads(body)["incident_id"]] = began

    began = time.perf_counter()
    threads = [threading.Thread(target=dispatcher, args=(seed,)) for seed in range(dispatchers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    passed = time.perf_counter() - began
    time.sleep(1.0)
    delays, ordered = sorted(heard[one] - at for one, at in answered.items() if one in heard), sorted(took)
    figures = (at_share(ordered, 0.5), at_share(ordered, 0.99))
    late = (at_share(delays, 0.5), at_share(delays, 0.95))
    return (f"{len(took) / passed:.0f}", *(f"{x:.0f}" for x in figures), str(len(errors)), *(f"{x:.0f}" for x in late))


def _listen(server: Server, heard: dict[str, float], stop: threading.Event) -> None:
    """Another client: notes when each incident first appears on its stream."""
    connection = HTTPConnection("127.0.0.1", PORT, timeout=30)
    connection.request("GET", "/api/v1/stream", headers=dict(server.headers))
    answer = connection.getresponse()
    kind = ""
    while not stop.is_set():
        line = answer.readline().decode().strip()
        if line.startswith("event: "):
            kind = line.removeprefix("event: ")
        elif line.startswith("data: ") and kind == "call_received":
            heard.setdefault(json.loads(line.removeprefix("data: "))["subject"], time.perf_counter())
