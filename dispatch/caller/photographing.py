"""Photographs from the caller's page: a line in the conversation, the picture kept beside those of texts."""

from datetime import timedelta

from chassis.db import wait_turn
from chassis.errors import InvalidInputError, TooManyError
from chassis.work import Work, working
from dispatch.caller.speaking import alert_desk, caller_of, speaking_as
from dispatch.desk.conversing import tell_talkers, worked_at, write_line
from dispatch.desk.telling import tell_crews
from dispatch.lines.bare import bare
from dispatch.lines.pictures import LARGEST, PictureState, kind_of
from dispatch.phrases import MessageKind, Side
from dispatch.system import System
from dispatch.tables.cases import CallRow
from dispatch.tables.texts import MOST_PHOTOS, AttachmentRow, attachments_of, has_same_picture

MOST, WINDOW = 6, timedelta(minutes=1)
PHOTOGRAPHS = frozenset({"image/jpeg", "image/png", "image/webp"})


def send_photo(system: System, call: CallRow, body: bytes, *, language: str) -> None:
    """Keep a photograph with its call, bare of what its device wrote into it. The same one twice is one.

    Raises InvalidInputError for what is no photograph or too large, TooManyError, and as `say` does.
    """
    kind, photo = _photograph(body)
    with working(system, caller_of(call)) as work:
        wait_turn(work.session, f"photo.{call.id}")
        spoken = speaking_as(work, call, language)
        if has_same_picture(work.session, call.id, photo):
            return
        _check_many(work, call)
        write_line(work, spoken, Side.CALLER, MessageKind.PHOTO)
        known = {"id": system.ids.new("att"), "region": call.region, "call_id": call.id, "at": work.now}
        row = AttachmentRow(**known, state=PictureState.KEPT, content_type=kind, body=photo, size=len(photo))
        work.session.add(row)
        alert_desk(work, system, spoken, "caller_wrote")
        tell_talkers(work, spoken)
        tell_crews(work, worked_at(work, spoken), "picture_changed")


def _photograph(body: bytes) -> tuple[str, bytes]:
    if len(body) > LARGEST:
        raise InvalidInputError("photo", f"at most {LARGEST} bytes")
    kind = kind_of(body)
    clean = bare(body, kind) if kind in PHOTOGRAPHS else None
    if kind is None or clean is None:
        raise InvalidInputError("photo", "a JPEG, PNG or WebP picture")
    return kind, clean


def _check_many(work: Work, call: CallRow) -> None:
    sent = [one for one in attachments_of(work.session, [call.id])[call.id] if one.url is None]
    lately = sum(one.at > work.now - WINDOW for one in sent)
    if len(sent) >= MOST_PHOTOS or lately >= MOST:
        raise TooManyError("photos", retry_after_s=round(WINDOW.total_seconds()))
