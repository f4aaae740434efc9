"""From TOML text to a policy, strictly: every mistake is told at once, with its line. What is missing stays as the
code has it, so that a release may add a figure without spoiling the texts that were written before."""

import math
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from dispatch.plan import Policy
from dispatch.policies.faults import Fault, Mistake, PolicyError, Words
from dispatch.policies.limits import beyond, disorders
from dispatch.policies.writing import UNWRITTEN

LENGTH = re.compile(r"(-?)(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m)?(?:(\d+(?:\.\d+)?)s)?")
LONGEST_TEXT = 40_000
ACUITIES = range(1, 6)
AT_LINE = re.compile(r"\(at line (\d+)")


def parse_policy(text: str, *, words: Words) -> Policy:
    """The policy of a text; raises PolicyError with every mistake in it."""
    policy, mistakes = read_policy(text, words=words)
    if mistakes:
        raise PolicyError(mistakes)
    return policy


def read_policy(text: str, *, words: Words) -> tuple[Policy, tuple[Mistake, ...]]:
    """The policy of a text as far as it can be used, and what had to be left as the code has it.

    For a text that came into force under an older release: dispatch never stops over a figure it does not know.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = AT_LINE.search(str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        return Policy(), (Mistake(Fault.NOT_TOML, "", line, str(error)),)
    reading = _Reading(words, [])
    policy: Policy = reading.table(Policy, raw, Policy(), "")
    mistakes = [*reading.mistakes, *disorders(policy)]
    lines = _lines(text)
    return policy, tuple(replace(one, line=lines.get(one.at, one.line)) for one in mistakes)


def hash_of(text: str) -> str:
    """What names a text: its SHA-256."""
    return sha256(text.encode()).hexdigest()


def named(policy: Policy, version: str) -> Policy:
    """The policy and its parts under one version, as decisions put it on record."""
    return replace(
        policy,
        version=version,
        hospitals=replace(policy.hospitals, version=version),
        ladder=replace(policy.ladder, version=version),
    )


@dataclass(slots=True)
class _Reading:
    """One pass over a document. Every method returns a usable value and notes what was wrong with the given one."""

    words: Words
    mistakes: list[Mistake]

    def table(self, shape: Any, raw: Any, default: Any, at: str) -> Any:
        """A dataclass from a table."""
        if not self._is_table(raw, at):
            return default
        hints = get_type_hints(shape)
        names = [one.name for one in fields(shape) if one.name not in {*UNWRITTEN, "kind"}]
        self._strangers(raw, names, at)
        given = {
            name: self.value(hints[name], raw[name], getattr(default, name), _under(at, name))
            for name in names
            if name in raw
        }
        return replace(default, **given)

    def value(self, shape: Any, raw: Any, default: Any, at: str) -> Any:
        """Whatever `shape` says; of what may be None, the other."""
        if get_origin(shape) is UnionType:
            shape = next(one for one in get_args(shape) if one is not NoneType)
        if is_dataclass(shape):
            return self.table(shape, raw, default, at)
        if get_origin(shape) is tuple:
            return self._many(get_args(shape), raw, default, at)
        value = PLAIN[shape](raw)
        if isinstance(value, Fault):
            return self._wrong(Mistake(value, at), default)
        if isinstance(value, (int, float, timedelta)) and not isinstance(value, bool):
            fault = beyond(at, value)
            return value if fault is None else self._wrong(fault, default)
        if isinstance(value, str) and at == "rules" and value not in self.words.rules:
            return self._wrong(Mistake(Fault.UNKNOWN_WORD, at, limit=value), default)
        return value

    def _many(self, shapes: tuple[Any, ...], raw: Any, default: tuple[Any, ...], at: str) -> Any:
        inner = shapes[0]
        if is_dataclass(inner):
            return self._by_kind(inner, raw, default, at)
        if get_origin(inner) is tuple:
            particular = is_dataclass(get_args(inner)[1])
            return (self._particular if particular else self._by_name)(get_args(inner), raw, default, at)
        if not isinstance(raw, list) or (Ellipsis not in shapes and len(raw) != len(shapes)):
            return self._wrong(Mistake(Fault.NOT_A_LIST, at, limit=_size(shapes)), default)
        if inner is str:
            return self._bundles(raw, default, at)
        before = len(self.mistakes)
        read = tuple(self.value(inner, one, inner(), at) for one in raw)
        return read if len(self.mistakes) == before else default

    def _bundles(self, raw: list[Any], default: Any, at: str) -> Any:
        strange = [str(one) for one in raw if one not in self.words.bundles]
        for one in strange:
            self.mistakes.append(Mistake(Fault.UNKNOWN_WORD, at, limit=one))
        return default if strange else tuple(raw)

    def _by_kind(self, shape: Any, raw: Any, default: tuple[Any, ...], at: str) -> Any:
        """A table of tables, filed by kind; a kind not given keeps its rule."""
        if not self._is_table(raw, at):
            return default
        self._strangers(raw, [one.kind.value for one in default], at)
        return tuple(
            self.table(shape, raw[one.kind.value], one, _under(at, one.kind.value)) if one.kind.value in raw else one
            for one in default
        )

    def _by_name(self, shapes: tuple[Any, ...], raw: Any, default: tuple[Any, ...], at: str) -> Any:
        """Pairs of an enum's member and a figure, as a table; a member not given keeps its figure."""
        members: type[StrEnum] = shapes[0]
        if not self._is_table(raw, at):
            return default
        self._strangers(raw, [member.value for member in members], at)
        known = dict(default)
        start = next(iter(known.values()))
        given = {
            member: self.value(shapes[1], raw[member.value], known.get(member, start), _under(at, member.value))
            for member in members
            if member.value in raw
        }
        return tuple((known | given).items())

    def _particular(self, shapes: tuple[Any, ...], raw: Any, default: tuple[Any, ...], at: str) -> Any:
        """What is said of some bundles or acuities in particular, as tables of their names."""
        if not self._is_table(raw, at):
            return default
        key, figure = shapes
        known = {str(n): n for n in ACUITIES} if key is int else {name: name for name in sorted(self.words.bundles)}
        self.mistakes += [Mistake(Fault.UNKNOWN_WORD, _under(at, one), limit=one) for one in raw if one not in known]
        return tuple(
            (name, self.table(figure, raw[word], figure(), _under(at, word)))
            for word, name in known.items()
            if word in raw
        )

    def _is_table(self, raw: Any, at: str) -> bool:
        if not isinstance(raw, Mapping):
            self.mistakes.append(Mistake(Fault.NOT_A_TABLE, at))
        return isinstance(raw, Mapping)

    def _strangers(self, raw: Mapping[str, Any], names: list[str], at: str) -> None:
        self.mistakes += [Mistake(Fault.UNKNOWN_KEY, _under(at, key)) for key in raw if key not in names]

    def _wrong(self, mistake: Mistake, default: Any) -> Any:
        self.mistakes.append(mistake)
        return default


