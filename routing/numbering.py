"""Ids that are words → numbers, as a survey needs them. Pure."""

import re
from dataclasses import dataclass, field

from routing.arrays import UNTOLD

_WAY = re.compile(r"-?(\d{1,18})(?:#\d+)?")  # SUMO: a minus for the way back, the piece behind #


@dataclass(slots=True)
class Numbering:
    """A whole number stands for itself; any other word gets a negative one, which no source has told."""

    _made: dict[str, int] = field(default_factory=dict)

    def number(self, word: str) -> int:
        """The same for the same word."""
        text = word.strip()
        text = text.removesuffix(".0")
        if text.isdecimal() and len(text) < 19:
            return int(text)
        if not text:
            raise ValueError("an id is empty")
        return self._made.setdefault(text, UNTOLD - 1 - len(self._made))


def way_number(word: str) -> int:
    """The number in the name of a street's piece, the same for both directions; UNTOLD for other names."""
    match = _WAY.fullmatch(word)
    return int(match[1]) if match else UNTOLD
