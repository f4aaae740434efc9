"""Cards of registered people in the database, sealed, found by fingerprints of their numbers; and who read them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, String, Text, and_, delete, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant
from chassis.errors import NotFoundError
from chassis.outbox import DeliveryRow
from chassis.sealing import Sealer
from dispatch.premises import plain_number
from dispatch.registered.card import Reader, card_of
from dispatch.registered.showing import Held, IsPatient
from dispatch.tables.cases import CallRow

NUMBER = "number"  # what fingerprints of telephone numbers are made for
CHANNEL = "registered"  # texts to registered people: number and words lie sealed in the outbox


class RegisteredRow(Base):
    """A person. `sealed` holds the card and the numbers; `owner` is the fingerprint of the number that keeps it."""

    __tablename__ = "registered_people"
    __table_args__ = (
        Index("ix_registered_people_owner", "owner"),
        Index("ix_registered_people_region_expires_at", "region", "expires_at"),
    )
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    region: Mapped[str] = mapped_column(String(32))
    owner: Mapped[str] = mapped_column(String(64))
    sealed: Mapped[str] = mapped_column(Text)
    shared: Mapped[list[str]] = mapped_column(JSON, default=list)  # with whom beside the desk
    made_at: Mapped[datetime] = mapped_column(Instant)
    changed_at: Mapped[datetime] = mapped_column(Instant)
    confirmed_at: Mapped[datetime] = mapped_column(Instant)  # when its owner last said that it is right
    consented_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    warned_at: Mapped[datetime | None] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(Integer, default=0)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy reads it once


class RegisteredNumberRow(Base):
    """By which number's fingerprint a card is found. One number may find several: a guardian's."""

    __tablename__ = "registered_numbers"
    fingerprint: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("registered_people.id"), primary_key=True, index=True)


class RegisteredLookRow(Base):
    """Who read a card, when, and why. `told_at` is from when on its owner may read of it; None while it is held back.

    `words` are sealed. Of a card broken open `until` is when it shuts.
    """

    __tablename__ = "registered_looks"
    __table_args__ = (
        Index("ix_registered_looks_person", "person_id", "at"),
        Index("ix_registered_looks_region_at", "region", "at"),
        Index("ix_registered_looks_incident", "incident_id"),
    )
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    region: Mapped[str] = mapped_column(String(32))
    person_id: Mapped[str] = mapped_column(ForeignKey("registered_people.id"))
    kind: Mapped[str] = mapped_column(String(16))
    actor: Mapped[str] = mapped_column(String(64))
    actor_name: Mapped[str] = mapped_column(String(64))
    role: Mapped[str] = mapped_column(String(24))
    incident_id: Mapped[str | None] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Instant)
    last_at: Mapped[datetime] = mapped_column(Instant)
    times: Mapped[int] = mapped_column(Integer, default=1)
    reason: Mapped[str | None] = mapped_column(String(24))
    words: Mapped[str | None] = mapped_column(Text)
    until: Mapped[datetime | None] = mapped_column(Instant)
    unmatched: Mapped[bool] = mapped_column(default=False)  # from the call form, and no such call was taken
    told_at: Mapped[datetime | None] = mapped_column(Instant)


class RegisteredPatientRow(Base):
    """Whether a registered person is the patient of an incident, as somebody said."""

    __tablename__ = "registered_patients"
    incident_id: Mapped[str] = mapped_column(ForeignKey("incidents.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("registered_people.id"), primary_key=True, index=True)
    answer: Mapped[str] = mapped_column(String(8))
    by_name: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Instant)


class RegisteredCodeRow(Base):
    """A code that was sent to a number, for a day. `number` is sealed, `code` a fingerprint."""

    __tablename__ = "registered_codes"
    __table_args__ = (
        Index("ix_registered_codes_fingerprint", "fingerprint", "made_at"),
        Index("ix_registered_codes_made_at", "made_at"),
    )
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    region: Mapped[str] = mapped_column(String(32))
    fingerprint: Mapped[str] = mapped_column(String(64))
    asker: Mapped[str] = mapped_column(String(64))  # fingerprint of the address it was asked from
    number: Mapped[str] = mapped_column(Text)
    code: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[str | None] = mapped_column(String(64))  # the card a further number is for
    made_at: Mapped[datetime] = mapped_column(Instant)
    tries: Mapped[int] = mapped_column(Integer, default=0)
    used_at: Mapped[datetime | None] = mapped_column(Instant)


class RegisteredVisitRow(Base):
    """Somebody at their own cards, for a short while. `id` is the fingerprint of the cookie's token."""

    __tablename__ = "registered_visits"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    region: Mapped[str] = mapped_column(String(32))
    number: Mapped[str] = mapped_column(Text)  # sealed
    expires_at: Mapped[datetime] = mapped_column(Instant, index=True)


def get_registered(session: Session, person_id: str, *, region: str) -> RegisteredRow:
    """The person, locked; raises NotFoundError also for another region's."""
    row = session.get(RegisteredRow, person_id, with_for_update=True, populate_existing=True)
    if row is None or row.region != region:
        raise NotFoundError("registered person", person_id)
    return row


def held(row: RegisteredRow, sealer: Sealer) -> Held:
    """The card of a row, opened."""
    return Held(
        row.id,
        card_of(sealer.opened(row.sealed)["card"]),
        tuple(Reader(one) for one in row.shared),
        row.confirmed_at,
        row.expires_at,
    )


