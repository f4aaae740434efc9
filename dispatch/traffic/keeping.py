"""A thread that keeps the roads of a process up to date, so that no request ever weighs them."""

import threading

import structlog

from chassis.errors import GoldentimeError
from dispatch.system import System

LOOK_EVERY_S = 5.0  # a ring that was lost costs this long
REST_S = 0.2  # the bell rings with every position; once in a while is enough to look
log = structlog.get_logger("goldentime.roads")


class RoadKeeper:
    """Looks whenever the bell rings. `wake` may be called with every request: it starts the thread where there is none,
    also in a process that was forked after another had started it."""

    def __init__(self, system: System) -> None:
        self._system = system
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()
        self._ended = threading.Event()

    def wake(self) -> None:
        """Start, unless it runs."""
        if self._thread is not None and self._thread.is_alive():
            return
        with self._starting:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="roads", daemon=True)
                self._thread.start()

    def close(self) -> None:
        """Stop, and wait until it has."""
        self._ended.set()
        self._system.bell.ring()
        if self._thread is not None:
            self._thread.join(timeout=10)

    def _run(self) -> None:
        bell, silent = self._system.bell, False
        while not self._ended.is_set():
            rung = bell.count()
            silent = keep(self._system, silent=silent)
            self._ended.wait(REST_S)
            bell.wait(after=rung, timeout_s=LOOK_EVERY_S)


def keep(system: System, *, silent: bool = False) -> bool:
    """Put in force what is due; True where that could not be done, which is said once, not at every look."""
    try:
        system.roads.refresh()
    except GoldentimeError as error:
        if not silent:
            log.warning("roads_not_kept", code=error.code)
        return True
    except Exception:
        if not silent:
            log.exception("roads_not_kept")
        return True
    return False
