"""How a process of ours is told to end: SIGTERM, or Ctrl+C."""

import signal
from threading import Event


def when_told() -> Event:
    """An event that is set when this process is told to end, which then ends nothing else. For the main thread."""
    stop = Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    return stop
