"""What every story needs: a real database of either kind, a still clock, counted ids, and the real data."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from argon2 import PasswordHasher
from hypothesis import HealthCheck, settings
from structlog.dev import ConsoleRenderer, plain_traceback

from chassis.clock import StillClock
from chassis.db import Database
from chassis.ids import CountedIds
from tests.fresh import empty, lay, made, sqlite_file, with_schema
from tests.postgres import server_url
from tests.sejong import Sejong, make_sejong

# How long a machine takes is a benchmark's question; and two runs of the same code look at the same examples, so that
# what is found is found at once and by everybody. `--hypothesis-profile searching` looks at others each time.
settings.register_profile("searching", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("stories", settings.get_profile("searching"), derandomize=True, database=None)
settings.load_profile("stories")
SHARED = Path(os.environ.get("GOLDENTIME_SHARED_DATA", Path(__file__).parents[2] / "shared" / "data"))


def pytest_collection_finish() -> None:
    """What has been loaded stays to the end: the collector of garbage need not look at it again after every story."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Argon2 is slow on purpose; stories of people who sign in are not about that."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("chassis.secrets._hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


@pytest.fixture(scope="session", autouse=True)
def plain_faults() -> None:
    """A log names a fault and its lines; drawing each with all its values around it takes seconds."""
    drawn = ConsoleRenderer(exception_formatter=plain_traceback)
    structlog.configure(processors=[*structlog.get_config()["processors"][:-1], drawn])


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of recorded real data; skips where it is absent."""
    if not SHARED.is_dir():
        pytest.skip(f"no recorded data at {SHARED} (set GOLDENTIME_SHARED_DATA)")
    return SHARED


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a real PostgreSQL server."""
    with server_url() as base:
        yield base


@pytest.fixture(scope="session")
def postgres_url(postgres_server: str, worker_id: str) -> Iterator[str]:
    """A fresh database of this test process, without any table."""
    with made(postgres_server, f"goldentime_bare_{worker_id}_{os.getpid()}") as url:
        yield url


@pytest.fixture(scope="session")
def postgres_with_schema(postgres_server: str, worker_id: str) -> Iterator[str]:
    """A fresh database of this test process, with every table."""
    with made(postgres_server, f"goldentime_{worker_id}_{os.getpid()}") as url:
        with_schema(url)
        yield url


@pytest.fixture(scope="session")
def sqlite_with_schema(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """An empty SQLite database with every table."""
    return sqlite_file(tmp_path_factory.mktemp("schema") / "empty.sqlite")


@pytest.fixture(scope="session")
def prepared_sejong(tmp_path_factory: pytest.TempPathFactory, quick_passwords: None) -> Sejong:
    """The demo's Sejong, to be copied."""
    return make_sejong(tmp_path_factory.mktemp("sejong"))


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
def bare_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without any table; whoever makes some takes them out again."""
    if database_kind == "sqlite":
        return f"sqlite:///{tmp_path / 'story.sqlite'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture(scope="session")
def postgres_kept(postgres_with_schema: str) -> Iterator[Database]:
    """The PostgreSQL database of this test process: its engine knows the statements that were compiled before."""
    database = Database(postgres_with_schema)
    yield database
    database.close()


@pytest.fixture(scope="session")
def sqlite_kept(tmp_path_factory: pytest.TempPathFactory) -> Database:
    """The SQLite database of this test process, to be laid anew for each story; as `postgres_kept`."""
    return Database(f"sqlite:///{tmp_path_factory.mktemp('story') / 'story.sqlite'}")


@pytest.fixture
def database(database_kind: str, request: pytest.FixtureRequest) -> Iterator[Database]:
    """A database with the whole schema and nothing in it."""
    if database_kind == "sqlite":
        database: Database = request.getfixturevalue("sqlite_kept")
        lay(database, request.getfixturevalue("sqlite_with_schema"))
        yield database
    else:
        database = request.getfixturevalue("postgres_kept")
        yield database
        empty(database)
    database.close()


@pytest.fixture
def clock() -> StillClock:
    """A clock that stands still at 2026-03-02 00:00 UTC (09:00 in Korea)."""
    return StillClock()


@pytest.fixture
def ids() -> CountedIds:
    """Ids that count."""
    return CountedIds()
