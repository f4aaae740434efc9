"""Which complaints a text names, Korean or English, with denials taken out. The list is data: `lexicon.toml`."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from dispatch.estimate.mending import mended, spellings

LONGEST_TEXT = 2000  # characters looked at; more is not speech
HANGUL = re.compile(r"[가-힣]")
PARTICLES = "이가은는도을를"
PARTICLE = re.compile(f"(?<=[가-힣])[{PARTICLES}]$")
DENIED_BEFORE = re.compile(
    r"\b(?:no|not|denies|denied|deny|without|never|isn't|doesn't|don't|didn't|hasn't|w/o|nor)(?:\s+(?!but\b)[\w']+){0,2}\s*$"
)
DENIED_AFTER = re.compile(
    r"(?:[가-힣]{0,2}?(?:지|진)[는도를은]?\s*(?:않|안\s)|[은는이가도을를]?\s*(?:전혀\s*)?(?:없|않|안\s|괜찮|아니)|[가-힣]{0,2}\s*없)"
)


@dataclass(frozen=True, slots=True)
class Concept:
    """One complaint of the list. `when` holds lines of word ids, each line enough by itself."""

    id: str
    group: str
    urgency: float
    red: bool
    when: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The list, ready to read with: a pattern for each word id, its English words and their likely misspellings."""

    version: str
    concepts: tuple[Concept, ...]
    patterns: Mapping[str, re.Pattern[str]]
    english: frozenset[str]
    spellings: Mapping[str, str]

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups in the order of the list."""
        return tuple(dict.fromkeys(concept.group for concept in self.concepts))


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found: the concepts in the order of the list, and the word ids that stand."""

    concepts: tuple[Concept, ...]
    words: frozenset[str]

    @property
    def red(self) -> tuple[str, ...]:
        """The red flags among the concepts."""
        return tuple(concept.id for concept in self.concepts if concept.red)


def tidy(text: str) -> str:
    """One case, one kind of space, full-width letters made plain; at most `LONGEST_TEXT` characters."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST_TEXT]).casefold()[:LONGEST_TEXT]
    plain = re.sub(r"[^\w\s',;.!?/]|_", " ", plain.replace("’", "'"))
    return re.sub(r"\s+", " ", plain).strip()


def read(text: str, lexicon: Lexicon) -> Reading:
    """The concepts that `text` names and does not deny."""
    plain = _mend(tidy(text), lexicon)
    stands = frozenset(ident for ident, pattern in lexicon.patterns.items() if _said(plain, pattern))
    found = tuple(concept for concept in lexicon.concepts if any(stands.issuperset(line) for line in concept.when))
    return Reading(found, stands)


@cache
def lexicon() -> Lexicon:
    """The list that ships."""
    return parse(files("dispatch.estimate").joinpath("lexicon.toml").read_text(encoding="utf-8"))


def parse(text: str) -> Lexicon:
    """Read a list from TOML; a word that no table names stands for itself."""
    data = tomllib.loads(text)
    named: dict[str, list[str]] = data["words"]
    concepts = tuple(
        Concept(row["id"], row["group"], float(row["urgency"]), row.get("red", False), tuple(map(tuple, row["when"])))
        for row in data["concept"]
    )
    used = dict.fromkeys(word for concept in concepts for line in concept.when for word in line)
    ways = {word: named.get(word, [word]) for word in (*named, *used)}
    english = frozenset(part.rstrip("*") for says in ways.values() for way in says for part in way.split(" "))
    patterns = {word: _pattern(says) for word, says in ways.items()}
    return Lexicon(data["version"], concepts, patterns, english, spellings(sorted(english)))


def _pattern(ways: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(_stem(way) if HANGUL.search(way) else _english(way) for way in ways))


def _mend(plain: str, lexicon: Lexicon) -> str:
    return re.sub(r"[a-z]+", lambda match: mended(match[0], lexicon.english, lexicon.spellings), plain)


def _stem(way: str) -> str:
    """Spaces are free, and a particle before a space may be another one or none: 숨이 차, 숨도 차, 숨차."""
    *before, last = way.split(" ")
    return "".join(f"{PARTICLE.sub('', part)}[{PARTICLES}]?\\s?" for part in before) + last


def _english(way: str) -> str:
    parts = (re.escape(part.rstrip("*")) + (r"\w*" if part.endswith("*") else "") for part in way.split(" "))
    return r"\b" + r"[\s.,/]+".join(parts) + r"\b"


def _said(plain: str, pattern: re.Pattern[str]) -> bool:
    return any(not _denied(plain, match) for match in pattern.finditer(plain))


def _denied(plain: str, match: re.Match[str]) -> bool:
    if HANGUL.search(match[0]):
        return DENIED_AFTER.match(plain, match.end()) is not None
    return DENIED_BEFORE.search(plain[max(0, match.start() - 40) : match.start()]) is not None
