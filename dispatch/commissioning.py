"""Telling a station's vendor how an order stands now, and keeping how it answers."""

from collections.abc import Mapping
from typing import Any

from dispatch.listeners import tell_listener
from dispatch.paging import Receipt
from dispatch.system import System
from dispatch.vendors import Vendor, body_of, secret_of
from drones.tables.sorties import get_sortie
from drones.tables.vendors import VendorRow

GONE = Receipt("", "no_vendor")
NOT_SENT = Receipt("", "simulated")  # nobody's real drone takes off for a patient of the simulated day


def tell(system: System, key: str, payload: Mapping[str, Any]) -> Receipt:
    """A channel of `dispatch.deliver`; raises what the port raises."""
    now = system.clock.now()
    with system.db.read() as session:
        sortie = get_sortie(session, payload["sortie_id"])
        row = session.get(VendorRow, sortie.station_id)
        if row is None:
            return GONE
        if sortie.simulated:
            return NOT_SENT
        vendor = Vendor(row.station_id, row.url, secret_of(system.settings.secret_key, row.station_id, row.issue))

    def send() -> None:
        system.vendors.tell(vendor, body_of(sortie, now), at=now, key=key)

    tell_listener(system, VendorRow, vendor.station_id, send, url=vendor.url, at=now)
    return Receipt("", "delivered")
