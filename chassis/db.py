"""Storage: SQLAlchemy 2 on SQLite or PostgreSQL, with the few things that differ kept in this file.

SQLite: WAL, foreign keys on, `BEGIN IMMEDIATE`, and one fair lock per process, because SQLite's own waiting is
by polling and starves writers (measured: eight threads, p99 from 5 ms to 0.5–6 s). PostgreSQL: READ COMMITTED,
with conditional UPDATEs where two may race.
"""

import sqlite3
import threading
import zlib
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, Engine, MetaData, create_engine, event, text
from sqlalchemy.engine import Connection
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The parent of every table; its metadata is the schema."""

    metadata = MetaData(naming_convention=NAMES)


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant on both databases; a naive datetime is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is not None and value.tzinfo is None:
            raise ValueError("instants are aware")
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        stored: datetime = value
        return stored.replace(tzinfo=UTC) if stored.tzinfo is None else stored.astimezone(UTC)


class FairLock:
    """A lock that serves its waiters in the order they came. A thread that has it already is told so: RuntimeError."""

    def __init__(self) -> None:
        self._door = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._held = False
        self._holder: int | None = None

    def __enter__(self) -> None:
        me = threading.get_ident()
        if self._holder == me:  # only this thread can have written its own name
            raise RuntimeError("a write inside a write of the same thread would wait for itself")
        with self._door:
            turn = threading.Lock() if self._held else None
            if turn is not None:
                turn.acquire()
                self._waiting.append(turn)
            self._held = True
        if turn is not None:
            turn.acquire()
        self._holder = me

    def __exit__(self, *_: object) -> None:
        with self._door:
            self._holder = None
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._held = False


class Database:
    """One database and the two ways to use it: `read()` and `write()`."""

    def __init__(self, url: str, *, pool_size: int = 20) -> None:
        self.is_sqlite = url.startswith("sqlite")
        self.url = url
        self.engine: Engine = _sqlite(url) if self.is_sqlite else _postgres(url, pool_size)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)
        self._writers = FairLock()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session for looking. What is changed in it is thrown away."""
        with self._sessions() as session:
            yield session
            session.expunge_all()  # rows read stay readable after the session has gone
            session.rollback()

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One short transaction: committed at the end, rolled back when anything is raised.

        Keep it to milliseconds, and call nothing outside from within.
        """
        if not self.is_sqlite:
            with self._sessions.begin() as session:
                yield session
            return
        with self._writers, self._sessions() as session:
            session.connection(execution_options={"goldentime_writes": True})
            yield session
            session.commit()

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()


def wait_turn(session: Session, name: str) -> None:
    """Let transactions that ask for the same `name` go one after the other, until each has ended.

    On SQLite every writer waits for every other already.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": zlib.crc32(f"goldentime.{name}".encode())})


def _sqlite(url: str) -> Engine:
    engine = create_engine(
        url,
        pool_size=64,
        hide_parameters=True,  # an error must not write patients into the log
        connect_args={"timeout": 15, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=15000"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("goldentime_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgres(url: str, pool_size: int) -> Engine:
    return create_engine(
        url,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={"connect_timeout": 5},
    )
