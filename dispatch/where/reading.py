"""What a text means as a place: a point number, a plus code, coordinates, a crossing, a number on a pole. Pure."""

import re
from dataclasses import dataclass

from chassis.errors import InvalidInputError
from chassis.geo import LatLon, distance_m
from chassis.gridref import parse_gridref
from chassis.pluscode import parse_pluscode
from dispatch.model import Hint, HintKind
from dispatch.where.degrees import parse_degrees

LONGEST = 120
CROSSING = r"(?:교차로|사거리|삼거리|오거리|네거리|로터리|crossing|junction|intersection)"
_ENDS = re.compile(rf"\s*{CROSSING}\s*$", re.I)
_SPLIT = re.compile(r"\s*[&＆@×/+]\s*|\s+(?:and|x|at)\s+|(?<=[로길])(?:와|과|하고|이랑|랑)\s+", re.I)
_SPOKEN = str.maketrans("공영일이삼사오육칠팔구", "00123456789")
_SPOKEN_GRID = re.compile(r"([가-사][가-아])\s*([공영일이삼사오육칠팔구\s]{8,20})")
_POLE = re.compile(r"(?:전주|전신주|전봇대|전산화번호|pole)?\s*(?:번호)?\s*(\d{4})[\s-]?([A-Z])[\s-]?(\d{3})", re.I)
_LIFT = re.compile(r"(승강기|엘리베이터|에스컬레이터|elevator|lift)?\s*(?:고유)?(?:번호)?\s*(\d{4})[\s-]?(\d{3})", re.I)
_NUMBER = r"(\d{1,5}(?:-\d{1,4})?)"
_HOUSE = re.compile(rf"(.+[로길])\s*{_NUMBER}(?:번지|번)?(?:[\s,].*)?")
_BEHIND = re.compile(rf"(.{{2,}}?)[\s,]+{_NUMBER}")
_BEFORE = re.compile(rf"{_NUMBER}[\s,]+(.{{2,}})")
_AFTER_CODE = re.compile(r"(\S+\+\S{2})(?:[,\s].*)?")


@dataclass(frozen=True, slots=True)
class Exact:
    """A text that is a position by itself; `kind` is `grid`, `plus_code` or `coordinates`."""

    kind: str
    place: LatLon
    radius_m: float


@dataclass(frozen=True, slots=True)
class House:
    """A street with a house number."""

    street: str
    number: str


@dataclass(frozen=True, slots=True)
class Crossing:
    """Two roads by their names; `second` is None for "A 사거리", which any road may make with A."""

    first: str
    second: str | None


Meant = Exact | Crossing | Hint


def read_place(text: str, *, near: LatLon | None = None) -> Meant | None:
    """What a text names by its form alone; None for a plain name. Never raises.

    `near` is the middle of the city: short plus codes are read beside it, and of the two orders of a pair the nearer
    counts.
    """
    said = " ".join(text.split())[:LONGEST]
    return read_exact(said, near=near) or read_hint(said) or _crossing(said)


def read_exact(text: str, *, near: LatLon | None = None) -> Exact | None:
    """A position written down: a national point number, also spoken digit by digit, a plus code, or degrees."""
    said = text.strip()
    for kind, radius_m, read in (("grid", 10.0, _grid), ("plus_code", 10.0, _plus), ("coordinates", 10.0, _pair)):
        place = read(said, near)
        if place is not None:
            return Exact(kind, place, radius_m)
    return None


def read_hint(text: str) -> Hint | None:
    """The number of a utility pole (전산화번호, 8 characters) or of an elevator (7 digits)."""
    said = text.strip().upper()
    if pole := _POLE.fullmatch(said):
        return Hint(HintKind.POLE, "".join(pole.groups()))
    if lift := _LIFT.fullmatch(said):
        return Hint(HintKind.ELEVATOR, lift[2] + lift[3])
    return None


def read_house(text: str) -> House | None:
    """A street's name with a number behind or before it. Some streets end in a number: ask for the whole name first."""
    said = " ".join(text.split())[:LONGEST]
    if found := _HOUSE.fullmatch(said):
        return House(found[1].strip(), found[2])
    if before := _BEFORE.fullmatch(said):
        return House(before[2].strip(), before[1])
    behind = _BEHIND.fullmatch(said)
    return House(behind[1].strip(), behind[2]) if behind else None


def _crossing(text: str) -> Crossing | None:
    bare = _ENDS.sub("", text)
    parts = [part.strip() for part in _SPLIT.split(bare) if part and part.strip()]
    if len(parts) == 2:
        return Crossing(_ENDS.sub("", parts[0]), parts[1])
    if bare == text or len(parts) != 1:
        return None
    words = parts[0].split()
    return Crossing(words[0], words[1]) if len(words) == 2 else Crossing(parts[0], None)


def _grid(text: str, _: LatLon | None) -> LatLon | None:
    spoken = _SPOKEN_GRID.fullmatch(text)
    try:
        return parse_gridref(spoken[1] + re.sub(r"\s", "", spoken[2]).translate(_SPOKEN) if spoken else text)
    except InvalidInputError:
        return None


def _plus(text: str, near: LatLon | None) -> LatLon | None:
    code = _AFTER_CODE.fullmatch(text)  # what follows is the town, which we know
    try:
        return parse_pluscode(code[1], near=near) if code else None
    except InvalidInputError:
        return None


def _pair(text: str, near: LatLon | None) -> LatLon | None:
    either = parse_degrees(text)
    return min(either, key=lambda place: distance_m(place, near) if near else 0.0) if either else None
