"""What every story needs: a real database of either kind, a still clock, counted ids, and the real data."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from chassis.clock import StillClock
from chassis.db import Base, Database
from chassis.ids import CountedIds
from tests.postgres import server_url

settings.register_profile("stories", deadline=None)  # how long a machine takes is a benchmark's question
settings.load_profile("stories")
SHARED = Path(os.environ.get("GOLDENTIME_SHARED_DATA", Path(__file__).parents[2] / "shared" / "data"))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of recorded real data; skips where it is absent."""
    if not SHARED.is_dir():
        pytest.skip(f"no recorded data at {SHARED} (set GOLDENTIME_SHARED_DATA)")
    return SHARED


@pytest.fixture(scope="session")
def postgres_url(worker_id: str) -> Iterator[str]:
    """A fresh database of this test process on a real PostgreSQL server."""
    with server_url() as base:
        name = f"goldentime_{worker_id}_{os.getpid()}"
        admin = create_engine(base, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}"'))
        yield make_url(base).set(database=name).render_as_string(hide_password=False)
        with admin.connect() as connection:
            connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
        admin.dispose()


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    """The pytest-xdist worker's name, or `main`."""
    return getattr(request.config, "workerinput", {}).get("workerid", "main")


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Which database the story runs on; every story runs on both."""
    kind: str = request.param
    return kind


@pytest.fixture
def database_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database."""
    if database_kind == "sqlite":
        return f"sqlite:///{tmp_path / 'story.sqlite'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An empty database with the whole schema, thrown away afterwards."""
    import dispatch.schema  # noqa: F401  every table registers itself

    database = Database(database_url)
    Base.metadata.create_all(database.engine)
    yield database
    if not database.is_sqlite:
        with database.engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
    database.close()


@pytest.fixture
def clock() -> StillClock:
    """A clock that stands still at 2026-03-02 00:00 UTC (09:00 in Korea)."""
    return StillClock()


@pytest.fixture
def ids() -> CountedIds:
    """Ids that count."""
    return CountedIds()
