"""Keeping a card: by whoever holds the telephone it was registered with, for themselves or somebody in their care."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from chassis.errors import InvalidInputError, NotFoundError, StaleError, TooManyError
from chassis.sealing import Sealer, sealer_of
from chassis.work import Work, record_change, working
from dispatch.policies.force import in_force
from dispatch.premises import plain_number
from dispatch.registered.card import Card, Reader, card_plain, complete_card
from dispatch.registered.showing import Held
from dispatch.registering.entering import Visitor, check_code
from dispatch.system import System
from dispatch.tables.registered import (
    NUMBER,
    RegisteredLookRow,
    RegisteredNumberRow,
    RegisteredRow,
    delete_person,
    get_registered,
    held,
    looks_of,
    numbers_of,
)

MOST_CARDS, MOST_NUMBERS = 6, 4


@dataclass(frozen=True, slots=True)
class Kept:
    """A card as its owner sees it."""

    held: Held
    numbers: tuple[str, ...]
    made_at: datetime
    changed_at: datetime
    consented_at: datetime
    version: int
    looks: tuple[RegisteredLookRow, ...]


def cards_of(system: System, visitor: Visitor) -> tuple[Kept, ...]:
    """The cards somebody keeps, expired ones too, with who read them."""
    now, sealer = system.clock.now(), sealer_of(system.settings)
    with system.db.read() as session:
        wanted = select(RegisteredRow).where(
            RegisteredRow.region == visitor.region, RegisteredRow.owner.in_(visitor.owners)
        )
        rows = session.scalars(wanted.order_by(RegisteredRow.made_at, RegisteredRow.id)).all()
        return tuple(_kept(row, sealer, tuple(looks_of(session, row.id, now=now))) for row in rows)


def save_card(
    system: System,
    visitor: Visitor,
    card: Card,
    shared: tuple[Reader, ...],
    *,
    person_id: str | None,
    seen: int,
    consented: bool = False,
) -> str:
    """Write a card, a new one where `person_id` is None; saving it confirms it, and with `consented` its consent begins
    anew, as a new card's does. `seen` is the version it was changed from.
    Raises InvalidInputError, StaleError, TooManyError."""
    with working(system, visitor.actor) as work:
        tidy = complete_card(card, year=work.now.year)
        row = _own(work, visitor, person_id) if person_id else _new(work, system, visitor)
        if person_id and row.version != seen:
            at = row.changed_at.isoformat()
            raise StaleError("registered person", row.id, part="card", by="registered", at=at)
        sealer = sealer_of(system.settings)
        numbers = numbers_of(row, sealer) if person_id else (visitor.number,)
        row.sealed = sealer.seal({"card": card_plain(tidy), "numbers": list(numbers)})
        row.shared = [one.value for one in shared if one is not Reader.DESK]
        row.changed_at = row.confirmed_at = work.now
        if consented or not person_id:
            _consent(work, system, row)
        if not person_id:
            work.session.add(row)
            work.session.flush()
            work.session.add(RegisteredNumberRow(fingerprint=visitor.owners[0], person_id=row.id))
        record_change(work, "change_card" if person_id else "register_card", row.id, None, {"shared": row.shared})
        return row.id


def renew_card(system: System, visitor: Visitor, person_id: str) -> None:
    """Everything is still right, and the consent begins anew."""
    with working(system, visitor.actor) as work:
        row = _own(work, visitor, person_id)
        row.confirmed_at = work.now
        _consent(work, system, row)
        record_change(work, "renew_card", row.id, None, {"expires_at": row.expires_at.isoformat()})


def withdraw_card(system: System, visitor: Visitor, person_id: str) -> None:
    """Take the consent back: everything of the person is deleted, for good. The audit keeps that it was."""
    with working(system, visitor.actor) as work:
        row = _own(work, visitor, person_id)
        record_change(work, "withdraw_card", row.id, None, None)
        delete_person(work.session, row.id)


def add_number(system: System, visitor: Visitor, person_id: str, code_id: str, code: str) -> None:
    """A further number finds the card, once its telephone has shown the code. Raises InvalidInputError."""
    number = check_code(system, visitor.region, code_id, code, person_id=person_id)
    with working(system, visitor.actor) as work:
        row = _own(work, visitor, person_id)
        numbers = numbers_of(row, sealer_of(system.settings))
        if plain_number(number) not in map(plain_number, numbers):
            if len(numbers) >= MOST_NUMBERS:
                raise InvalidInputError("number", f"at most {MOST_NUMBERS} numbers")
            _renumber(work, system, row, (*numbers, number))
        record_change(work, "change_card_number", row.id, {"numbers": len(numbers)}, None)


def drop_number(system: System, visitor: Visitor, person_id: str, number: str) -> None:
    """A number finds the card no more; the owner's own always does."""
    with working(system, visitor.actor) as work:
        row = _own(work, visitor, person_id)
        own, *others = numbers_of(row, sealer_of(system.settings))
        left = [one for one in others if plain_number(one) != plain_number(number)]
        _renumber(work, system, row, (own, *left))
        record_change(work, "change_card_number", row.id, {"numbers": 1 + len(others)}, {"numbers": 1 + len(left)})


def own_card(system: System, visitor: Visitor, person_id: str) -> Kept:
    """One card of the visitor's; raises NotFoundError."""
    for kept in cards_of(system, visitor):
        if kept.held.person_id == person_id:
            return kept
    raise NotFoundError("registered person", person_id)


def _kept(row: RegisteredRow, sealer: Sealer, looks: tuple[RegisteredLookRow, ...]) -> Kept:
    numbers = numbers_of(row, sealer)
    return Kept(held(row, sealer), numbers, row.made_at, row.changed_at, row.consented_at, row.version, looks)


def _own(work: Work, visitor: Visitor, person_id: str) -> RegisteredRow:
    """The visitor's card, locked; raises NotFoundError also for somebody else's."""
    row = get_registered(work.session, person_id, region=visitor.region)
    if row.owner not in visitor.owners:
        raise NotFoundError("registered person", person_id)
    return row


def _new(work: Work, system: System, visitor: Visitor) -> RegisteredRow:
    kept = select(RegisteredRow.id).where(RegisteredRow.owner.in_(visitor.owners))
    if len(work.session.scalars(kept).all()) >= MOST_CARDS:
        raise TooManyError("cards", retry_after_s=0)
    person_id = system.ids.new("reg")
    return RegisteredRow(id=person_id, region=visitor.region, owner=visitor.owners[0], made_at=work.now)


def _consent(work: Work, system: System, row: RegisteredRow) -> None:
    policy = in_force(work.session, system, row.region).registered
    row.consented_at, row.expires_at, row.warned_at = work.now, work.now + policy.lasts, None


def _renumber(work: Work, system: System, row: RegisteredRow, numbers: tuple[str, ...]) -> None:
    sealer = sealer_of(system.settings)
    row.sealed = sealer.seal(sealer.opened(row.sealed) | {"numbers": list(numbers)})
    row.changed_at = work.now
    work.session.execute(delete(RegisteredNumberRow).where(RegisteredNumberRow.person_id == row.id))
    prints = dict.fromkeys(sealer.fingerprint(NUMBER, plain_number(one)) for one in numbers)
    work.session.add_all(RegisteredNumberRow(fingerprint=one, person_id=row.id) for one in prints)
