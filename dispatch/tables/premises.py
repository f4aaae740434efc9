"""Premise notes in the database. A row is written once; later it can only end."""

import math
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Float, Index, String, Text, and_, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant
from chassis.errors import NotFoundError
from chassis.geo import LatLon
from dispatch.premises import (
    PremiseKind,
    PremiseNote,
    PremisePolicy,
    PremiseScope,
    PremiseSource,
    PremiseState,
    Spot,
    plain_number,
)
from dispatch.tables.near import METRES_A_DEGREE

MOST = 200  # of one search; beyond it a longer word helps


class PremiseNoteRow(Base):
    """A caution or note about a place or a number. `text` of a medical one is read through `open_medical` only."""

    __tablename__ = "premise_notes"
    __table_args__ = (
        Index("ix_premise_notes_region_lat", "region", "lat"),
        Index("ix_premise_notes_region_number", "region", "number"),
        Index("ix_premise_notes_region_written_at", "region", "written_at"),
    )
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    region: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(16))
    scope: Mapped[str] = mapped_column(String(16))
    lat: Mapped[float | None] = mapped_column(Float)
    lon: Mapped[float | None] = mapped_column(Float)
    radius_m: Mapped[float | None] = mapped_column(Float)
    number: Mapped[str | None] = mapped_column(String(32))  # digits only
    label: Mapped[str | None] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(16))
    author: Mapped[str] = mapped_column(String(64))
    author_name: Mapped[str] = mapped_column(String(64))
    written_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_by: Mapped[str | None] = mapped_column(String(64))
    ended_reason: Mapped[str | None] = mapped_column(String(96))
    replaces: Mapped[str | None] = mapped_column(String(64))


def get_premise(session: Session, note_id: str, *, region: str) -> PremiseNoteRow:
    """The note; raises NotFoundError also for another region's."""
    row = session.get(PremiseNoteRow, note_id, with_for_update=True, populate_existing=True)
    if row is None or row.region != region:
        raise NotFoundError("premise note", note_id)
    return row


def read_premises(
    session: Session, region: str, spot: Spot, *, now: datetime, policy: PremisePolicy
) -> tuple[PremiseNote, ...]:
    """Notes of `region` that may hold for `spot` now, in one query: a square round the place, or the number."""
    near = [*_square(spot, policy), *_same_number(spot)]
    if not near:
        return ()
    holding = and_(PremiseNoteRow.region == region, PremiseNoteRow.ended_at.is_(None), PremiseNoteRow.expires_at > now)
    rows = session.scalars(select(PremiseNoteRow).where(holding, or_(*near)).order_by(PremiseNoteRow.id))
    return tuple(premise_note(row) for row in rows)


def search_premises(
    session: Session, region: str, *, now: datetime, text: str = "", state: PremiseState | None = None
) -> tuple[PremiseNote, ...]:
    """Notes of `region`, newest first, expired and ended ones too. Words are not looked for in medical texts."""
    wanted = select(PremiseNoteRow).where(PremiseNoteRow.region == region)
    if text:
        wanted = wanted.where(_holds_words(text))
    if state is not None:
        wanted = wanted.where(*_STATES[state](now))
    rows = session.scalars(wanted.order_by(PremiseNoteRow.written_at.desc(), PremiseNoteRow.id.desc()).limit(MOST))
    return tuple(premise_note(row) for row in rows)


def premise_note(row: PremiseNoteRow) -> PremiseNote:
    """The frozen note of a row."""
    return PremiseNote(
        id=row.id,
        region=row.region,
        kind=PremiseKind(row.kind),
        scope=PremiseScope(row.scope),
        text=row.text,
        source=PremiseSource(row.source),
        author=row.author_name,
        written_at=row.written_at,
        expires_at=row.expires_at,
        place=LatLon(row.lat, row.lon) if row.lat is not None and row.lon is not None else None,
        radius_m=row.radius_m,
        number=row.number,
        label=row.label,
        ended_at=row.ended_at,
        ended_by=row.ended_by,
        ended_reason=row.ended_reason,
        replaces=row.replaces,
    )


def _square(spot: Spot, policy: PremisePolicy) -> list[ColumnElement[bool]]:
    """The square that holds every note which may reach the place."""
    if spot.place is None:
        return []
    north = (policy.furthest_m + policy.vague_m) / METRES_A_DEGREE
    east = north / max(0.01, math.cos(math.radians(spot.place.lat)))
    lat = PremiseNoteRow.lat.between(spot.place.lat - north, spot.place.lat + north)
    return [and_(lat, PremiseNoteRow.lon.between(spot.place.lon - east, spot.place.lon + east))]


def _same_number(spot: Spot) -> list[ColumnElement[bool]]:
    return [PremiseNoteRow.number == plain_number(spot.number)] if spot.number else []


def _holds_words(text: str) -> ColumnElement[bool]:
    written = and_(PremiseNoteRow.kind != PremiseKind.MEDICAL, PremiseNoteRow.text.icontains(text, autoescape=True))
    columns = (PremiseNoteRow.label, PremiseNoteRow.author_name)
    return or_(written, *(column.icontains(text, autoescape=True) for column in columns))


_STATES: Mapping[PremiseState, Any] = {
    PremiseState.CURRENT: lambda now: (PremiseNoteRow.ended_at.is_(None), PremiseNoteRow.expires_at > now),
    PremiseState.EXPIRED: lambda now: (PremiseNoteRow.ended_at.is_(None), PremiseNoteRow.expires_at <= now),
    PremiseState.ENDED: lambda _: (PremiseNoteRow.ended_at.is_not(None),),
}
