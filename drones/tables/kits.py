"""Kits, and which order each is bound to: `sortie_id`. Taking one is one conditional UPDATE, as with drones."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, Date, Float, ForeignKey, String, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant
from drones.model import Kit, KitKind

UNSEEN = {"synchronize_session": False}  # rows already loaded are not touched: whoever needs one reads it fresh


class KitRow(Base):
    """One sealed kit; `used_at` is when it was let down, `removed_at` when it was taken off, expired or damaged."""

    __tablename__ = "drone_kits"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    region: Mapped[str] = mapped_column(String(32), index=True)
    kind: Mapped[str] = mapped_column(String(24))
    mass_kg: Mapped[float] = mapped_column(Float)
    expires_on: Mapped[date] = mapped_column(Date)
    station_id: Mapped[str] = mapped_column(ForeignKey("drone_stations.id"))
    drone_id: Mapped[str | None] = mapped_column(ForeignKey("drones.id"))
    sortie_id: Mapped[str | None] = mapped_column(String(64))
    used_at: Mapped[datetime | None] = mapped_column(Instant)
    removed_at: Mapped[datetime | None] = mapped_column(Instant)
    missing_since: Mapped[datetime | None] = mapped_column(Instant)  # to be looked for: nobody knows if it came off


HERE = (KitRow.used_at.is_(None), KitRow.removed_at.is_(None), KitRow.missing_since.is_(None))  # a kit that could fly


def put_kit(session: Session, kit: Kit, *, region: str) -> None:
    """Add or correct a kit. Whether it is bound or used is kept."""
    session.merge(
        KitRow(
            id=kit.id,
            region=region,
            kind=kit.kind.value,
            mass_kg=kit.mass_kg,
            expires_on=kit.expires_on,
            station_id=kit.station_id,
            drone_id=kit.drone_id,
        )
    )
    session.flush()


def find_kit(session: Session, kit_id: str) -> Kit | None:
    """One kit, unless it was used or taken off."""
    row = session.get(KitRow, kit_id)
    return _kit(row) if row is not None and row.used_at is None and row.removed_at is None else None


def lock_kit(session: Session, kit_id: str) -> KitRow | None:
    """The row, fresh and ours until the transaction ends; None for one nobody knows."""
    found = select(KitRow).where(KitRow.id == kit_id).with_for_update()
    return session.scalar(found, execution_options={"populate_existing": True})


def read_kits(session: Session, regions: Sequence[str]) -> tuple[Kit, ...]:
    """Kits of `regions` that were neither used nor taken off, and are not to be looked for, by id."""
    rows = session.scalars(select(KitRow).where(KitRow.region.in_(regions), *HERE).order_by(KitRow.id))
    return tuple(_kit(row) for row in rows)


def missing_kits(session: Session, station_id: str) -> tuple[tuple[Kit, datetime], ...]:
    """The kits of a station that are to be looked for, each with since when, by id."""
    gone = (KitRow.station_id == station_id, KitRow.missing_since.is_not(None), KitRow.removed_at.is_(None))
    rows = session.scalars(select(KitRow).where(*gone).order_by(KitRow.id))
    return tuple((_kit(row), row.missing_since) for row in rows if row.missing_since is not None)


def take_kit(session: Session, kit_id: str, sortie_id: str) -> bool:
    """Bind a free, unused kit to a sortie; False when it is free no more."""
    taken = update(KitRow).where(*_free_kit(kit_id)).values(sortie_id=sortie_id)
    return session.scalar(taken.returning(KitRow.id), execution_options=UNSEEN) is not None


def is_free(session: Session, kit_id: str) -> bool:
    """Whether a kit could be bound to a sortie by now."""
    return session.scalar(select(KitRow.id).where(*_free_kit(kit_id))) is not None


def free_kit(session: Session, sortie_id: str) -> None:
    """Put the sortie's kit back, unless it was used."""
    unused = (KitRow.sortie_id == sortie_id, KitRow.used_at.is_(None))
    session.execute(update(KitRow).where(*unused).values(sortie_id=None), execution_options=UNSEEN)


def miss_kit(session: Session, sortie_id: str, *, at: datetime) -> None:
    """Nobody knows what became of the sortie's kit: it stands nowhere until somebody says so. Not one that was used."""
    unused = (KitRow.sortie_id == sortie_id, KitRow.used_at.is_(None))
    session.execute(update(KitRow).where(*unused).values(sortie_id=None, missing_since=at), execution_options=UNSEEN)


def use_kit(session: Session, sortie_id: str, *, at: datetime) -> None:
    """The sortie's kit is let down; it never flies again."""
    used = update(KitRow).where(KitRow.sortie_id == sortie_id, KitRow.used_at.is_(None)).values(used_at=at)
    session.execute(used, execution_options=UNSEEN)


def _free_kit(kit_id: str) -> tuple[ColumnElement[bool], ...]:
    return KitRow.id == kit_id, KitRow.sortie_id.is_(None), *HERE


def _kit(row: KitRow) -> Kit:
    return Kit(row.id, KitKind(row.kind), row.mass_kg, row.expires_on, row.station_id, row.drone_id, row.sortie_id)
