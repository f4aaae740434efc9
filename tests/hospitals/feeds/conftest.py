"""The stand-in behind real HTTP, on a port of its own."""

import threading
from collections.abc import Callable, Iterator
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest

from chassis.clock import StillClock
from hospitals.feeds.nemc.client import NemcFeed
from hospitals.feeds.nemc.standin import Standin
from hospitals.model import Hospital
from tests.hospitals.feeds.boards import PROVINCES, recorded_board

Serve = Callable[..., NemcFeed]


class _Silent(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


@pytest.fixture
def serve() -> Iterator[Serve]:
    """`serve()` gives the adapter in front of a stand-in; a key that names a trap springs it."""
    servers = []

    def start(
        board: tuple[Hospital, ...] | None = None, *, key: str = "test", clock: StillClock | None = None
    ) -> NemcFeed:
        clock = clock or StillClock()
        shown = recorded_board(clock.now()) if board is None else board
        app = Standin(lambda: shown, PROVINCES, clock)
        server = make_server("127.0.0.1", 0, app, handler_class=_Silent)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        servers.append(server)
        return NemcFeed(f"http://127.0.0.1:{server.server_port}/B552657/ErmctInfoInqireService", key, clock)

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()
