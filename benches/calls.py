"""Calls a second over HTTP with durable commits, and how fast a call reaches another page's stream.

A real gunicorn (one process, threads) and a load process of its own on the same machine; SQLite and PostgreSQL.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from random import Random

from chassis import accounts
from chassis.identity import Role
from chassis.settings import Settings
from dispatch.bootstrap import build
from dispatch.city.load import load_city
from dispatch.city.reading import read_pack
from dispatch.upgrade import upgrade
from tests.postgres import server_url

CALLS = 600
PORT = 8765
KEY = "bench-secret-key-bench-secret-key-bench"
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
    environment = {"DATABASE_URL": url, "GOLDENTIME_INSTANCE": folder, "SECRET_KEY": KEY, "GOLDENTIME_PAGING": "fake"}
    token = _prepare(environment)
    with _serving(environment):
        for dispatchers in (1, 16):
            heard, stop = dict[str, float](), threading.Event()
            listener = threading.Thread(target=_listen, args=(token, heard, stop), daemon=True)
            listener.start()
            time.sleep(0.5)
            yield (name, str(dispatchers), *_load(token, dispatchers, heard))
            stop.set()


def _prepare(environment: dict[str, str]) -> str:
    system = build(Settings.from_env(environment))
    upgrade(system.db)
    load_city(system, read_pack("sejong"))
    with system.db.write() as session:
        now = system.clock.now()
        token = accounts.issue_token(session, name="bench", role=Role.DISPATCHER, region="sejong", now=now)
    system.db.close()
    return token


@contextmanager
def _serving(environment: dict[str, str]) -> Iterator[None]:
    command = [sys.executable, "-m", "gunicorn", "-k", "gthread", "-w", "1", "--threads", "64"]
    server = subprocess.Popen(
        [*command, "-b", f"127.0.0.1:{PORT}", "--log-level", "error", "--graceful-timeout", "2", "wsgi:app"],
        env=dict(os.environ) | environment,
        cwd=Path(__file__).parent.parent,
    )
    try:
        _wait()
        yield
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait() -> None:
    for _ in range(300):
        try:
            connection = HTTPConnection("127.0.0.1", PORT, timeout=1)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server does not answer")


def _body(chance: Random) -> bytes:
    """A call somewhere in the city, its plan to be sent at once."""
    lat, lon = (chance.uniform(low, high) for low, high in zip(SOUTH_WEST, NORTH_EAST, strict=True))
    gate, place = {"conscious": "yes", "breathing": "yes"}, {"source": "typed", "lat": lat, "lon": lon}
    return json.dumps({"complaint": "chest_pain", "gate": gate, "locations": [place], "send": True}).encode()


def _load(token: str, dispatchers: int, heard: dict[str, float]) -> Row:
    """Every dispatcher takes calls one after the other; the plan is sent with each."""
    took, answered, errors = list[float](), dict[str, float](), list[int]()
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def dispatcher(seed: int) -> None:
        chance = Random(seed)
        connection = HTTPConnection("127.0.0.1", PORT, timeout=60)
        for _ in range(CALLS // dispatchers):
            began = time.perf_counter()
            connection.request("POST", "/api/v1/calls", _body(chance), headers)
            answer = connection.getresponse()
            body = answer.read()
            took.append(time.perf_counter() - began)
            if answer.status != 201:
                errors.append(answer.status)
            else:
                answered[json.loads(body)["incident_id"]] = began

    began = time.perf_counter()
    threads = [threading.Thread(target=dispatcher, args=(n,)) for n in range(dispatchers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    passed = time.perf_counter() - began
    time.sleep(1.0)
    delays = sorted(heard[one] - at for one, at in answered.items() if one in heard)
    ordered = sorted(took)
    figures = (_at(ordered, 0.5), _at(ordered, 0.99))
    late = (_at(delays, 0.5), _at(delays, 0.95)) if delays else (float("nan"), float("nan"))
    spoken = [f"{len(took) / passed:.0f}", *(f"{x:.0f}" for x in figures), str(len(errors))]
    return (*spoken, *(f"{x:.0f}" for x in late))


def _listen(token: str, heard: dict[str, float], stop: threading.Event) -> None:
    """Another client: notes when each incident first appears on its stream."""
    connection = HTTPConnection("127.0.0.1", PORT, timeout=30)
    connection.request("GET", "/api/v1/stream", headers={"Authorization": f"Bearer {token}"})
    answer = connection.getresponse()
    kind = ""
    while not stop.is_set():
        line = answer.readline().decode().strip()
        if line.startswith("event: "):
            kind = line.removeprefix("event: ")
        elif line.startswith("data: ") and kind == "call_received":
            heard.setdefault(json.loads(line.removeprefix("data: "))["subject"], time.perf_counter())


def _at(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000
