"""What a unit has with it: drugs and material by product, lot and expiry, as they were scanned."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant


class KitItemRow(Base):
    """One package aboard. `gone_at` says when it was used or taken out, `gone_why` which; it stays on record."""

    __tablename__ = "kit_items"
    __table_args__ = (Index("ix_kit_items_unit", "unit_id", "gone_at"),)
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    region: Mapped[str] = mapped_column(String(32))
    unit_id: Mapped[str] = mapped_column(ForeignKey("units.id"))
    gtin: Mapped[str] = mapped_column(String(14))
    label: Mapped[str | None] = mapped_column(String(48))
    lot: Mapped[str | None] = mapped_column(String(20))
    serial: Mapped[str | None] = mapped_column(String(20))
    expires: Mapped[date | None] = mapped_column(Date)
    at: Mapped[datetime] = mapped_column(Instant)
    actor: Mapped[str] = mapped_column(String(64))
    gone_at: Mapped[datetime | None] = mapped_column(Instant)
    gone_why: Mapped[str | None] = mapped_column(String(16))


def aboard(session: Session, unit_id: str) -> list[KitItemRow]:
    """What the unit has with it, what expires first in front, undated last."""
    rows = session.scalars(select(KitItemRow).where(KitItemRow.unit_id == unit_id, KitItemRow.gone_at.is_(None)))
    return sorted(rows, key=lambda row: (row.expires or date.max, row.label or "", row.id))


def label_of(session: Session, region: str, gtin: str) -> str | None:
    """What this product was called last in the region; None where nobody has named it."""
    known = select(KitItemRow.label).where(KitItemRow.region == region, KitItemRow.gtin == gtin)
    newest = known.where(KitItemRow.label.is_not(None)).order_by(KitItemRow.at.desc(), KitItemRow.id.desc())
    return session.scalars(newest.limit(1)).first()
