"""SMART scopes (SMART App Launch 2): what the machine of a partner may do with resources, and nothing it was not given.

`system/Observation.rs`: the context, the kind of resource or `*`, and of create, read, update, delete, search any, in
this order. A query behind it is not taken: what nobody checks must not look like a limit.
"""

import re
from collections.abc import Iterable

SHAPE = re.compile(r"(system|user)/(\*|[A-Z][A-Za-z]{1,39})\.(c?r?u?d?s?)", re.ASCII)
MOST = 40


def scope_of(text: str) -> tuple[str, str, str]:
    """(context, kind, deeds) of a scope; raises ValueError for anything else."""
    found = SHAPE.fullmatch(text)
    if found is None or not found[3]:
        raise ValueError(f"{text[:80]} is no scope such as system/Encounter.rs")
    return found[1], found[2], found[3]


def checked(scopes: Iterable[str]) -> tuple[str, ...]:
    """Each scope once, in order; raises ValueError for the first that is none, and for too many."""
    listed = tuple(sorted(dict.fromkeys(scopes)))
    if len(listed) > MOST:
        raise ValueError(f"at most {MOST} scopes")
    for one in listed:
        scope_of(one)
    return listed


def covers(scopes: Iterable[str], kind: str, deed: str) -> bool:
    """Whether one of `scopes` lets `deed` (one letter) be done with resources of `kind`."""
    return any(of in ("*", kind) and deed in deeds for _, of, deeds in map(scope_of, scopes))
