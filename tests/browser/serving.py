"""A server as a process of its own, that can be killed and started again on the same port."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

ROOT = Path(__file__).parents[2]
PATIENCE = Retry(total=240, backoff_factor=0.05, backoff_max=0.5)  # two minutes until the port answers


@dataclass
class Server:
    """gunicorn as docs/operations.md starts it; `folder` is where it is started, `code` where its modules come from."""

    environment: Mapping[str, str]
    folder: Path = ROOT
    code: Path | None = None
    port: int = 0
    passwords: dict[str, str] = field(default_factory=dict, repr=False)
    process: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)

    def __post_init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = self.port or probe.getsockname()[1]

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, and come back once it answers."""
        command = [sys.executable, "-m", "gunicorn", "--worker-class", "gthread", "--workers", "1", "--threads", "32"]
        bound = ["--bind", f"127.0.0.1:{self.port}", "--graceful-timeout", "1", "--log-level", "error", "wsgi:app"]
        self.process = subprocess.Popen(
            [*command, *bound], env=self._environment(), cwd=self.folder, start_new_session=True
        )
        with requests.Session() as waiting:
            waiting.mount("http://", HTTPAdapter(max_retries=PATIENCE))
            assert waiting.get(f"{self.address}/healthz", timeout=30).status_code == 200

    def kill(self) -> None:
        """End every process of it at once, as a power cut would."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def freeze(self) -> None:
        """Let it hold every line and say nothing: half-open, as after a cable was pulled."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        assert self.process is not None
        os.killpg(self.process.pid, number)

    def run(self, program: str) -> None:
        """Run a few lines of Python where the server runs, with what it would import."""
        subprocess.run([sys.executable, "-c", program], env=self._environment(), cwd=self.folder, check=True)

    def _environment(self) -> dict[str, str]:
        code = {"PYTHONPATH": str(self.code)} if self.code is not None else {}
        return {**os.environ, **self.environment, **code}
