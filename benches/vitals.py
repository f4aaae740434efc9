"""A vital sign is entered: how long until it has arrived on a hospital's stream, with many listening.

One gunicorn worker with a thread for each stream; SQLite. Half a second between two sets. The time counts from before
the crew's request is sent to when the event has arrived at a listener; every listener counts. The load
process runs on the same cores.
"""

import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from benches.listeners import Ears, Row, ask, bearer
from benches.serving import PORT, Server, at_share, serving

PLACE = {"source": "typed", "lat": 36.48, "lon": 127.289, "text": "bench"}
LISTENERS = (10, 100)
SETS = 40
EVERY_S = 0.5
AIM_MS = 300


def rows() -> Iterator[Row]:
    """Ten and a hundred pages of one hospital."""
    yield "listeners", "sets", "p50 ms", "p95 ms", "max ms", "missing", f"aim p95 <= {AIM_MS} ms"
    for number in LISTENERS:
        with tempfile.TemporaryDirectory() as folder:
            url = f"sqlite:///{Path(folder) / 'bench.sqlite'}"
            with serving(url, folder, threads=number + 50) as server:
                yield _measure(server, number)


def _measure(server: Server, listeners: int) -> Row:
    connection = HTTPConnection("127.0.0.1", PORT, timeout=30)
    incident, nurse = _inbound(connection, server)
    ears = Ears(b"event: vitals")
    ears.open(nurse, listeners)
    listening = threading.Thread(target=ears.listen)
    listening.start()
    sent = _take(connection, server, incident)
    time.sleep(1.0)
    ears.stop.set()
    listening.join()
    ears.close()
    late = sorted(at - sent[number] for number, at in ears.arrived)
    p50, p95, worst = (at_share(late, share) for share in (0.5, 0.95, 1.0))
    kept = "kept" if p95 <= AIM_MS else "missed"
    missing = SETS * listeners - len(late)
    return str(listeners), str(SETS), f"{p50:.0f}", f"{p95:.0f}", f"{worst:.0f}", str(missing), kept


def _inbound(connection: HTTPConnection, server: Server) -> tuple[str, Mapping[str, str]]:
    """A patient on the way to a hospital: the incident, and the headers of a screen of the hospital's."""
    desk = bearer(server.token)

    def post(path: str, body: object, who: Mapping[str, str] = desk) -> Any:
        return ask(connection, who, "POST", f"/api/v1/{path}", body)

    board = ask(connection, desk, "GET", "/api/v1/desk/board")
    house = next(one["id"] for one in board["hospitals"] if one["region"] == "sejong")
    nurse = server.screen(house)
    incident: str = post("calls", {"text": "bench", "complaint": "chest_pain", "locations": [PLACE]})["incident_id"]
    post(f"incidents/{incident}/assignments", {"unit_id": board["units"][0]["id"]})
    request = post(f"incidents/{incident}/requests", {"hospital_ids": [house]})["requests"][0]["id"]
    post(f"requests/{request}/accept", {}, nurse)
    post(f"requests/{request}/confirm", {})
    return incident, nurse


def _take(connection: HTTPConnection, server: Server, incident: str) -> dict[int, float]:
    """A set every half second; returns when each was begun."""
    sent = dict[int, float]()
    for number in range(SETS):
        sent[number] = time.perf_counter()
        signs = {"heart_rate_bpm": 60 + number, "spo2_percent": 97, "systolic_mmhg": 120}
        ask(connection, bearer(server.token), "POST", f"/api/v1/incidents/{incident}/vitals", signs)
        time.sleep(max(0.0, EVERY_S - (time.perf_counter() - sent[number])))
    return sent