def _under(at: str, name: str) -> str:
    return f"{at}.{name}" if at else name


def _size(shapes: tuple[Any, ...]) -> str:
    return "" if Ellipsis in shapes else str(len(shapes))


def _length(raw: Any) -> timedelta | Fault:
    found = LENGTH.fullmatch(raw) if isinstance(raw, str) and raw else None
    if found is None or not any(found.groups()[1:]):
        return Fault.NOT_A_LENGTH_OF_TIME
    hours, minutes, seconds = (float(part or 0) for part in found.groups()[1:])
    if hours > 10_000:
        return Fault.NOT_A_LENGTH_OF_TIME
    length = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return -length if found[1] else length


def _number(raw: Any) -> float | Fault:
    if isinstance(raw, bool) or not isinstance(raw, (int, float)) or not math.isfinite(raw):
        return Fault.NOT_A_NUMBER
    return float(raw)


def _whole(raw: Any) -> int | Fault:
    return Fault.NOT_A_WHOLE_NUMBER if isinstance(raw, bool) or not isinstance(raw, int) else raw


def _switch(raw: Any) -> bool | Fault:
    return raw if isinstance(raw, bool) else Fault.NOT_A_SWITCH


def _text(raw: Any) -> str | Fault:
    return raw if isinstance(raw, str) else Fault.NOT_A_TEXT


PLAIN: Mapping[Any, Callable[[Any], Any]] = {
    timedelta: _length,
    float: _number,
    int: _whole,
    bool: _switch,
    str: _text,
}


def _lines(text: str) -> dict[str, int]:
    """The line of each key and table, as far as it can be told without parsing: the first that looks like it."""
    return dict(reversed([*_keys(text)]))


def _keys(text: str) -> Iterator[tuple[str, int]]:
    table = ""
    for number, line in enumerate(text.splitlines(), start=1):
        head = re.match(r"\s*\[+\s*([\w.-]+)\s*\]", line)
        key = re.match(r"\s*([\w.-]+)\s*=", line)
        if head:
            table = head[1]
            yield table, number
        elif key:
            yield _under(table, key[1]), number
