"""Facts in a language: each has one sentence, and both languages say the same facts. Pure: the words are given."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from dispatch.care.entry import CareEntry
from dispatch.care.facts import SIGNS
from dispatch.care.quicklists import entry_words, number
from dispatch.care.record import Named
from dispatch.care.told import Coded, Fact, Part, SignNames, Value
from dispatch.model import Vitals

UNITS = {  # said aloud; rates and pressures go without
    "spo2_percent": "%",
    "temperature_c": "℃",
    "glucose_mg_dl": "mg/dL",
}


@dataclass(frozen=True, slots=True)
class Speech:
    """How something is said: the `words` of one language by key, and the clock of the place."""

    language: str
    words: Mapping[str, str]
    zone: str

    def say(self, key: str, **values: str) -> str:
        """The sentence of a key, each hole filled once: what a value says is never read as another hole."""
        return re.sub(r"\{(\w+)\}", lambda hole: values.get(hole[1], "–"), self.words.get(key, key))

    def word(self, family: str, code: str) -> str:
        """The word for a code; the code itself where nobody has one."""
        return self.words.get(f"{family}.{code}", code.replace("_", " "))

    def clock(self, at: datetime) -> str:
        """14:05 where the patient is."""
        return f"{at.astimezone(ZoneInfo(self.zone)):%H:%M}"


def spoken(parts: Sequence[Part], speech: Speech) -> str:
    """The whole handover, a line a letter, to be read aloud."""
    return "\n".join(f"{part.letter}  {'; '.join(sentence(one, speech) for one in part.facts)}" for part in parts)


def shown(parts: Sequence[Part], speech: Speech) -> list[dict[str, Any]]:
    """The same by letters, for a page: a sentence a line."""
    return [
        {
            "letter": part.letter,
            "heading": speech.word("heading", part.heading),
            "lines": [sentence(one, speech) for one in part.facts],
        }
        for part in parts
    ]


def sentence(fact: Fact, speech: Speech) -> str:
    """One fact in words."""
    return speech.say(f"told.{fact.told}", **{name: _said(value, speech) for name, value in fact.values.items()})


def _said(value: Value, speech: Speech) -> str:
    if isinstance(value, Coded):
        return speech.word(value.family, value.code)
    if isinstance(value, datetime):
        return speech.clock(value)
    if isinstance(value, Named):
        return value.ko if speech.language == "ko" else value.en
    if isinstance(value, CareEntry):
        return plain(entry_words(value, speech.language))
    if isinstance(value, Vitals):
        return signs_words(value, speech)
    if isinstance(value, SignNames):
        return ", ".join(speech.word("sign", name) for name in value.names)
    return plain(str(value))


def plain(text: str) -> str:
    """Free text on one line, without what a terminal or a message would obey."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split()) or "–"


def signs_words(signs: Vitals, speech: Speech) -> str:
    """A set of signs: the ones that were taken."""
    said = [_sign(name, signs, speech) for name in SIGNS if getattr(signs, name) is not None]
    return ", ".join(one for one in said if one)


def _sign(name: str, signs: Vitals, speech: Speech) -> str:
    value = getattr(signs, name)
    if name == "systolic_mmhg":
        other = signs.diastolic_mmhg
        pair = f"{value}/{other}" if other is not None else str(value)
        return f"{speech.word('sign', 'blood_pressure')} {pair}"
    if name == "diastolic_mmhg" and signs.systolic_mmhg is not None:
        return ""
    if name == "avpu":
        return f"{speech.word('sign', name)} {value}"
    if name == "oxygen":
        return speech.say("said_sign.oxygen" if value else "said_sign.room_air")
    counted = number(value) if isinstance(value, float) else str(value)
    return f"{speech.word('sign', name)} {counted} {UNITS.get(name, '')}".rstrip()
