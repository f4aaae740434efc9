"""A policy as TOML text: every figure in its place, lengths of time as people write them (`1h30m`, `45s`)."""

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any, get_args, get_origin, get_type_hints

from dispatch.plan import Policy

UNWRITTEN = frozenset({"version", "scope"})  # they name the text and its parts, so they cannot stand in it


def policy_text(policy: Policy) -> str:
    """The whole policy; the same value always gives the same text."""
    return "\n".join(_table("", tree(policy))) + "\n"


def leaves(policy: Policy) -> dict[str, Any]:
    """Every figure by its dotted key, for comparing two policies."""
    return dict(_leaves("", tree(policy)))


def duration_text(length: timedelta) -> str:
    """`1h30m`, `45s`, `0s`; below zero with a minus."""
    seconds = length.total_seconds()
    sign, left = ("-", -seconds) if seconds < 0 else ("", seconds)
    hours, left = divmod(left, 3600)
    minutes, left = divmod(left, 60)
    parts = ((hours, "h"), (minutes, "m"), (left, "s"))
    return sign + "".join(f"{count:g}{unit}" for count, unit in parts if count) if seconds else "0s"


def tree(value: Any) -> Any:
    """Plain tables, lists, texts and numbers. What has a kind or a name is filed under it; None is left out."""
    if is_dataclass(value):
        given = {one.name: getattr(value, one.name) for one in fields(value) if one.name not in UNWRITTEN}
        shapes = get_type_hints(type(value))
        return {
            name: tree(one) if one != () or not files_by_name(shapes[name]) else {}
            for name, one in given.items()
            if one is not None
        }
    if isinstance(value, timedelta):
        return duration_text(value)
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, tuple):
        return _filed(value)
    return value


def files_by_name(shape: Any) -> bool:
    """Whether figures of this shape stand in tables of their own names: pairs of a name and what is said of it."""
    inner = get_args(shape)
    return get_origin(shape) is tuple and bool(inner) and get_origin(inner[0]) is tuple


def _filed(values: tuple[Any, ...]) -> Any:
    if values and all(is_dataclass(one) and hasattr(one, "kind") for one in values):
        return {one.kind.value: {k: v for k, v in tree(one).items() if k != "kind"} for one in values}
    if values and all(isinstance(one, tuple) and isinstance(one[0], StrEnum) for one in values):
        return {one[0].value: tree(one[1]) for one in values}
    if values and all(isinstance(one, tuple) and is_dataclass(one[1]) for one in values):
        return {str(one[0]): tree(one[1]) for one in values}
    return [tree(one) for one in values]


def _table(name: str, table: dict[str, Any]) -> Iterator[str]:
    own = {key: value for key, value in table.items() if not isinstance(value, dict)}
    if name and own:
        yield f"\n[{name}]"
    for key, value in own.items():
        yield f"{key} = {json.dumps(value, ensure_ascii=False)}"
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _table(f"{name}.{key}" if name else key, value)


def _leaves(at: str, node: Any) -> Iterator[tuple[str, Any]]:
    if not isinstance(node, dict):
        yield at, node
        return
    for key, value in node.items():
        yield from _leaves(f"{at}.{key}" if at else key, value)
