"""A patient's record leaves the system: on paper, as a message, as an export. Who took it stands in the audit."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy import select

from chassis.audit import AuditRow
from chassis.identity import Actor
from chassis.work import record_change, working
from dispatch.boards.transfer import readable_record
from dispatch.care.record import CareRecord
from dispatch.system import System
from dispatch.tables.areas import get_region
from dispatch.tables.transfers import TransferRow, transfers_of

READ_AGAIN = timedelta(hours=1)  # a system that looks every few seconds leaves one line an hour for each patient


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


def note_reading(system: System, actor: Actor, read: Mapping[str, str]) -> None:
    """Another system has read patients in FHIR, by incident and its region: on the audit, once an hour each."""
    with system.db.read() as session:
        since = system.clock.now() - READ_AGAIN
        mine = select(AuditRow.subject).where(AuditRow.action == "read_fhir", AuditRow.actor == actor.id)
        noted = set(session.scalars(mine.where(AuditRow.at > since, AuditRow.subject.in_(read))))
    fresh = sorted(set(read) - noted)
    if fresh:
        with working(system, actor) as work:
            for incident_id in fresh:
                record_change(work, "read_fhir", incident_id, None, None, region=read[incident_id])
