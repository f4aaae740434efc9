"""The small things resources are made of: ids, references, concepts, quantities, instants."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from dispatch.fhir.codes import ABSENT, LOINC, UCUM

Json = dict[str, Any]
UNFIT = re.compile(r"[^A-Za-z0-9.-]")
LONGEST_ID = 64


@dataclass(frozen=True, slots=True)
class Telling:
    """How a record is told: the address resources have, and the language of what is read, `ko` or `en`.

    `root` begins every id: the request of the hospital that reads, so that two hospitals cannot compare patients; or
    the incident where nobody was asked. `handover` is the narrative, where one was made.
    """

    base: str
    root: str
    language: str = "ko"
    handover: str | None = None

    def ident(self, *parts: object) -> str:
        """The id of a part of this record; the same part has the same id every time."""
        return ident(self.root, *parts)

    def ref(self, kind: str, *parts: object) -> Json:
        """A reference to a part of this record."""
        return {"reference": f"{kind}/{self.ident(*parts)}"}

    def pick(self, english: str, korean: str) -> str:
        """The one of two texts that is in the language of what is read."""
        return korean if self.language == "ko" else english


def ident(*parts: object) -> str:
    """An id FHIR can carry; one that would be too long becomes its digest."""
    text = UNFIT.sub("-", "-".join(str(part) for part in parts))
    return text if len(text) <= LONGEST_ID else hashlib.sha256(text.encode()).hexdigest()[:40]


def instant(at: datetime) -> str:
    """With seconds and zone, always UTC, so that the same instant is the same text."""
    return at.astimezone(UTC).isoformat()


def coding(system: str, code: str, display: str | None = None) -> Json:
    """One code."""
    return {"system": system, "code": code} | ({"display": display} if display else {})


def concept(*codings: Json, text: str | None = None) -> Json:
    """Codes and words for one thing."""
    return ({"coding": list(codings)} if codings else {}) | ({"text": text} if text else {})


def loinc(telling: Telling, said: tuple[str, str, str]) -> Json:
    """A concept of LOINC: (code, English, Korean)."""
    code, english, korean = said
    return concept(coding(LOINC, code, english), text=telling.pick(english, korean))


def quantity(value: float, unit: str, ucum: str) -> Json:
    """A measured value; whole numbers stay whole."""
    plain = int(value) if float(value).is_integer() else value
    return {"value": plain, "unit": unit, "system": UCUM, "code": ucum}


def absent(why: str) -> Json:
    """In place of a value nobody knows: why there is none."""
    return {"extension": [{"url": ABSENT, "valueCode": why}]}


def without_none(resource: Json) -> Json:
    """What is None or empty is left out: FHIR has no empty elements."""
    return {name: value for name, value in resource.items() if value is not None and value not in ([], {}, "")}


def narrative(text: str) -> Json:
    """Words for people, escaped."""
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return {"status": "generated", "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{safe}</div>'}


def references(resources: Iterable[Json]) -> list[Json]:
    """A reference to each."""
    return [{"reference": f"{one['resourceType']}/{one['id']}"} for one in resources]
