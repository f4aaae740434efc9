"""A patient's pre-registration, written when it is sent: what is told is what is known then."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from dispatch.care.disclosure import reading_of
from dispatch.care.record import as_hospital_reads
from dispatch.care.wording import Speech
from dispatch.desk.announcing import peer_of
from dispatch.hl7.adt import LONGEST_CONTROL, Address, adt_a04
from dispatch.hl7.mllp import exchange
from dispatch.paging import Receipt
from dispatch.system import System
from dispatch.tables.areas import get_region
from dispatch.tables.carerecord import read_record


def send_adt(
    system: System, key: str, payload: Mapping[str, Any], *, language: str, words: Mapping[str, str]
) -> Receipt:
    """Send it with no transaction open, the same control id each time; raises what `exchange` raises.

    Nothing goes out for a simulated patient, to a hospital elsewhere, or to one that no longer reads.
    """
    hospital_id, control = payload["hospital_id"], sha256(key.encode()).hexdigest()[:LONGEST_CONTROL]
    peer = peer_of(system.settings, hospital_id)
    with system.db.read() as session:
        record = as_hospital_reads(read_record(session, payload["incident_id"], now=system.clock.now()))
        zone = get_region(session, record.region).timezone
    if record.simulated:
        return Receipt("", "simulated")
    goes_there = record.hospital is not None and record.hospital.id == hospital_id
    if peer is None or not goes_there or reading_of(record.requests, hospital_id, now=record.as_of) is None:
        return Receipt("", "no_longer")
    message = adt_a04(record, Address("", hospital_id), Speech(language, words, zone), control_id=control)
    exchange(*peer, message, control_id=control)
    return Receipt(control, "delivered")
