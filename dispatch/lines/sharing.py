"""Who sees a picture of a caller: the desk, the crews on the incident, and the receiving hospital once shown it."""

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
from dispatch.tables.cases import CallRow, IncidentRow
from dispatch.tables.family import followed
from dispatch.tables.texts import AttachmentRow
from hospitals.request import CHOSEN
from hospitals.tables.requests import read_requests


def show_picture(session: Session, actor: Actor, attachment_id: str) -> AttachmentRow:
    """The picture with its bytes; raises NotFoundError also for whom it is not for."""
    row = session.get(AttachmentRow, attachment_id)
    if row is None or row.state != PictureState.KEPT or row.body is None or not _may_see(session, actor, row):
        raise NotFoundError("attachment", attachment_id)
    return row


def share_picture(system: System, actor: Actor, attachment_id: str, *, shared: bool) -> None:
    """Let the receiving hospital see a picture, or no longer. Raises NotFoundError, ForbiddenError."""
    with working(system, actor) as work:
        row = show_picture(work.session, actor, attachment_id)
        call = work.session.get_one(CallRow, row.call_id)
        incident = worked_at(work, call)
        before = {"shared": row.shared_at is not None}
        row.shared_at, row.shared_by = (work.now, actor.name) if shared else (None, None)
        after = {"shared": shared, "attachment": row.id}
        record_change(work, "share_picture", incident.id, before, after, region=incident.region)
        tell_talkers(work, call)
        tell_crews(work, incident, "picture_changed")
        house = destination_of(work.session, incident)
        work.told.extend(to_destination(incident, house, "picture_changed", {"id": row.id}, at=work.now))


def _may_see(session: Session, actor: Actor, row: AttachmentRow) -> bool:
    call = session.get_one(CallRow, row.call_id)
    incident = followed(session, call.incident_id)
    if actor.role is Role.HOSPITAL:
        return row.shared_at is not None and _receives(session, actor, incident)
    try:
        confine(session, actor, incident)
    except ForbiddenError:
        return False
    return True


def _receives(session: Session, actor: Actor, incident: IncidentRow) -> bool:
    asks = read_requests(session, incident_ids=(incident.id,), listed=False)
    return any(ask.hospital_id == actor.facility and ask.state in CHOSEN for ask in asks)
