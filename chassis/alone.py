"""A task of which there is one for a database, on however many hosts: who takes it first has it.

PostgreSQL: an advisory lock on a connection of its own, which the server takes back when the holder has died or has not
been reached for about ten seconds. SQLite is one host's: a lock on a file is enough there, and whoever asks here may.
"""

import zlib
from dataclasses import dataclass, field

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from chassis.db import Database

TOOK_DEAD = ("tcp_keepalives_idle = 5", "tcp_keepalives_interval = 2", "tcp_keepalives_count = 3")

HOLDER = """SELECT pid FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
 WHERE locktype = 'advisory' AND classid = 0 AND objid = :key AND objsubid = 1 AND granted
   AND datname = current_database()"""


@dataclass(slots=True)
class Alone:
    """The task `name` of this database."""

    database: Database
    name: str
    _connection: Connection | None = field(default=None, init=False, repr=False)
    _session: int | None = field(default=None, init=False)  # of the server, which may outlive its connection a while
    _other: bool = field(default=False, init=False)

    def take(self) -> bool:
        """Have it, unless somebody else has. Raises SQLAlchemyError when the database is not reached."""
        if self.database.is_sqlite:
            return True
        connection = self.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        try:
            for setting in TOOK_DEAD:
                connection.execute(text(f"SET {setting}"))
            taken = bool(connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": self._key()}))
            holder = connection.scalar(text("SELECT pg_backend_pid()" if taken else HOLDER), {"key": self._key()})
        except SQLAlchemyError:
            connection.invalidate()
            connection.close()
            raise
        if taken:
            self._connection, self._session = connection, holder
        else:
            connection.close()
            self._other = holder is not None and holder != self._session
        return taken

    def holds(self) -> bool:
        """Whether it is ours, or nobody's that we know of: False once somebody else has it.

        A lock that went with its connection is taken anew. While the database is not reached nothing is known.
        """
        if self.database.is_sqlite:
            return True
        try:
            if self._connection is not None:
                self._connection.execute(text("SELECT 1"))
                return True
        except SQLAlchemyError:
            self.let_go()
        try:
            return self.take() or not self._other
        except SQLAlchemyError:
            return True

    def _key(self) -> int:
        return zlib.crc32(f"goldentime.alone.{self.name}".encode())

    def let_go(self) -> None:
        """Have it no more."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.invalidate()  # the lock ends with the connection
            connection.close()
