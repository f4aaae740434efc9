"""A registered person's card. Of conditions, drugs and allergies None means that nobody has said, () that there are
none: what is unknown never looks like what is not there."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from chassis.errors import InvalidInputError
from dispatch.premises import plain_number

SHORTEST_NUMBER, LONGEST_NUMBER = 8, 15
LONGEST_NAME, LONGEST_LINE, LONGEST_TEXT = 60, 200, 500
MOST_LINES, MOST_CONTACTS, MOST_LANGUAGES = 40, 5, 5
EARLIEST_BIRTH = 1890
SEXES = frozenset({"female", "male"})


class Need(StrEnum):
    """What makes talking different; deaf and mute suggest text."""

    DEAF = "deaf"
    MUTE = "mute"
    BLIND = "blind"
    DEMENTIA = "dementia"
    COGNITIVE = "cognitive"
    WHEELCHAIR = "wheelchair"


class Relation(StrEnum):
    """Who the person is to whoever registered them; self is oneself."""

    SELF = "self"
    PARENT = "parent"
    CHILD = "child"
    SPOUSE = "spouse"
    WARD = "ward"
    OTHER = "other"


class Reader(StrEnum):
    """Who may be shown a card. The desk always is: without it there is no sense in a card."""

    DESK = "desk"
    CREW = "crew"
    HOSPITAL = "hospital"


BY_TEXT = frozenset({Need.DEAF, Need.MUTE})


@dataclass(frozen=True, slots=True)
class Entry:
    """A condition, a drug or an allergy in words, with its code where a health summary gave one."""

    text: str
    system: str | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to call about the person."""

    name: str
    number: str
    relation: str = ""


Entries = tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """What somebody has told about a person. `speaks` is the language of the texts they get."""

    name: str
    relation: Relation = Relation.SELF
    speaks: str = "ko"
    birth_year: int | None = None
    sex: str | None = None
    languages: tuple[str, ...] = ()
    conditions: Entries | None = None
    drugs: Entries | None = None
    allergies: Entries | None = None
    contacts: tuple[Contact, ...] = ()
    address: str | None = None
    access: str | None = None
    needs: tuple[Need, ...] = ()


def complete_card(card: Card, *, year: int) -> Card:
    """The card tidied: trimmed, each line once. Raises InvalidInputError naming the field at fault."""
    name = _line("name", card.name, LONGEST_NAME)
    if card.birth_year is not None and not EARLIEST_BIRTH <= card.birth_year <= year:
        raise InvalidInputError("birth_year", f"a year between {EARLIEST_BIRTH} and {year}")
    if card.sex is not None and card.sex not in SEXES:
        raise InvalidInputError("sex", "female or male")
    if len(card.languages) > MOST_LANGUAGES:
        raise InvalidInputError("languages", f"at most {MOST_LANGUAGES}")
    return replace(
        card,
        name=name,
        languages=tuple(dict.fromkeys(_line("languages", one, 20) for one in card.languages)),
        conditions=_entries("conditions", card.conditions),
        drugs=_entries("drugs", card.drugs),
        allergies=_entries("allergies", card.allergies),
        contacts=_contacts(card.contacts),
        address=_maybe("address", card.address, LONGEST_LINE),
        access=_maybe("access", card.access, LONGEST_TEXT),
        needs=tuple(need for need in Need if need in card.needs),
    )


def complete_number(number: str) -> str:
    """A telephone number as it is dialled: digits, with + where it was given. Raises InvalidInputError."""
    if not SHORTEST_NUMBER <= len(plain_number(number)) <= LONGEST_NUMBER:
        raise InvalidInputError("number", f"{SHORTEST_NUMBER} to {LONGEST_NUMBER} digits")
    dialled = "".join(sign for sign in number if sign.isdigit())
    return f"+{dialled}" if number.strip().startswith("+") else dialled


def card_plain(card: Card) -> dict[str, Any]:
    """The card as JSON can hold it."""
    return asdict(card)


def card_of(plain: Mapping[str, Any]) -> Card:
    """The card again; what an older release did not know is as if nobody had said it."""
    known = {name: plain[name] for name in Card.__dataclass_fields__ if name in plain}
    for part in ("conditions", "drugs", "allergies"):
        if known.get(part) is not None:
            known[part] = tuple(Entry(**one) for one in known[part])
    known["contacts"] = tuple(Contact(**one) for one in known.get("contacts", ()))
    known["languages"] = tuple(known.get("languages", ()))
    known["needs"] = tuple(Need(one) for one in known.get("needs", ()))
    known["relation"] = Relation(known.get("relation", Relation.SELF))
    return Card(**known)


def merged(known: Entries | None, more: Entries | None) -> Entries | None:
    """Both lists, each entry once; the coded one where both say the same words. Unknown only if both are."""
    if known is None or more is None:
        return more if known is None else known
    found: dict[str, Entry] = {}
    for one in (*known, *more):
        kept = found.get(one.text.casefold())
        found[one.text.casefold()] = one if kept is None or kept.code is None else kept
    return tuple(found.values())


def _entries(field: str, entries: Entries | None) -> Entries | None:
    if entries is None:
        return None
    tidy = tuple(replace(one, text=_line(field, one.text, LONGEST_LINE)) for one in entries)
    if len(tidy) > MOST_LINES:
        raise InvalidInputError(field, f"at most {MOST_LINES}")
    return merged((), tidy)


def _contacts(contacts: Sequence[Contact]) -> tuple[Contact, ...]:
    if len(contacts) > MOST_CONTACTS:
        raise InvalidInputError("contacts", f"at most {MOST_CONTACTS}")
    return tuple(
        Contact(_line("contacts", one.name, LONGEST_NAME), _dialled(one.number), one.relation.strip()[:LONGEST_NAME])
        for one in contacts
    )


def _dialled(number: str) -> str:
    try:
        return complete_number(number)
    except InvalidInputError as error:
        raise InvalidInputError("contacts", error.reason) from error


def _line(field: str, text: str, longest: int) -> str:
    tidy = " ".join(text.split())
    if not 0 < len(tidy) <= longest:
        raise InvalidInputError(field, f"1 to {longest} characters")
    return tidy


def _maybe(field: str, text: str | None, longest: int) -> str | None:
    return _line(field, text, longest) if text and text.strip() else None
