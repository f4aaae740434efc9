"""A database with the whole schema and nothing in it, for each story: made once, emptied after every one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, inspect, text
from sqlalchemy.engine import Connection, make_url

import dispatch.schema  # noqa: F401  every table registers itself
from chassis.db import Base, Database

TABLES = tuple(Base.metadata.tables)
FILLED = text(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in TABLES))
COUNTED = text("SELECT quote_ident(sequencename) FROM pg_sequences WHERE last_value IS NOT NULL")


@contextmanager
def made(base: str, name: str) -> Iterator[str]:
    """The address of a new PostgreSQL database called `name` on the server at `base`; dropped at the end."""
    admin = create_engine(base, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    yield make_url(base).set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    admin.dispose()


def with_schema(url: str) -> None:
    """Create every table."""
    database = Database(url)
    Base.metadata.create_all(database.engine)
    database.close()


def sqlite_file(path: Path) -> bytes:
    """What an empty SQLite database with every table is, byte by byte."""
    database = Database(f"sqlite:///{path}")
    Base.metadata.create_all(database.engine)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path.read_bytes()


def lay(database: Database, content: bytes) -> None:
    """Put a new file in place of a SQLite database's. Whoever has the old one open still writes into that."""
    file = Path(str(database.engine.url.database))
    for old in (file, *(file.with_name(file.name + tail) for tail in ("-wal", "-shm"))):
        old.unlink(missing_ok=True)
    file.write_bytes(content)


def empty(database: Database) -> None:
    """Take every row out of a PostgreSQL database, the append-only tables' too, and let its sequences begin anew."""
    if not set(TABLES) <= set(inspect(database.engine).get_table_names()):
        _make_anew(database)  # the story was about a table that is gone
        return
    with database.engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))  # no trigger and no key has a say
        for name in connection.scalars(FILLED).all():
            connection.execute(text(f'DELETE FROM "{name}"'))  # few rows: a TRUNCATE makes new files for each table
        _restart(connection)


def _make_anew(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
        Base.metadata.create_all(connection)


def _restart(connection: Connection) -> None:
    for sequence in connection.scalars(COUNTED).all():
        connection.execute(text(f"ALTER SEQUENCE {sequence} RESTART"))
