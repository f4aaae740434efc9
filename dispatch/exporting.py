"""A patient's record leaves the system: on paper, as a message, as an export. Who took it stands in the audit."""

from collections.abc import Sequence

from chassis.identity import Actor
from chassis.work import record_change, working
from dispatch.boards.transfer import readable_record
from dispatch.care.record import CareRecord
from dispatch.system import System
from dispatch.tables.areas import get_region
from dispatch.tables.transfers import TransferRow, transfers_of


def print_record(system: System, actor: Actor, incident_id: str) -> tuple[CareRecord, Sequence[TransferRow], str]:
    """The record with its signatures and the region's time zone; raises NotFoundError, ForbiddenError."""
    with working(system, actor) as work:
        record = readable_record(work.session, system, actor, incident_id)
        record_change(work, "print_record", incident_id, None, None, region=record.region)
        zone = get_region(work.session, record.region).timezone
        return record, tuple(transfers_of(work.session, incident_id)), zone


def take_out(system: System, actor: Actor, incident_id: str, form: str) -> CareRecord:
    """The record for an export in `form`; raises NotFoundError, ForbiddenError."""
    with working(system, actor) as work:
        record = readable_record(work.session, system, actor, incident_id)
        record_change(work, "export_record", incident_id, None, {"form": form}, region=record.region)
        return record
