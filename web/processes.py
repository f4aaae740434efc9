"""Processes that make one system together, started and watched by one: what `goldentime demo` runs."""

import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

AGAIN_AFTER_S = 5.0  # what ends at once is not started in a hurry
STOP_WITHIN_S = 15.0


class Process(Protocol):
    """What is asked of a started process; `subprocess.Popen` is one."""

    def poll(self) -> int | None: ...

    def terminate(self) -> None: ...

    def kill(self) -> None: ...

    def wait(self, timeout: float | None = None) -> int: ...


Start = Callable[[Sequence[str]], Process]


@dataclass(slots=True)
class Part:
    """One process. When one that is `needed` ends, so does the whole; any other is started again, but for `once`."""

    command: tuple[str, ...]
    needed: bool = True
    once: bool = False
    process: Process | None = field(default=None, init=False)
    started: float = field(default=0.0, init=False)


def keep(parts: Sequence[Part], start: Start, *, at: float) -> bool:
    """Start what does not run, `at` being the time in seconds; False once one that is needed has ended."""
    for part in parts:
        if part.process is not None and part.process.poll() is None:
            continue
        if part.process is not None and part.needed:
            return False
        if part.process is not None and part.once:
            continue
        if part.process is None or at - part.started >= AGAIN_AFTER_S:
            part.process, part.started = start(part.command), at
    return True


def stop(parts: Sequence[Part], *, within_s: float = STOP_WITHIN_S) -> None:
    """Tell all to end, and kill what has not ended in time."""
    running = [part.process for part in parts if part.process is not None]
    for process in running:
        process.terminate()
    ends = time.monotonic() + within_s
    for process in running:
        try:
            process.wait(timeout=max(0.0, ends - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
