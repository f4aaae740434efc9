"""Whose system flies the drones of a station, and how it answers."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base
from chassis.listener import Listener
from chassis.outbox import Delivery, enqueue
from drones.tables.sorties import SortieRow

VENDOR = "vendor"


class VendorRow(Listener, Base):
    """The vendor of a station."""

    __tablename__ = "drone_vendors"
    station_id: Mapped[str] = mapped_column(ForeignKey("drone_stations.id"), primary_key=True)
    region: Mapped[str] = mapped_column(String(32))


def tell_vendor(session: Session, row: SortieRow, *, now: datetime) -> None:
    """Have the station's vendor told of an order's step, inside the caller's transaction; nothing where it has none.

    Kept is only that it has to be told: how the order stands is read then, so that what was late is never wrong.
    """
    if session.get(VendorRow, row.station_id) is not None:
        key, payload = f"vendor:{row.id}:{row.version}", {"sortie_id": row.id}
        enqueue(session, Delivery(key, row.station_region, VENDOR, payload, now))
