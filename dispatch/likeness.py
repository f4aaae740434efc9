"""How alike two chief complaints are when two people tell of one event. Pure; the table is data (`likeness.toml`)."""

import tomllib
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import NamedTuple

SAME, UNKNOWN = 1.0, 0.9  # what nobody has named contradicts nothing


class Alike(StrEnum):
    """How two complaints go together, in a word."""

    SAME = "same"
    ALIKE = "alike"
    UNKNOWN = "unknown"
    DIFFERENT = "different"


class Group(NamedTuple):
    """Complaints that are told of one and the same event."""

    likeness: float
    complaints: frozenset[str]


@cache
def groups() -> tuple[Group, ...]:
    """The groups as they stand in the table, the first that fits counting."""
    read = tomllib.loads(files("dispatch").joinpath("likeness.toml").read_text("utf-8"))
    return tuple(Group(float(one["likeness"]), frozenset(one["complaints"])) for one in read["group"])


def likeness(one: str | None, other: str | None, *, different: float) -> tuple[float, Alike]:
    """0 to 1 and its word, the same either way round; `different` for two complaints that no group holds together."""
    if one is None or other is None:
        return UNKNOWN, Alike.UNKNOWN
    if one == other:
        return SAME, Alike.SAME
    together = next((group.likeness for group in groups() if {one, other} <= group.complaints), None)
    return (different, Alike.DIFFERENT) if together is None else (together, Alike.ALIKE)
