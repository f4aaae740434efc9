"""`goldentime demo`, as `make run` calls it: one command brings up server, worker, people and the simulated day."""

import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import requests

from web.manifest import read_manifest

STARTS_WITHIN_S = ENDS_WITHIN_S = 120


@pytest.fixture
def port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def demo(tmp_path: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """The command in a process of its own, as the Makefile spells it."""
    if not read_manifest():
        pytest.skip("the browser assets are not installed: python -m web.assets")
    command = [str(Path(sys.executable).parent / "goldentime"), "demo", "--port", str(port), "--speed", "20"]
    running = subprocess.Popen(
        command,
        env=dict(os.environ) | {"GOLDENTIME_INSTANCE": str(tmp_path), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    yield running
    running.terminate()
    running.communicate(timeout=ENDS_WITHIN_S)


def test_one_command_brings_up_everything_and_prints_who_may_sign_in(
    demo: subprocess.Popen[str], port: int, tmp_path: Path
) -> None:
    assert demo.stdout is not None
    said = ""
    while "The console switches it off." not in said:
        line = demo.stdout.readline()
        assert line, f"the demo ended: {said}"
        said += line
    assert f"http://localhost:{port}" in said
    for role in ("dispatcher", "supervisor", "paramedic", "hospital", "pilot", "admin"):
        assert role in said
    checks = ready(port)
    assert all(check["ok"] for check in checks.values()), checks
    assert silent_drones(tmp_path / "goldentime.sqlite") == []


def silent_drones(database: Path) -> list[str]:
    """The drones whose simulated vehicle was not heard over the link, or not yet when nobody waits longer."""
    ends, silent = time.monotonic() + STARTS_WITHIN_S, ["all"]
    while silent and time.monotonic() < ends:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as read:
            silent = [row[0] for row in read.execute("SELECT id FROM drones WHERE link IS NULL OR heard_at IS NULL")]
        time.sleep(0.5)
    return silent


def ready(port: int) -> dict[str, dict[str, object]]:
    """What the readiness page says once all is well, or at last."""
    checks: dict[str, dict[str, object]] = {}
    ends = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < ends:
        try:
            answer = requests.get(f"http://127.0.0.1:{port}/readyz", timeout=5)
            checks = answer.json()["checks"]
        except requests.RequestException:  # not up yet, or too busy to answer in time
            pass
        else:
            if answer.ok:
                break
        time.sleep(0.5)
    return checks
