"""A caller's live picture as the two sides read it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from chassis.turn import ice_servers
from dispatch.desk.conversing import OVER
from dispatch.phrases import Side
from dispatch.seeing import VideoEnd, VideoState
from dispatch.states import IncidentState
from dispatch.system import System
from dispatch.tables.cases import CallRow
from dispatch.tables.family import followed
from dispatch.tables.videos import VideoRow, newest_video, signals_for


def video_view(session: Session, call: CallRow) -> dict[str, Any] | None:
    """The newest of a call, None where there never was one. With its incident it is over, too."""
    row = newest_video(session, call.id)
    if row is None:
        return None
    over = row.state != VideoState.ENDED and IncidentState(followed(session, call.incident_id).state) in OVER
    return {
        "id": row.id,
        "state": VideoState.ENDED if over else row.state,
        "picture": row.picture,
        "asked_by": row.asked_by,
        "watched_by": row.watched_by,
        "consented_at": _iso(row.consented_at),
        "live_at": _iso(row.live_at),
        "ended_at": _iso(row.ended_at),
        "ended_reason": VideoEnd.OVER if over else row.ended_reason,
    }


def video_news(session: Session, system: System, call: CallRow, side: Side, page: str, since: int) -> Mapping[str, Any]:
    """How it stands for one load of a page, with what the other page has said to it since."""
    row, shown = newest_video(session, call.id), video_view(session, call)
    if row is None or shown is None or shown["state"] == VideoState.ENDED:
        return {"video": shown, "mine": False, "other": None, "signals": [], "ice": []}
    mine, other = (row.caller_page, row.desk_page) if side is Side.CALLER else (row.desk_page, row.caller_page)
    if mine != page:
        return {"video": shown, "mine": False, "other": None, "signals": [], "ice": []}
    return {
        "video": shown,
        "mine": True,
        "other": other,
        "signals": _signals(session, row, page, since),
        "ice": ice_servers(system.settings.turn_urls, system.settings.turn_secret, row.id, now=system.clock.now()),
    }


def _signals(session: Session, row: VideoRow, page: str, since: int) -> Sequence[Mapping[str, Any]]:
    told = signals_for(session, row.id, page, since=since)
    return [{"id": one.id, "kind": one.kind, "body": one.body} for one in told]


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None
