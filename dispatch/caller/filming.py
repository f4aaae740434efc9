"""The caller's live picture: the desk asks, the person consents, two pages find each other through us.

No picture and no sound ever passes through here; what is on record is who asked, who consented, who watched and when.
"""

from dataclasses import dataclass

from chassis.db import wait_turn
from chassis.deadlines import Deadline, clear_deadline, set_deadline
from chassis.errors import IllegalMoveError, InvalidInputError, NotFoundError, TooManyError
from chassis.identity import Actor
from chassis.work import Work, record_change, working
from dispatch.caller.speaking import caller_of
from dispatch.desk.alerting import ACT_SOON, clear_alert, raise_alert
from dispatch.desk.conversing import OVER, own_call, tell_talkers, worked_at
from dispatch.desk.paging import page_caller_for_video
from dispatch.phrases import Side
from dispatch.seeing import (
    ANSWER_WITHIN,
    LARGEST_SIGNAL,
    LONGEST,
    MOST_SIGNALS,
    VIDEO,
    Signalled,
    VideoAction,
    VideoEnd,
    VideoState,
)
from dispatch.states import IncidentState
from dispatch.system import System
from dispatch.tables.cases import CallRow
from dispatch.tables.videos import VideoRow, VideoSignalRow, count_signals, forget_signals, running_video

ENDS = "video_ends"
OFFERED = "caller_video"


@dataclass(frozen=True, slots=True)
class Seat:
    """Who speaks: a side, and which load of its page."""

    side: Side
    page: str


def ask_video(system: System, actor: Actor, call_id: str, *, picture: bool) -> None:
    """Ask the caller to show what they see, or only to let us hear. Raises as `answer_caller` does."""
    with working(system, actor) as work:
        call = _open_call(work, own_call(work, call_id))
        if running_video(work.session, call.id) is None:
            row = _begun(work, system, call, picture=picture)
            row.asked_by = actor.name
            _note(work, call, "ask_video", row)
            page_caller_for_video(work, call, row.id)


def consent_video(system: System, call: CallRow, page: str, *, picture: bool, language: str) -> None:
    """The person lets the control room see and hear; on record with the language it was read in."""
    with working(system, caller_of(call)) as work:
        wait_turn(work.session, f"video.{call.id}")
        _open_call(work, call)
        row = running_video(work.session, call.id) or _begun(work, system, call, picture=picture)
        _move(row, VideoAction.CONSENT)
        row.consented_at, row.consent_language = work.now, language
        row.caller_page, row.picture = page, picture
        set_deadline(work.session, Deadline(row.region, ENDS, row.id, work.now + LONGEST, {}))
        incident = worked_at(work, call)
        raise_alert(work, system, OFFERED, call.id, region=call.region, level=ACT_SOON, incident_id=incident.id)
        _note(work, call, "consent_video", row)


def join_video(system: System, call: CallRow, page: str) -> None:
    """The caller's page was loaded anew; the consent stands. Raises NotFoundError when nothing runs."""
    with working(system, caller_of(call)) as work:
        row = _running(work, call)
        _move(row, VideoAction.JOIN)
        row.caller_page = page
        forget_signals(work.session, row.id)
        tell_talkers(work, call)


def watch_video(system: System, actor: Actor, call_id: str, page: str) -> None:
    """This page of the desk sees and hears from now on; another one no longer does."""
    with working(system, actor) as work:
        call = own_call(work, call_id)
        row = _running(work, call)
        _move(row, VideoAction.WATCH)
        row.desk_page, row.watched_by = page, actor.name
        forget_signals(work.session, row.id)
        clear_alert(work, OFFERED, call.id)
        _note(work, call, "watch_video", row)


def see_video(system: System, actor: Actor, call_id: str, page: str) -> None:
    """The desk's page shows frames, or sounds."""
    with working(system, actor) as work:
        call = own_call(work, call_id)
        row = _running(work, call)
        _seated(row, Seat(Side.DESK, page))
        _move(row, VideoAction.SEE)
        row.live_at = row.live_at or work.now
        tell_talkers(work, call)


def signal_video(system: System, actor: Actor, call_id: str, seat: Seat, kind: Signalled, body: str) -> None:
    """From one page to the other. Raises IllegalMoveError for a page that another load has replaced."""
    if len(body) > LARGEST_SIGNAL:
        raise InvalidInputError("body", f"at most {LARGEST_SIGNAL} characters")
    with working(system, actor) as work:
        row = _running(work, work.session.get_one(CallRow, call_id))
        _seated(row, seat)
        other = row.desk_page if seat.side is Side.CALLER else row.caller_page
        if other is None:
            raise IllegalMoveError("video", row.state, "signal", ("watch",))
        if count_signals(work.session, row.id) >= MOST_SIGNALS:
            raise TooManyError("signals", retry_after_s=5)
        work.session.add(VideoSignalRow(video_id=row.id, to_page=other, kind=kind, body=body))


def end_video(system: System, actor: Actor, call: CallRow, reason: VideoEnd) -> None:
    """Either side ends it at any time; ending twice is ending once."""
    with working(system, actor) as work:
        row = running_video(work.session, call.id)
        if row is not None:
            asked = row.state == VideoState.REQUESTED and reason is VideoEnd.CALLER
            _end(work, call, row, VideoEnd.DECLINED if asked else reason)


def video_ends(work: Work, _: System, deadline: Deadline) -> None:
    """Nobody has answered, or nobody has ended it."""
    row = work.session.get(VideoRow, deadline.subject)
    if row is not None and row.state != VideoState.ENDED:
        _end(work, work.session.get_one(CallRow, row.call_id), row, VideoEnd.TIMED_OUT)


def _end(work: Work, call: CallRow, row: VideoRow, reason: VideoEnd) -> None:
    _move(row, VideoAction.END)
    row.ended_at, row.ended_reason = work.now, reason
    row.caller_page = row.desk_page = None
    forget_signals(work.session, row.id)
    clear_deadline(work.session, ENDS, row.id)
    clear_alert(work, OFFERED, call.id)
    _note(work, call, "end_video", row)


def _begun(work: Work, system: System, call: CallRow, *, picture: bool) -> VideoRow:
    about = {"id": system.ids.new("vid"), "region": call.region, "call_id": call.id, "begun_at": work.now}
    row = VideoRow(**about, state=VIDEO.start, picture=picture)
    work.session.add(row)
    work.session.flush()
    set_deadline(work.session, Deadline(row.region, ENDS, row.id, work.now + ANSWER_WITHIN, {}))
    return row


def _move(row: VideoRow, action: VideoAction) -> None:
    row.state = VIDEO.after(VideoState(row.state), action)


def _running(work: Work, call: CallRow) -> VideoRow:
    row = running_video(work.session, call.id)
    if row is None:
        raise NotFoundError("video", call.id)
    return row


def _seated(row: VideoRow, seat: Seat) -> None:
    if seat.page != (row.caller_page if seat.side is Side.CALLER else row.desk_page):
        raise IllegalMoveError("video", "elsewhere", "signal", ("watch",))


def _open_call(work: Work, call: CallRow) -> CallRow:
    ended = call.link_expires is None or call.link_expires < work.now
    if ended or IncidentState(worked_at(work, call).state) in OVER:
        raise IllegalMoveError("call", "over", "video", ())
    return call


def _note(work: Work, call: CallRow, action: str, row: VideoRow) -> None:
    after = {"state": row.state, "picture": row.picture, "reason": row.ended_reason}
    record_change(work, action, worked_at(work, call).id, None, after, region=call.region)
    tell_talkers(work, call)
