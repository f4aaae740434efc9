"""Naming who flies a station's drones with a system of their own. Each command is one short transaction."""

from chassis.errors import NotFoundError
from chassis.ground import Ground
from chassis.identity import Actor
from chassis.outside import checked_address
from chassis.work import record_change, working
from drones.tables.fleet import get_station_row
from drones.tables.vendors import VendorRow


def put_vendor(system: Ground, actor: Actor, station_id: str, url: str) -> VendorRow:
    """The vendor listens at `url` from now on, with a new secret; raises InvalidInputError, NotFoundError."""
    url = checked_address(url)
    with working(system, actor) as work:
        station = get_station_row(work.session, station_id)
        row = work.session.get(VendorRow, station_id, with_for_update=True)
        old = {"url": row.url} if row is not None else None
        if row is None:
            row = VendorRow(station_id=station_id, region=station.region)
            work.session.add(row)
        row.stand_at(url, issue=system.ids.new("ven"), by=actor.id, at=work.now)
        record_change(work, "set_vendor", station_id, old, {"url": url}, region=station.region)
        work.session.flush()
        work.session.expunge(row)
        return row


def remove_vendor(system: Ground, actor: Actor, station_id: str) -> None:
    """The station's drones are flown from here again; raises NotFoundError where nobody else did."""
    with working(system, actor) as work:
        row = work.session.get(VendorRow, station_id, with_for_update=True)
        if row is None:
            raise NotFoundError("vendor", station_id)
        record_change(work, "remove_vendor", station_id, {"url": row.url}, None, region=row.region)
        work.session.delete(row)
