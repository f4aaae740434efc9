"""Who sees a picture of a caller: the desk, the crews on the incident, and the receiving hospital once shown it."""

from datetime import datetime

from sqlalchemy.orm import Session

from chassis.errors import ForbiddenError, NotFoundError
from chassis.identity import Actor, Role
from chassis.work import record_change, working
from dispatch.desk.asking import confine
from dispatch.desk.conversing import tell_talkers, worked_at
from dispatch.desk.destination import destination_of
from dispatch.desk.telling import tell_crews
from dispatch.events import to_destination
from dispatch.lines.pictures import PictureState
from dispatch.system import System
from dispatch.tables.cases import CallRow
from dispatch.tables.family import followed
from dispatch.tables.reading import find_reading
from dispatch.tables.texts import AttachmentRow


def show_picture(session: Session, actor: Actor, attachment_id: str, *, now: datetime) -> AttachmentRow:
    """The picture with its bytes; raises NotFoundError also for whom it is not for."""
    row = session.get(AttachmentRow, attachment_id)
    if row is None or row.state != PictureState.KEPT or row.body is None or not _may_see(session, actor, row, now):
        raise NotFoundError("attachment", attachment_id)
    return row


def share_picture(system: System, actor: Actor, attachment_id: str, *, shared: bool) -> None:
    """Let the receiving hospital see a picture, or no longer. Raises NotFoundError, ForbiddenError."""
    with working(system, actor) as work:
        row = show_picture(work.session, actor, attachment_id, now=work.now)
        call = work.session.get_one(CallRow, row.call_id)
        incident = worked_at(work, call)
        before = {"shared": row.shared_at is not None}
        row.shared_at, row.shared_by = (work.now, actor.name) if shared else (None, None)
        after = {"shared": shared, "attachment": row.id}
        record_change(work, "share_picture", incident.id, before, after, region=incident.region)
        tell_talkers(work, call)
        tell_crews(work, incident, "picture_changed")
        house = destination_of(work, incident)
        work.told.extend(to_destination(incident, house, "picture_changed", {"id": row.id}, at=work.now))


def _may_see(session: Session, actor: Actor, row: AttachmentRow, now: datetime) -> bool:
    call = session.get_one(CallRow, row.call_id)
    incident = followed(session, call.incident_id)
    if actor.role is Role.HOSPITAL:
        reads = find_reading(session, actor.facility, incident.id, now=now)
        return row.shared_at is not None and reads is not None
    try:
        confine(session, actor, incident)
    except ForbiddenError:
        return False
    return True
