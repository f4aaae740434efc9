"""Pictures of a patient: a 12-lead, medicines, an injury. Sent by the crew, opened by whom the patient is for."""

from datetime import datetime
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.db import wait_turn
from chassis.errors import ForbiddenError, IllegalMoveError, InvalidInputError, NotFoundError, TooManyError
from chassis.identity import Actor, Role
from chassis.work import Work, record_change, working
from dispatch.desk.asking import confine, confine_late
from dispatch.desk.carers import tell_carers, tell_desk
from dispatch.lines.bare import bare
from dispatch.lines.pictures import kind_of
from dispatch.pictures import DOCUMENT, LARGEST, MOST, PICTURES, PictureKind
from dispatch.system import System
from dispatch.tables.cases import get_incident
from dispatch.tables.pictures import PatientPictureRow, PictureOpenedRow, opened_of, pictures_of
from dispatch.tables.reading import find_reading


def send_picture(
    system: System, actor: Actor, incident_id: str, body: bytes, kind: PictureKind, *, device_at: datetime | None = None
) -> str:
    """Keep a picture bare of where and with what it was taken; a PDF as it came. Returns its id. The same bytes sent
    again, because a network hid that they had arrived, are the same picture.

    Raises InvalidInputError for what is no picture or too large, TooManyError, ForbiddenError.
    """
    content_type, clean = _read(body)
    digest = sha256(body).hexdigest()
    with working(system, actor) as work:
        incident = get_incident(work.session, incident_id)
        confine_late(work.session, actor, incident)
        wait_turn(work.session, f"pictures.{incident.id}")
        known = pictures_of(work.session, incident.id)
        same = next((one.id for one in known if one.digest == digest), None)
        if same is not None:
            return same
        if len(known) >= MOST:
            raise TooManyError("pictures", retry_after_s=60)
        about = {"id": system.ids.new("pic"), "region": incident.region, "incident_id": incident.id, "at": work.now}
        sent = {"actor": actor.id, "actor_name": actor.name, "device_at": device_at, "kind": kind}
        kept = {"content_type": content_type, "size": len(clean), "digest": digest, "body": clean}
        row = PatientPictureRow(**about, **sent, **kept)
        work.session.add(row)
        _note(work, "send_patient_picture", row)
        return row.id


def open_picture(system: System, actor: Actor, picture_id: str) -> None:
    """Somebody is about to look at it: a receipt for the crew, once for each who looks. Raises NotFoundError."""
    with working(system, actor) as work:
        row = _shown(work.session, actor, picture_id, now=work.now)
        if any(one.actor == actor.id for one in opened_of(work.session, [row.id])[row.id]):
            return
        about = {"id": system.ids.new("opn"), "region": row.region, "picture_id": row.id, "at": work.now}
        work.session.add(PictureOpenedRow(**about, hospital_id=actor.facility, actor=actor.id, actor_name=actor.name))
        _note(work, "open_patient_picture", row)


def show_patient_picture(session: Session, actor: Actor, picture_id: str, *, now: datetime) -> PatientPictureRow:
    """The picture with its bytes. A hospital opens it first, so that nothing is seen without a receipt.

    Raises NotFoundError, also for whom it is not for; IllegalMoveError for a hospital that has not opened it.
    """
    row = _shown(session, actor, picture_id, now=now)
    opened = opened_of(session, [row.id])[row.id]
    if actor.role is Role.HOSPITAL and not any(one.actor == actor.id for one in opened):
        raise IllegalMoveError("picture", "unopened", "read", ("open",))
    return row


def _shown(session: Session, actor: Actor, picture_id: str, *, now: datetime) -> PatientPictureRow:
    row = session.scalar(select(PatientPictureRow).where(PatientPictureRow.id == picture_id))
    if row is None or row.forgotten_at is not None or not _may_see(session, actor, row, now=now):
        raise NotFoundError("picture", picture_id)
    return row


def _may_see(session: Session, actor: Actor, row: PatientPictureRow, *, now: datetime) -> bool:
    if actor.role is Role.HOSPITAL:
        return find_reading(session, actor.facility, row.incident_id, now=now) is not None
    try:
        confine(session, actor, get_incident(session, row.incident_id))
    except ForbiddenError:
        return False
    return True


def _read(body: bytes) -> tuple[str, bytes]:
    if len(body) > LARGEST:
        raise InvalidInputError("picture", f"at most {LARGEST} bytes")
    if body.startswith(b"%PDF-"):
        return DOCUMENT, body
    kind = kind_of(body)
    clean = bare(body, kind) if kind in PICTURES else None
    if kind is None or clean is None:
        raise InvalidInputError("picture", "a JPEG, PNG or WebP picture, or a PDF")
    return kind, clean


def _note(work: Work, action: str, row: PatientPictureRow) -> None:
    incident = get_incident(work.session, row.incident_id)
    record_change(work, action, incident.id, None, {"picture": row.id, "kind": row.kind}, region=row.region)
    data = {"id": row.id, "kind": row.kind}
    tell_carers(work, incident, "patient_picture", data)
    tell_desk(work, incident, "patient_picture", data)