def numbers_of(row: RegisteredRow, sealer: Sealer) -> tuple[str, ...]:
    """The numbers of a person, the owner's first."""
    return tuple(sealer.opened(row.sealed)["numbers"])


def find_by_number(
    session: Session, region: str, number: str | None, sealer: Sealer, *, now: datetime
) -> list[RegisteredRow]:
    """Whom a number finds whose consent holds, oneself before one's wards."""
    if not number or not plain_number(number):
        return []
    prints = sealer.fingerprints(NUMBER, plain_number(number))
    ids = select(RegisteredNumberRow.person_id).where(RegisteredNumberRow.fingerprint.in_(prints))
    wanted = select(RegisteredRow).where(RegisteredRow.region == region, RegisteredRow.id.in_(ids))
    holding = wanted.where(RegisteredRow.expires_at > now)
    return list(session.scalars(holding.order_by(RegisteredRow.made_at, RegisteredRow.id)))


def find_of_incident(
    session: Session, incident_id: str, region: str, sealer: Sealer, *, now: datetime
) -> list[RegisteredRow]:
    """Whom the numbers of an incident's callers find, each once, in the order of the calls."""
    calls = select(CallRow.caller_number).where(CallRow.incident_id == incident_id, CallRow.caller_number.is_not(None))
    found: dict[str, RegisteredRow] = {}
    for number in session.scalars(calls.order_by(CallRow.received_at, CallRow.id)):
        found |= {row.id: row for row in find_by_number(session, region, number, sealer, now=now)}
    return list(found.values())


def answers_of(session: Session, incident_id: str) -> dict[str, RegisteredPatientRow]:
    """What was said of each registered person of an incident."""
    wanted = select(RegisteredPatientRow).where(RegisteredPatientRow.incident_id == incident_id)
    return {row.person_id: row for row in session.scalars(wanted)}


def confirmed_of(session: Session, incident_id: str, *, now: datetime) -> list[RegisteredRow]:
    """The registered people who are the patient of an incident and whose consent holds."""
    yes = and_(
        RegisteredPatientRow.person_id == RegisteredRow.id,
        RegisteredPatientRow.incident_id == incident_id,
        RegisteredPatientRow.answer == IsPatient.YES,
    )
    wanted = select(RegisteredRow).join(RegisteredPatientRow, yes).where(RegisteredRow.expires_at > now)
    return list(session.scalars(wanted.order_by(RegisteredRow.id)))


def has_card(session: Session, incident_id: str, reader: Reader, *, now: datetime) -> bool:
    """Whether there is a card to read for a crew or a hospital."""
    return any(reader in row.shared for row in confirmed_of(session, incident_id, now=now))


def delete_person(session: Session, person_id: str) -> None:
    """Everything of a person, for good: card, numbers, looks, answers, and texts still to be sent."""
    for table in (RegisteredNumberRow, RegisteredLookRow, RegisteredPatientRow):
        session.execute(delete(table).where(table.person_id == person_id))
    session.execute(delete(RegisteredCodeRow).where(RegisteredCodeRow.person_id == person_id))
    session.execute(delete(RegisteredRow).where(RegisteredRow.id == person_id))
    texts = DeliveryRow.key.startswith(f"{CHANNEL}:{person_id}:", autoescape=True)
    session.execute(delete(DeliveryRow).where(DeliveryRow.channel == CHANNEL, texts))
    session.expire_all()


def looks_of(session: Session, person_id: str, *, now: datetime, limit: int = 100) -> Sequence[RegisteredLookRow]:
    """The looks its owner may read of, newest first."""
    wanted = select(RegisteredLookRow).where(RegisteredLookRow.person_id == person_id, RegisteredLookRow.told_at <= now)
    return session.scalars(wanted.order_by(RegisteredLookRow.at.desc(), RegisteredLookRow.id.desc()).limit(limit)).all()


def counts(session: Session, region: str, *, now: datetime, soon: datetime, since: datetime) -> dict[str, Any]:
    """How many cards there are and how they were read since then; nothing of anybody."""
    cards = select(func.count()).where(RegisteredRow.region == region)
    looks = select(RegisteredLookRow.kind, func.count()).where(
        RegisteredLookRow.region == region, RegisteredLookRow.at >= since
    )
    unmatched = select(func.count()).where(
        RegisteredLookRow.region == region, RegisteredLookRow.at >= since, RegisteredLookRow.unmatched.is_(True)
    )
    return {
        "cards": session.scalar(cards.where(RegisteredRow.expires_at > now)) or 0,
        "ending": session.scalar(cards.where(RegisteredRow.expires_at.between(now, soon))) or 0,
        "expired": session.scalar(cards.where(RegisteredRow.expires_at <= now)) or 0,
        "looks": {str(row[0]): int(row[1]) for row in session.execute(looks.group_by(RegisteredLookRow.kind))},
        "unmatched": session.scalar(unmatched) or 0,
    }


def to_explain(session: Session, region: str, *, since: datetime, limit: int = 100) -> Sequence[RegisteredLookRow]:
    """Cards broken open, and looks from the call form that no call followed: newest first."""
    odd = or_(RegisteredLookRow.until.is_not(None), RegisteredLookRow.unmatched.is_(True))
    wanted = select(RegisteredLookRow).where(RegisteredLookRow.region == region, RegisteredLookRow.at >= since, odd)
    return session.scalars(wanted.order_by(RegisteredLookRow.at.desc(), RegisteredLookRow.id.desc()).limit(limit)).all()
