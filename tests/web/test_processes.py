"""Processes that make one system: who ends ends it, or is started again, and stopping leaves nobody behind."""

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field

from web.processes import AGAIN_AFTER_S, Part, keep, stop

SERVER, LINK, EXERCISE = ("server",), ("link",), ("exercise",)


@dataclass
class Acted:
    """A process as it is told to be; `deaf` hears nothing but a kill."""

    ended: int | None = None
    deaf: bool = False

    def poll(self) -> int | None:
        return self.ended

    def terminate(self) -> None:
        if not self.deaf and self.ended is None:
            self.ended = -15

    def kill(self) -> None:
        self.ended = -9

    def wait(self, timeout: float | None = None) -> int:
        if self.ended is None:
            assert timeout is not None, "nobody waits for ever for one that does not end"
            raise subprocess.TimeoutExpired("acted", timeout)
        return self.ended


@dataclass
class Stage:
    """Server and link, and every process that was started for them."""

    parts: list[Part] = field(default_factory=lambda: [Part(SERVER), Part(LINK, needed=False)])
    started: list[tuple[tuple[str, ...], Acted]] = field(default_factory=list)

    def start(self, command: Sequence[str]) -> Acted:
        self.started.append((tuple(command), Acted()))
        return self.started[-1][1]

    def look(self, at: float) -> bool:
        return keep(self.parts, self.start, at=at)

    def names(self) -> list[tuple[str, ...]]:
        return [command for command, _ in self.started]


def test_what_has_to_be_done_once_is_not_started_again_and_its_end_ends_nothing() -> None:
    stage = Stage(parts=[Part(SERVER), Part(EXERCISE, needed=False, once=True)])
    assert stage.look(0.0)
    stage.started[1][1].ended = 0
    assert stage.look(AGAIN_AFTER_S) and stage.look(AGAIN_AFTER_S * 2)
    assert stage.names() == [SERVER, EXERCISE]


def test_what_is_not_needed_is_started_again_but_not_in_a_hurry() -> None:
    stage = Stage()
    assert stage.look(0.0) and stage.look(1.0)
    assert stage.names() == [SERVER, LINK]
    stage.started[1][1].ended = 1
    assert stage.look(AGAIN_AFTER_S - 1.0) and stage.names() == [SERVER, LINK]
    assert stage.look(AGAIN_AFTER_S) and stage.names() == [SERVER, LINK, LINK]
    assert stage.look(AGAIN_AFTER_S + 1.0) and stage.names() == [SERVER, LINK, LINK]


def test_with_one_that_is_needed_the_whole_ends() -> None:
    stage = Stage()
    stage.look(0.0)
    stage.started[0][1].ended = 0
    assert not stage.look(60.0)
    assert stage.names() == [SERVER, LINK]


def test_stopping_kills_who_does_not_hear_and_nobody_else() -> None:
    stage = Stage()
    stage.look(0.0)
    stage.started[0][1].deaf = True
    stop(stage.parts, within_s=0.0)
    assert [process.ended for _, process in stage.started] == [-9, -15]


def test_nothing_that_was_never_started_is_stopped() -> None:
    stop([Part(SERVER)])


def test_a_real_process_that_ignores_the_signal_is_gone_afterwards() -> None:
    deaf = "import signal, sys; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); sys.stdin.read()"
    process = subprocess.Popen(
        [sys.executable, "-c", deaf], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    part = Part(SERVER)
    part.process = process
    with process:
        assert process.stdout is not None and process.stdout.readline() == b"\n"
        stop([part], within_s=0.0)
        assert process.returncode == -9
