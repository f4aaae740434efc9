"""A patient on the way is announced to the hospital's own system, where the operator has named its listener."""

from chassis.outbox import Delivery, enqueue
from chassis.settings import Settings
from chassis.work import Work
from dispatch.system import System
from dispatch.tables.cases import IncidentRow
from hospitals.request import Request

ADT = "adt"


def peer_of(settings: Settings, hospital_id: str) -> tuple[str, int] | None:
    """Where a hospital's listener is: host and port; None where none is named."""
    for one in settings.adt_peers:
        name, _, address = one.partition("=")
        if name == hospital_id:
            host, _, port = address.rpartition(":")
            return host, int(port)
    return None


def announce(work: Work, system: System, incident: IncidentRow, chosen: Request) -> None:
    """Have the message sent, inside the caller's transaction; nobody simulated ever goes out."""
    if incident.simulated or peer_of(system.settings, chosen.hospital_id) is None:
        return
    payload = {"incident_id": incident.id, "hospital_id": chosen.hospital_id}
    enqueue(work.session, Delivery(f"adt:{chosen.id}", incident.region, ADT, payload, work.now))
