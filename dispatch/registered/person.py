"""Who a health summary is about: name, year of birth, sex, languages, and whom to call."""

from collections.abc import Iterator
from typing import Any

from dispatch.premises import plain_number
from dispatch.registered.card import (
    EARLIEST_BIRTH,
    LONGEST_NAME,
    LONGEST_NUMBER,
    MOST_CONTACTS,
    MOST_LANGUAGES,
    SEXES,
    SHORTEST_NUMBER,
    Contact,
)
from dispatch.registered.values import Json, coded, listed, one_line, strings, table


def read_person(patient: Json, year: int) -> dict[str, Any]:
    """What the Patient resource says, as parts of a Summary; `year` is the last one somebody can be born in."""
    born = one_line(patient.get("birthDate"))[:4]
    birth_year = int(born) if len(born) == 4 and born.isascii() and born.isdecimal() else 0
    sex = patient.get("gender")
    spoken = (table(table(one).get("language")) for one in listed(patient.get("communication")))
    languages = [one_line(coding.get("code")) for one in spoken for coding in listed(one.get("coding"))]
    return {
        "name": _name(patient.get("name")),
        "birth_year": birth_year if EARLIEST_BIRTH <= birth_year <= year else None,
        "sex": sex if isinstance(sex, str) and sex in SEXES else None,
        "languages": tuple(dict.fromkeys(one for one in languages if 0 < len(one) <= 20))[:MOST_LANGUAGES],
        "contacts": tuple(_contacts(patient))[:MOST_CONTACTS],
    }


def _name(names: Any) -> str | None:
    """The text of a name, or its parts; family first where they are Hangul."""
    for one in listed(names) or [table(names)]:
        given = " ".join(one_line(part) for part in strings(one.get("given")))
        family = one_line(one.get("family"))
        hangul = any("가" <= sign <= "힣" for sign in family)
        parts = f"{family}{given}" if hangul else f"{given} {family}"
        text = one_line(one.get("text")) or " ".join(parts.split())
        if text:
            return text[:LONGEST_NAME]
    return None


def _contacts(patient: Json) -> Iterator[Contact]:
    for one in listed(patient.get("contact")):
        phones = (one_line(way.get("value")) for way in listed(one.get("telecom")) if way.get("system") == "phone")
        number = next((phone for phone in phones if SHORTEST_NUMBER <= len(plain_number(phone)) <= LONGEST_NUMBER), "")
        name = _name(one.get("name"))
        words = (coded(kind) for kind in listed(one.get("relationship")))
        relation = next((found.text for found in words if found is not None), "")
        if name and number:
            yield Contact(name, number, relation[:LONGEST_NAME])
