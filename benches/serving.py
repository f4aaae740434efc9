"""A real server for a bench: gunicorn with threads on a fresh database, and a dispatcher's token for it."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from chassis import accounts, devices
from chassis.identity import Role
from chassis.settings import Settings
from dispatch.bootstrap import build
from dispatch.system import System
from web.demo import prepare

PORT = 8765
KEY = "bench-secret-key-bench-secret-key-bench"
TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Server:
    """One gunicorn and its only worker, by their process numbers."""

    token: str
    passwords: Mapping[str, str]
    pid: int
    environment: Mapping[str, str]

    def screen(self, hospital_id: str) -> Mapping[str, str]:
        """The headers of a hospital's shared screen: a hospital's token reads no page."""
        system = build(Settings.from_env(self.environment))
        now, about = system.clock.now(), {"name": "bench", "region": "sejong", "facility": hospital_id, "by": "bench"}
        with system.db.write() as session:
            _, code = devices.issue_device(session, system.ids, role=Role.HOSPITAL, now=now, **about)
            admitted = devices.admit_device(session, code, now=now)
        system.db.close()
        if admitted is None:
            raise RuntimeError("the screen was not let in")
        return {"Cookie": f"goldentime-screen={admitted[1]}", "X-CSRF-Token": devices.csrf_of(admitted[1])}

    def cpu_s(self) -> float:
        """Seconds of processor time the worker has used. Source: proc(5)."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS_A_SECOND

    def memory_mb(self) -> float:
        """What the worker holds in memory."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20

    @property
    def headers(self) -> Mapping[str, str]:
        """Of a request that is let in."""
        return {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}


@contextmanager
def serving(url: str, folder: str, *, threads: int = 64) -> Iterator[Server]:
    """Sejong's pack on the database `url`, served on `PORT` until the block ends."""
    environment = {"DATABASE_URL": url, "GOLDENTIME_INSTANCE": folder, "SECRET_KEY": KEY, "GOLDENTIME_PAGING": "fake"}
    token, passwords = _prepare(environment)
    command = [sys.executable, "-m", "gunicorn", "-k", "gthread", "-w", "1", "--threads", str(threads)]
    bound = ["-b", f"127.0.0.1:{PORT}", "--worker-connections", "4000", "--backlog", "2048"]
    quiet = ["--log-level", "error", "--graceful-timeout", "2", "wsgi:app"]
    server = subprocess.Popen(
        [*command, *bound, *quiet],
        env=dict(os.environ) | environment,
        cwd=Path(__file__).parent.parent,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait()
        children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
        yield Server(token, passwords, int(children[0]), environment)
    finally:
        server.terminate()
        server.wait(timeout=20)


def _issue(system: System, role: Role) -> str:
    with system.db.write() as session:
        now = system.clock.now()
        token: str = accounts.issue_token(session, name="bench", role=role, region="sejong", now=now)
    system.db.close()
    return token


def _prepare(environment: dict[str, str]) -> tuple[str, Mapping[str, str]]:
    system = build(Settings.from_env(environment))
    passwords = prepare(system, "sejong", speed=0)
    token = _issue(system, Role.DISPATCHER)
    return token, passwords


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


def at_share(ordered: list[float], share: float) -> float:
    """The value below which `share` of an ordered list lies, in milliseconds from seconds; nan for an empty one."""
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000 if ordered else float("nan")
