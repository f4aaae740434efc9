"""Having road work done apart, by `dispatch.city.child`."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from routing.model import RoadImportError

LONGEST = timedelta(minutes=20)
ROOT = Path(__file__).resolve().parents[2]


def lay_apart(how: str, source: str, target: Path, *, shared: Path | None = None) -> dict[str, Any]:
    """What the child read and wrote to `target`; raises RoadImportError with what it says went wrong."""
    command = [sys.executable, "-m", "dispatch.city.child", how, source, str(target)]
    if shared is not None:
        command.append(str(shared))
    try:
        done = subprocess.run(  # noqa: S603
            command, cwd=ROOT, capture_output=True, text=True, timeout=LONGEST.total_seconds(), check=False
        )
    except subprocess.TimeoutExpired as late:
        raise RoadImportError(f"it took longer than {LONGEST}") from late
    try:
        told: dict[str, Any] = json.loads(done.stdout)
    except ValueError as broken:
        raise RoadImportError(f"the import ended without a word (status {done.returncode})") from broken
    if "problem" in told:
        raise RoadImportError(str(told["problem"]))
    return told
