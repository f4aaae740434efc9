"""Between a form as a person fills it in and a card: one entry a line, and a box for what there is none of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from chassis.errors import InvalidInputError
from dispatch.registered.card import Card, Contact, Entries, Entry, Need, Reader, Relation, merged
from dispatch.registered.fhir import Summary

PARTS = ("conditions", "drugs", "allergies")
CONTACTS = 3
READERS = (Reader.CREW, Reader.HOSPITAL)


Form = MultiDict[str, str]


@dataclass(frozen=True, slots=True)
class Filled:
    """A form that was sent."""

    card: Card
    shared: tuple[Reader, ...]
    consented: bool
    seen: int


def read_form(form: Form, *, known: Card | None, speaks: str) -> Filled:
    """The card of a form; entries that were there keep their codes. Raises InvalidInputError naming the field."""
    card = Card(
        name=form.get("name", ""),
        relation=_member(Relation, form.get("relation", ""), Relation.SELF),
        speaks=speaks,
        birth_year=_number("birth_year", form.get("birth_year", "")),
        sex=form.get("sex", "") or None,
        languages=tuple(one for one in form.get("languages", "").replace(",", " ").split() if one),
        conditions=_entries(form, "conditions", known),
        drugs=_entries(form, "drugs", known),
        allergies=_entries(form, "allergies", known),
        contacts=_contacts(form),
        address=form.get("address", "") or None,
        access=form.get("access", "") or None,
        needs=tuple(need for need in Need if need in form.getlist("needs")),
    )
    shared = tuple(reader for reader in READERS if reader in form.getlist("shared"))
    return Filled(card, shared, bool(form.get("consent")), _number("seen", form.get("seen", "")) or 0)


def shown_form(card: Card, shared: Sequence[Reader]) -> dict[str, Any]:
    """A card as the fields of its form."""
    fields: dict[str, Any] = {
        "name": card.name,
        "relation": card.relation.value,
        "birth_year": card.birth_year or "",
        "sex": card.sex or "",
        "languages": " ".join(card.languages),
        "address": card.address or "",
        "access": card.access or "",
        "needs": [need.value for need in card.needs],
        "shared": [reader.value for reader in shared],
        "contacts": [*card.contacts, *[Contact("", "")] * CONTACTS][: max(CONTACTS, len(card.contacts))],
    }
    for part in PARTS:
        entries: Entries | None = getattr(card, part)
        fields |= {part: "\n".join(one.text for one in entries or ()), f"{part}_none": entries == ()}
    return fields


def with_summary(card: Card, summary: Mapping[str, Any]) -> Card:
    """The card with what a summary adds; what somebody has said about themselves stays."""
    added = {part: _of_plain(summary.get(part)) for part in PARTS}
    known = {part: getattr(card, part) for part in PARTS}
    contacts = {one.number: one for one in (*(Contact(**one) for one in summary.get("contacts", ())), *card.contacts)}
    return Card(
        name=card.name,
        relation=card.relation,
        speaks=card.speaks,
        birth_year=card.birth_year or summary.get("birth_year"),
        sex=card.sex or summary.get("sex"),
        languages=card.languages or tuple(summary.get("languages", ())),
        conditions=merged(known["conditions"], added["conditions"]),
        drugs=merged(known["drugs"], added["drugs"]),
        allergies=merged(known["allergies"], added["allergies"]),
        contacts=tuple(contacts.values()),
        address=card.address,
        access=card.access,
        needs=card.needs,
    )


def plain_summary(summary: Summary) -> dict[str, Any]:
    """A summary as JSON can hold it until its owner has looked at it."""
    return {
        "name": summary.name,
        "birth_year": summary.birth_year,
        "sex": summary.sex,
        "languages": list(summary.languages),
        "contacts": [{"name": c.name, "number": c.number, "relation": c.relation} for c in summary.contacts],
        **{part: _plain(getattr(summary, part)) for part in PARTS},
    }


def _plain(entries: Entries | None) -> list[dict[str, Any]] | None:
    return None if entries is None else [{"text": e.text, "system": e.system, "code": e.code} for e in entries]


def _of_plain(entries: Sequence[Mapping[str, Any]] | None) -> Entries | None:
    return None if entries is None else tuple(Entry(**one) for one in entries)


def _entries(form: Form, part: str, known: Card | None) -> Entries | None:
    lines = [" ".join(line.split()) for line in form.get(part, "").splitlines()]
    kept = {one.text.casefold(): one for one in (getattr(known, part) or () if known else ())}
    found = tuple(kept.get(line.casefold(), Entry(line)) for line in lines if line)
    return found or (() if form.get(f"{part}_none", "") else None)


def _contacts(form: Form) -> tuple[Contact, ...]:
    fields = (form.getlist("contact_name"), form.getlist("contact_number"), form.getlist("contact_relation"))
    rows = zip(*fields, strict=False)
    return tuple(Contact(*row) for row in rows if any(part.strip() for part in row))


def _number(field: str, text: str) -> int | None:
    if not text.strip():
        return None
    if not (text.strip().isascii() and text.strip().isdecimal() and len(text.strip()) <= 9):
        raise InvalidInputError(field, "a number")
    return int(text)


def _member(kind: type[Relation], text: str, usual: Relation) -> Relation:
    return kind(text) if text in set(kind) else usual
