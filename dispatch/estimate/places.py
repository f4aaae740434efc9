"""The phrases of a text that say where: spans with their kind and how sure that is. Hints, never a place.

What the loaded city can vouch for (a landmark, a road, a junction it knows) is surer than what only looks so.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

LONGEST = 2000
SHORTEST_NAME = 2
NAMED = 0.95  # stands in the loaded city, or cannot be anything else
NUMBERED = 0.85  # a form that hardly means anything else
LOOKS_SO = 0.6


class PlaceKind(StrEnum):
    """What a phrase seems to name."""

    GRID = "grid"  # national point number
    NAME = "name"  # a landmark of the loaded city
    ROAD = "road"
    JUNCTION = "junction"
    BRIDGE = "bridge"
    TUNNEL = "tunnel"
    STATION = "station"
    EXIT = "exit"
    KILOMETRE = "kilometre"
    ESTATE = "estate"
    UNIT = "unit"  # 동·호
    FLOOR = "floor"


@dataclass(frozen=True, slots=True)
class Phrase:
    """`text[start:end]` of what was read."""

    start: int
    end: int
    kind: PlaceKind
    text: str
    confidence: float


GRID_FIRST, GRID_SECOND = "가나다라마바사", "가나다라마바사아"
WORD = r"[가-힣A-Za-z0-9]"
NOT_BRIDGES = "학교|종교|외교|비교|불교|기독교|천주교|등교|하교|초등학교|중학교|고등학교|대학교"
NOT_STATIONS = "지역|구역|병역|현역|통역|면역"
BRANDS = "아파트|빌라|오피스텔|주공|자이|푸르지오|래미안|힐스테이트"
CROSSINGS = "교차로|사거리|삼거리|오거리|네거리|로터리|나들목|분기점|IC|JC|아이씨|제이씨"
STREETS = "Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd"
FORMS: tuple[tuple[PlaceKind, float, str], ...] = (
    (PlaceKind.GRID, NAMED, rf"[{GRID_FIRST}][{GRID_SECOND}]\s?\d{{4}}[\s-]?\d{{4}}(?!\d)"),
    (PlaceKind.KILOMETRE, NUMBERED, r"\d{1,3}(?:\.\d)?\s?(?:km|킬로)\s?(?:지점|부근|post|marker)"),
    (PlaceKind.EXIT, NUMBERED, r"\d{1,2}\s?번\s?(?:출구|출입구|게이트|승강장)"),
    (PlaceKind.EXIT, NUMBERED, r"(?i)\b(?:exit|gate|platform)\s?(?:no\.?\s?)?\d{1,2}\b"),
    (PlaceKind.UNIT, NUMBERED, r"(?<!\d)\d{1,4}\s?동\s?\d{1,4}\s?호"),
    (PlaceKind.UNIT, NUMBERED, r"(?<!\d)\d{2,4}\s?호(?=[가-힣]{0,2}(?:$|[\s.,!?]))"),
    (PlaceKind.UNIT, NUMBERED, r"(?<!\d)\d{2,4}\s?동(?=\s|$|[,.]|앞|옆|뒤|입구|[이에]요)"),
    (PlaceKind.UNIT, NUMBERED, r"(?i)\b(?:apt|apartment|unit|room)\.?\s?#?\d{1,4}\b"),
    (PlaceKind.FLOOR, NUMBERED, r"(?:지하|지상)?\s?(?:\d{1,3}|[일이삼사오육칠팔구십]{1,3})\s?층|옥상|\bB[1-9]\b"),
    (PlaceKind.FLOOR, NUMBERED, r"(?i)\b\d{1,2}(?:st|nd|rd|th)\s+floor\b|\bbasement\b|\brooftop\b"),
    (
        PlaceKind.ROAD,
        NUMBERED,
        rf"{WORD}{{1,10}}(?:대로|로|길)(?<!고속도로)\s?\d{{1,4}}(?:-\d{{1,3}})?(?:\s?번?길\s?\d{{0,4}})?",
    ),
    (PlaceKind.ROAD, LOOKS_SO, r"[가-힣]{2,8}(?:고속도로|순환로|국도|대로)"),
    (PlaceKind.ROAD, LOOKS_SO, r"\b[A-Z][A-Za-z-]{1,30}(?:-ro|-gil|-daero)\b(?:\s?\d{1,4})?"),
    (PlaceKind.ROAD, LOOKS_SO, rf"\b(?:\d{{1,5}}\s)?[A-Z][A-Za-z]{{1,30}}\s(?:{STREETS})\b"),
    (PlaceKind.JUNCTION, LOOKS_SO, rf"{WORD}{{1,10}}\s?(?:{CROSSINGS})(?![A-Za-z])"),
    (PlaceKind.TUNNEL, LOOKS_SO, r"[가-힣0-9]{1,8}\s?(?:터널|지하차도)|\b[A-Z][a-z]{1,30}\s[Tt]unnel\b"),
    (PlaceKind.BRIDGE, LOOKS_SO, r"[가-힣0-9]{1,8}(?:대교|철교|육교)|\b[A-Z][a-z]{1,30}\s[Bb]ridge\b"),
    (PlaceKind.BRIDGE, LOOKS_SO, rf"(?<![가-힣])(?!{NOT_BRIDGES})[가-힣]{{1,4}}교(?=\s|$|[,.]|위|밑|아래|다리|앞)"),
    (PlaceKind.STATION, LOOKS_SO, rf"(?<![가-힣])(?!{NOT_STATIONS})[가-힣]{{2,7}}역(?=\s|$|[,.]|[에이인]|앞|\d)"),
    (PlaceKind.STATION, LOOKS_SO, r"\b[A-Z][a-z]{1,30}\s[Ss]tation\b"),
    (PlaceKind.ESTATE, LOOKS_SO, rf"[가-힣A-Za-z0-9]{{2,12}}\s?(?:{BRANDS})(?:\s?\d{{1,2}}\s?단지)?"),
    (PlaceKind.ESTATE, LOOKS_SO, r"[가-힣]{2,8}마을\s?\d{0,2}\s?(?:단지)?"),
)
PATTERNS = tuple((kind, sure, re.compile(form)) for kind, sure, form in FORMS)


def find_places(text: str, names: Iterable[str] = ()) -> tuple[Phrase, ...]:
    """Every phrase that says where, in the order of the text; none lies upon another: the surer, then the longer wins.

    `names` are those of the loaded city: landmarks, roads and junctions; a form that holds one of them is as sure.
    """
    plain = text[:LONGEST]
    found = [*_forms(plain), *_names(plain, names)]
    kept: list[Phrase] = []
    for one in sorted(found, key=lambda phrase: (-phrase.confidence, phrase.start - phrase.end, phrase.start)):
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return tuple(sorted(kept, key=lambda phrase: phrase.start))


def _forms(text: str) -> Iterable[Phrase]:
    for kind, sure, pattern in PATTERNS:
        for match in pattern.finditer(text):
            start = match.start() + len(match[0]) - len(match[0].lstrip())
            yield Phrase(start, match.end(), kind, match[0].strip(), sure)


def _names(text: str, names: Iterable[str]) -> Iterable[Phrase]:
    """Names as the city writes them, in any case; spaces may be left out, in Korean put anywhere."""
    folded = text.casefold()
    for name in names:
        if len(name) < SHORTEST_NAME:
            continue
        parts = name.casefold().split() if name.isascii() else "".join(name.casefold().split())
        whole = r"\s?".join(re.escape(part) for part in parts)
        edge = r"\b" if name.isascii() else ""
        if len(folded) == len(text):  # folding that changes lengths would move the spans
            for match in re.finditer(f"{edge}{whole}{edge}", folded):
                yield Phrase(match.start(), match.end(), PlaceKind.NAME, text[match.start() : match.end()], NAMED)
