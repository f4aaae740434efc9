"""Rows that no ORDER BY tells apart come in any order, as a PostgreSQL may give them and seldom does.

For one story `with shuffled():`; for a whole run `python -m pytest -p tests.shuffled`.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event, func
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.sql.selectable import Select


def _shuffle(asked: ORMExecuteState) -> None:
    wanted = asked.statement
    if isinstance(wanted, Select) and not wanted._distinct and not asked.is_relationship_load:
        asked.statement = wanted.order_by(func.random())  # after whatever orders it already


@contextmanager
def shuffled() -> Iterator[None]:
    """Within it, every read of a session."""
    event.listen(Session, "do_orm_execute", _shuffle)
    try:
        yield
    finally:
        event.remove(Session, "do_orm_execute", _shuffle)


def pytest_configure() -> None:
    """As a plugin: in every story."""
    event.listen(Session, "do_orm_execute", _shuffle)
