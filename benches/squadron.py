"""Twenty sorties at once in the running demo: what its processes need of one core while all of them are in the air.

`goldentime demo --sorties 20` as anybody starts it, in a folder of its own, the simulated day at its usual pace and a
dispatcher who looks on. Measured for a minute from the moment the last drone is in the air.
"""

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import requests

from chassis import accounts
from chassis.identity import Role
from chassis.settings import Settings
from dispatch.bootstrap import build
from dispatch.simulation.squadron import count_flying
from dispatch.system import System

REGION = "sejong"
SORTIES = 20
PORT = 8790
MEASURED_S = 60.0
READY_WITHIN_S = 600.0
TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
PROCESSES = {"server": "gunicorn", "worker": "worker", "link": "link", "simulated vehicles": "simulate"}


def rows() -> Iterator[Sequence[str]]:
    """A row a process."""
    yield "process", "share of one core", "memory", "sorties in the air", "after"
    with tempfile.TemporaryDirectory() as folder, _demo(folder) as (demo, system):
        begun = time.monotonic()
        flying, after_s = _all_in_the_air(system), time.monotonic() - begun
        threading.Thread(target=_look_on, args=(_token(system),), daemon=True).start()
        for name, share, memory_mb in _measured(_parts(demo)):
            yield name, f"{share:.1%}", f"{memory_mb:.0f} MB", str(flying), f"{after_s:.0f} s"


@contextmanager
def _demo(folder: str) -> Iterator[tuple[int, System]]:
    """The process number of a demo that runs in `folder`, and its system."""
    environment = dict(os.environ) | {"GOLDENTIME_INSTANCE": folder}
    command = ("-c", "from web.cli import main; main()", "demo", "--port", str(PORT), "--sorties", str(SORTIES))
    place = {"env": environment, "cwd": Path(__file__).parent.parent}
    process = subprocess.Popen([sys.executable, *command], **place, stdout=subprocess.DEVNULL)
    _answers(process)
    key = (Path(folder) / "secret_key").read_text("utf-8")
    system = build(Settings.from_env(environment | {"SECRET_KEY": key, "GOLDENTIME_CITY": REGION}))
    try:
        yield process.pid, system
    finally:
        system.db.close()
        process.terminate()
        process.wait(timeout=60)


def _answers(process: "subprocess.Popen[bytes]") -> None:
    """Wait until the server answers; RuntimeError when the demo ends or is silent for too long."""
    over = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < over and process.poll() is None:
        try:
            requests.get(f"http://127.0.0.1:{PORT}/healthz", timeout=5).raise_for_status()
            return
        except requests.RequestException:
            time.sleep(0.5)
    raise RuntimeError("the demo does not answer")


def _all_in_the_air(system: System) -> int:
    """Wait for them; how many fly. Fewer than all when a drone was not ready, or the wait is over."""
    over, most = time.monotonic() + READY_WITHIN_S, 0
    while time.monotonic() < over:
        flying = count_flying(system, REGION)
        if flying == SORTIES or flying < most:
            return flying
        most = flying
        time.sleep(1.0)
    return most


def _token(system: System) -> str:
    with system.db.write() as session:
        now = system.clock.now()
        return accounts.issue_token(session, name="bench", role=Role.DISPATCHER, region=REGION, now=now)


def _look_on(token: str) -> None:
    """A dispatcher's stream, read as it comes, until the demo ends it."""
    headers, address = {"Authorization": f"Bearer {token}"}, f"http://127.0.0.1:{PORT}/api/v1/stream"
    with suppress(requests.RequestException), requests.get(address, headers=headers, stream=True, timeout=60) as told:
        for _ in told.iter_content(None):
            pass


def _measured(parts: Mapping[str, Sequence[int]]) -> Iterator[tuple[str, float, float]]:
    """Name, share of a core over the measured time, and megabytes of each part."""
    before, begun = {name: sum(map(_cpu_s, pids)) for name, pids in parts.items()}, time.monotonic()
    time.sleep(MEASURED_S)
    took_s = time.monotonic() - begun
    for name, pids in parts.items():
        yield name, (sum(map(_cpu_s, pids)) - before[name]) / took_s, sum(map(_memory_mb, pids))


def _parts(demo: int) -> dict[str, list[int]]:
    """The process numbers of the demo's parts, each with its children's. Source: proc(5)."""
    words = {pid: Path(f"/proc/{pid}/cmdline").read_text().split("\0") for pid in _children(demo)}
    return {
        name: [pid, *_children(pid)] for name, word in PROCESSES.items() for pid, said in words.items() if word in said
    }


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _cpu_s(pid: int) -> float:
    """Seconds of processor time, of all threads. Source: proc(5)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_A_SECOND


def _memory_mb(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
