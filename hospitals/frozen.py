"""A column that holds frozen values: JSON text in the database, dataclasses in the row."""

from functools import cache, lru_cache
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator


class Frozen(TypeDecorator[Any]):
    """Stores a value of `shape`. The same text is parsed once, so an unchanged board costs next to nothing to read."""

    impl = Text
    cache_ok = True

    def __init__(self, shape: Any) -> None:
        super().__init__()
        self.shape = shape

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else _adapter(self.shape).dump_json(value).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ARG002
        return None if value is None else _parsed(self.shape, value)


@cache
def _adapter(shape: Any) -> TypeAdapter[Any]:
    return TypeAdapter(shape)


@lru_cache(maxsize=4096)
def _parsed(shape: Any, stored: str) -> Any:
    return _adapter(shape).validate_json(stored)
