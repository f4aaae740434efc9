"""A line as the desk sees it: who rings since when, and what is known of the number."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis import topics
from chassis.events import Event
from chassis.work import Work
from dispatch.lines.numbers import written_as
from dispatch.states import OPEN_INCIDENT
from dispatch.tables.cases import CallRow, IncidentRow
from dispatch.tables.lines import LineRow, open_lines
from dispatch.tables.texts import AttachmentRow
from dispatch.telephone import LINE, LineState

EARLIER = 3  # incidents of the same number on the card


def lines_view(session: Session, region: str) -> list[dict[str, Any]]:
    """Every line somebody has to take, is taking, or has to call back; oldest first."""
    return [line_summary(session, row) for row in open_lines(session, region) if not _over(session, row)]


def line_summary(session: Session, row: LineRow) -> dict[str, Any]:
    """One line. `earlier` are the newest incidents of this number, this one's own not among them."""
    return {
        "id": row.id,
        "state": row.state,
        "can": [action.value for action in LINE.allowed(LineState(row.state))],
        "number": row.number,
        "dialled": row.dialled,
        "rang_at": row.rang_at.isoformat(),
        "claimed_at": row.claimed_at.isoformat() if row.claimed_at else None,
        "claimed_by": row.claimed_by,
        "claimed_by_name": row.claimed_by_name,
        "hung_up_at": row.hung_up_at.isoformat() if row.hung_up_at else None,
        "attempts": row.attempts,
        "tried_at": row.tried_at.isoformat() if row.tried_at else None,
        "tried_by_name": row.tried_by_name,
        "call_id": row.call_id,
        "incident_id": row.incident_id,
        "closed_reason": row.closed_reason,
        "earlier": _earlier(session, row),
    }


def attachment_view(row: AttachmentRow) -> dict[str, Any]:
    """A picture or film of a caller, shown by `/api/v1/attachments/<id>` once it is kept."""
    return {
        "id": row.id,
        "at": row.at.isoformat(),
        "state": row.state,
        "content_type": row.content_type,
        "shared_at": row.shared_at.isoformat() if row.shared_at else None,
        "shared_by": row.shared_by,
    }


def tell_line(work: Work, row: LineRow) -> None:
    """The line has changed; the desk sees it."""
    work.session.flush()
    data = line_summary(work.session, row)
    work.told.append(Event(row.region, topics.desk(row.region), "line_changed", row.id, data, work.now))


def _over(session: Session, row: LineRow) -> bool:
    """Taken, and its incident has ended another way than by the call form."""
    if row.state != LineState.CLAIMED or row.incident_id is None:
        return False
    return session.get_one(IncidentRow, row.incident_id).state not in OPEN_INCIDENT


def _earlier(session: Session, row: LineRow) -> list[dict[str, Any]]:
    if row.number is None:
        return []
    known = CallRow.caller_number.in_(sorted(written_as(row.number)))
    called = select(CallRow.incident_id).where(CallRow.region == row.region, known)
    theirs = select(IncidentRow).where(IncidentRow.id.in_(called), IncidentRow.id != (row.incident_id or ""))
    newest = theirs.order_by(IncidentRow.received_at.desc(), IncidentRow.id.desc())
    found = session.scalars(newest.limit(EARLIER))
    return [
        {"id": one.id, "number": one.number, "complaint": one.complaint, "received_at": one.received_at.isoformat()}
        | {"state": one.state}
        for one in found
    ]
