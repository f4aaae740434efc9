"""What a message can be wrong in: one error with few stable codes, and the limits that end it early. Pure."""

import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, ClassVar

from chassis.errors import GoldentimeError
from chassis.markup import Element, MarkupError, read_markup

LARGEST = 64 * 1024  # bytes of a message; the largest of the hub's examples has 12 KB
DEEPEST = 32  # levels of a JSON document; the hub's deepest example has 9


class Wrong(StrEnum):
    """Why a message cannot be read. Never changes between releases."""

    TOO_LARGE = "too_large"
    TOO_DEEP = "too_deep"
    NOT_TEXT = "not_text"
    NOT_XML = "not_xml"
    NOT_JSON = "not_json"
    CUT_OFF = "cut_off"
    OTHER_FORMAT = "other_format"
    OTHER_VERSION = "other_version"
    MISSING = "missing"
    IMPOSSIBLE = "impossible"


class UnreadableError(GoldentimeError):
    """A message that cannot be read. `field` names where, as the format calls it; None for the whole."""

    code: ClassVar[str] = "unreadable_message"

    def __init__(self, wrong: Wrong, field: str | None = None) -> None:
        super().__init__(f"{wrong}: {field}" if field else wrong.value)
        self.wrong, self.field = wrong, field

    def details(self) -> Mapping[str, object]:
        return {"wrong": self.wrong.value, "field": self.field}


def check_size(body: bytes | str, *, largest: int = LARGEST) -> None:
    """Raises UnreadableError for what is too large to be looked at."""
    if len(body) > largest:
        raise UnreadableError(Wrong.TOO_LARGE)


def read_text(body: bytes, *, largest: int = LARGEST) -> str:
    """UTF-8; raises UnreadableError."""
    check_size(body, largest=largest)
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableError(Wrong.NOT_TEXT) from None


def read_xml(body: bytes) -> Element:
    """The root element; raises UnreadableError. Document types and entities are refused there (decision 0010)."""
    check_size(body)
    try:
        return read_markup(body)
    except MarkupError:
        raise UnreadableError(Wrong.NOT_XML) from None


def read_json(body: bytes, *, largest: int = LARGEST) -> dict[str, Any]:
    """A JSON object of limited depth, without NaN and its like; raises UnreadableError."""
    text = read_text(body, largest=largest)
    if _depth(text) > DEEPEST:
        raise UnreadableError(Wrong.TOO_DEEP)
    try:
        found = json.loads(text, parse_constant=_refuse)
    except ValueError:
        raise UnreadableError(Wrong.NOT_JSON) from None
    if not isinstance(found, dict):
        raise UnreadableError(Wrong.NOT_JSON)
    return found


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _depth(text: str) -> int:
    """How deep brackets stand in each other, those inside of strings left out; looked at before anything recurses."""
    deepest = level = 0
    quoted = escaped = False
    for letter in text:
        if quoted:
            quoted, escaped = escaped or letter != '"', letter == "\\" and not escaped
        elif letter == '"':
            quoted = True
        elif letter in "[{":
            level += 1
            deepest = max(deepest, level)
        elif letter in "]}":
            level -= 1
    return deepest
