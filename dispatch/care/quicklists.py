"""What a crew picks from: drugs, procedures, findings, allergies, medicines, history, impressions. Versioned; pure.

Each list is a file of `lists/` with its version and sources. A code means the same for ever; words may improve.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from math import isfinite
from typing import Any

from dispatch.care.entry import CareEntry, CareKind

FILES: Mapping[CareKind, str] = {
    CareKind.DRUG: "drugs",
    CareKind.PROCEDURE: "procedures",
    CareKind.FINDING: "findings",
    CareKind.ALLERGY: "allergies",
    CareKind.MEDICATION: "medications",
    CareKind.HISTORY: "history",
    CareKind.IMPRESSION: "impressions",
    CareKind.EVENT: "events",
}
UNOBTAINABLE = "unobtainable"  # asked for, and nobody there who could say


@dataclass(frozen=True, slots=True)
class Dose:
    """One usual dose; for a procedure its energy."""

    dose: float
    unit: str
    route: str | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """What one dose can plausibly be, in `unit`; `routes` empty holds for every route."""

    unit: str
    least: float
    most: float
    routes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a list. `codes` are those of known terminologies; `against` the drugs it stands against."""

    code: str
    words: Mapping[str, str]
    codes: Mapping[str, str]
    doses: tuple[Dose, ...]
    limits: tuple[Limit, ...]
    against: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A route or a unit: how it is written in each language and what other systems call it."""

    words: Mapping[str, str]
    codes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class QuickList:
    """The items of a kind in the order they are shown, the most used first."""

    kind: CareKind
    version: str
    sources: tuple[str, ...]
    items: Mapping[str, Item]


@cache
def read_lists() -> Mapping[CareKind, QuickList]:
    """All of them; raises KeyError or ValueError where a file is wrong, which a test sees first."""
    return {kind: _read(kind, name) for kind, name in FILES.items()}


def list_words(language: str) -> dict[str, str]:
    """Every code of the lists and every route in a language, as `drug.adrenaline` and `route.iv`."""
    lists = {
        f"{kind.value}.{one.code}": one.words for kind, found in read_lists().items() for one in found.items.values()
    }
    routes = {f"route.{code}": one.words for code, one in read_routes().items()}
    return {key: words[language] for key, words in (lists | routes).items()}


def find_item(kind: CareKind, code: str | None) -> Item | None:
    """The line of a code; None where it is somebody's own words."""
    return read_lists()[kind].items.get(code) if code is not None else None


@cache
def read_routes() -> Mapping[str, Named]:
    """The ways a drug is given, by code."""
    return _named("route")


@cache
def read_units() -> Mapping[str, Named]:
    """The units doses are counted in, by code."""
    return _named("unit")


def entry_words(entry: CareEntry, language: str) -> str:
    """What an entry says, short: `Adrenaline 1 mg IV`. Somebody's own words stand as they are written."""
    item = find_item(entry.kind, entry.code)
    name = item.words[language] if item else entry.text or entry.code or "–"
    own = entry.text if item and entry.text else None
    return " ".join(filter(None, (name, dose_words(entry.dose, entry.unit, language), _route(entry, language), own)))


def dose_words(dose: float | None, unit: str | None, language: str) -> str | None:
    """`0.5 mg`; None where no dose is known."""
    if dose is None:
        return None
    known = read_units().get(unit or "")
    return f"{number(dose)} {known.words[language] if known else unit or ''}".strip()


def number(value: float) -> str:
    """As people write it: 300, 0.5, 1500000; – for what is no number."""
    return f"{Decimal(repr(value)).normalize():f}" if isfinite(value) else "–"


def _route(entry: CareEntry, language: str) -> str | None:
    known = read_routes().get(entry.route or "")
    return known.words[language] if known else entry.route


def _named(what: str) -> Mapping[str, Named]:
    found = tomllib.loads((files("dispatch.care") / "lists" / "ways.toml").read_text("utf-8"))
    return {one["code"]: Named({"ko": one["ko"], "en": one["en"]}, one.get("codes", {})) for one in found[what]}


def _read(kind: CareKind, name: str) -> QuickList:
    found = tomllib.loads((files("dispatch.care") / "lists" / f"{name}.toml").read_text("utf-8"))
    if found["kind"] != kind:
        raise ValueError(f"{name}.toml is of {found['kind']}")
    items = [_item(one) for one in found["entry"]]
    if len({one.code for one in items}) != len(items):
        raise ValueError(f"{name}.toml names a code twice")
    return QuickList(kind, found["version"], tuple(found["sources"]), {one.code: one for one in items})


def _item(found: Mapping[str, Any]) -> Item:
    return Item(
        code=found["code"],
        words={"ko": found["ko"], "en": found["en"]},
        codes=found.get("codes", {}),
        doses=tuple(Dose(float(one["dose"]), one["unit"], one.get("route")) for one in found.get("doses", ())),
        limits=tuple(_limit(one) for one in found.get("limits", ())),
        against=tuple(found.get("against", ())),
    )


def _limit(found: Mapping[str, Any]) -> Limit:
    return Limit(found["unit"], float(found["least"]), float(found["most"]), tuple(found.get("routes", ())))
