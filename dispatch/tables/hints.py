"""Where numbered things stand: utility poles, elevators, as far as a region has loaded them."""

from collections.abc import Iterable

from sqlalchemy import Float, ForeignKey, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base
from chassis.geo import LatLon
from dispatch.model import Hint


class HintRow(Base):
    """One numbered thing."""

    __tablename__ = "hints"
    region: Mapped[str] = mapped_column(ForeignKey("regions.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    value: Mapped[str] = mapped_column(String(16), primary_key=True)
    lat: Mapped[float] = mapped_column(Float)
    lon: Mapped[float] = mapped_column(Float)


def find_hint(session: Session, region: str, hint: Hint) -> LatLon | None:
    """Where it stands; None for one the region's table does not know."""
    row = session.get(HintRow, (region, hint.kind.value, hint.value))
    return LatLon(row.lat, row.lon) if row is not None else None


def put_hints(session: Session, region: str, known: Iterable[tuple[Hint, LatLon]]) -> int:
    """Replace the table of each kind that is told; returns how many stand in it now."""
    told = {(hint.kind.value, hint.value): place for hint, place in known}
    kinds = sorted({kind for kind, _ in told})
    session.execute(delete(HintRow).where(HintRow.region == region, HintRow.kind.in_(kinds)))
    session.add_all(
        HintRow(region=region, kind=kind, value=value, lat=place.lat, lon=place.lon)
        for (kind, value), place in told.items()
    )
    session.flush()
    return len(session.scalars(select(HintRow.value).where(HintRow.region == region)).all())
