"""Telling a station's vendor how an order stands now, and keeping how it answers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dispatch.paging import FinalFailureError, Receipt, TemporaryFailureError
from dispatch.system import System
from dispatch.tables.cases import get_incident
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
        if get_incident(session, sortie.incident_id).simulated:
            return NOT_SENT
        vendor = Vendor(row.station_id, row.url, secret_of(system.settings.secret_key, row.station_id, row.issue))
    try:
        system.vendors.tell(vendor, body_of(sortie, now), at=now, key=key)
    except (TemporaryFailureError, FinalFailureError) as error:
        _keep(system, vendor, now, str(error)[:200])
        raise
    _keep(system, vendor, now, None)
    return Receipt("", "delivered")


def _keep(system: System, vendor: Vendor, at: datetime, trouble: str | None) -> None:
    """How it answered, unless somebody else flies there by now."""
    with system.db.write() as session:
        row = session.get(VendorRow, vendor.station_id, with_for_update=True)
        if row is None or row.url != vendor.url:
            return
        row.trouble = trouble
        row.failures = row.failures + 1 if trouble is not None else 0
        if trouble is None:
            row.answered_at = at
        else:
            row.failed_at = at
