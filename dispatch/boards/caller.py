"""What the person who called sees: how far help is, and what was written. No names, no addresses, no patient."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.errors import NotFoundError
from chassis.secrets import fingerprint
from dispatch.boards.drop import told_of_drop
from dispatch.boards.incident import message_view
from dispatch.boards.video import video_view
from dispatch.desk.judging import spoken_of
from dispatch.phrases import MessageKind, Side
from dispatch.states import SERVED, AssignmentAction, AssignmentState
from dispatch.tables.areas import get_region
from dispatch.tables.cases import AssignmentRow, CallRow, IncidentRow, StampRow, assignments_of, incident_snapshot
from dispatch.tables.family import followed
from dispatch.tables.messages import messages_of
from dispatch.tables.texts import MOST_PHOTOS, attachments_of
from dispatch.triage import Rules, triage_of


class Stage(StrEnum):
    """How far help is, in the caller's words."""

    TAKEN = "taken"
    SENT = "sent"
    GOING = "going"
    HERE = "here"
    LEFT = "left"
    OVER = "over"


_STANDS = {
    AssignmentState.DISPATCHED: Stage.SENT,
    AssignmentState.ACKED: Stage.SENT,
    AssignmentState.EN_ROUTE: Stage.GOING,
    AssignmentState.STAGED: Stage.GOING,
    AssignmentState.ON_SCENE: Stage.HERE,
    AssignmentState.AT_PATIENT: Stage.HERE,
    AssignmentState.DEPART_SCENE: Stage.LEFT,
    AssignmentState.AT_HOSPITAL: Stage.LEFT,
    AssignmentState.HANDED_OVER: Stage.LEFT,
}
_FIRST = (Stage.HERE, Stage.LEFT, Stage.GOING, Stage.SENT)  # of several units, what the caller sees of the nearest
_BEGUN_BY = {
    Stage.SENT: AssignmentAction.DISPATCH,
    Stage.GOING: AssignmentAction.EN_ROUTE,
    Stage.HERE: AssignmentAction.ON_SCENE,
    Stage.LEFT: AssignmentAction.DEPART,
}


def find_call_by_link(session: Session, token: str, *, now: datetime) -> CallRow:
    """The call a link in a text message belongs to; raises NotFoundError also when it has expired."""
    call = session.scalars(select(CallRow).where(CallRow.link_fingerprint == fingerprint(token))).one_or_none()
    if call is None or call.link_expires is None or call.link_expires < now:
        raise NotFoundError("link", "")
    return call


def caller_view(session: Session, call: CallRow, rules: Rules, *, now: datetime) -> dict[str, Any]:
    """Everything on the caller's page. Instants are ISO 8601 UTC."""
    incident = followed(session, call.incident_id)
    jobs = assignments_of(session, [incident.id]).get(incident.id, [])
    stage = stage_of(jobs, closed=incident.closed_at is not None)
    coming = next_to_come(jobs) if stage in {Stage.SENT, Stage.GOING} else None
    return {
        "now": now.isoformat(),
        "timezone": get_region(session, call.region).timezone,
        "number": incident.number,
        "stage": stage,
        "steps": _steps(session, incident, jobs, stage),
        "closed": stage is Stage.OVER,
        "eta": _iso(coming.eta) if coming else None,
        "eta_p90": _iso(coming.eta_p90) if coming else None,
        "location_known": incident.place_lat is not None,
        "verification": incident.verification,
        "aid": triage_of(incident_snapshot(incident), spoken_of(session, incident), rules).guide,
        "kit": told_of_drop(session, rules, incident),
        "simulated": incident.simulated,
        "photos": _photos(session, call),
        "video": _video(session, call),
        **_lines(session, call),
    }


def stage_of(jobs: Sequence[AssignmentRow], *, closed: bool) -> Stage:
    """How far help is. It is over when the incident is, or when a crew has done what there was to do."""
    if closed:
        return Stage.OVER
    seen = {_STANDS.get(AssignmentState(job.state)) for job in jobs if job.open}
    found = next((stage for stage in _FIRST if stage in seen), None)
    if found is not None:
        return found
    done = not any(job.open for job in jobs) and any(AssignmentState(job.state) in SERVED for job in jobs)
    return Stage.OVER if done else Stage.TAKEN


def next_to_come(jobs: Sequence[AssignmentRow]) -> AssignmentRow | None:
    """The unit that is expected first; one whose arrival nobody knows only when there is no other."""
    under_way = [
        job for job in jobs if job.open and _STANDS.get(AssignmentState(job.state)) in {Stage.SENT, Stage.GOING}
    ]
    return min(under_way, key=lambda job: (job.eta is None, job.eta or job.made_at), default=None)


def _steps(
    session: Session, incident: IncidentRow, jobs: Sequence[AssignmentRow], stage: Stage
) -> list[dict[str, Any]]:
    """The order of things with the time each began; what has not happened, or was jumped over, has none."""
    counted = [job.id for job in jobs if job.open or AssignmentState(job.state) in SERVED]
    stamps = session.scalars(
        select(StampRow).where(StampRow.assignment_id.in_(counted)).order_by(StampRow.at.desc(), StampRow.id.desc())
    )
    begun = {row.name: row.at for row in stamps}  # the earliest of each name is the last one written here
    at: Mapping[Stage, datetime | None] = {
        Stage.TAKEN: incident.received_at,
        Stage.OVER: incident.closed_at or max((job.closed_at for job in jobs if job.closed_at), default=None),
        **{step: begun.get(action) for step, action in _BEGUN_BY.items()},
    }
    order = list(Stage)
    reached = order.index(stage)
    return [
        {"name": step, "at": _iso(at[step]) if place <= reached else None, "done": place <= reached}
        for place, step in enumerate(order)
    ]


def _photos(session: Session, call: CallRow) -> dict[str, Any]:
    """How many came from the page, and when the last; the control room alone sees them."""
    sent = [row.at for row in attachments_of(session, [call.id])[call.id] if row.url is None]
    return {"sent": len(sent), "most": MOST_PHOTOS, "last": _iso(max(sent, default=None))}


def _video(session: Session, call: CallRow) -> dict[str, Any] | None:
    """How it stands; who asked and who watches is not for the caller."""
    shown = video_view(session, call)
    return {key: shown[key] for key in ("id", "state", "picture", "ended_reason")} if shown is not None else None


def _lines(session: Session, call: CallRow) -> dict[str, Any]:
    """The conversation, the way in as last described, and each wish as it stands."""
    rows = messages_of(session, [call.id])[call.id]
    newest = {row.kind: message_view(row) for row in rows if row.side == Side.CALLER}
    place = newest.get(MessageKind.PLACE)
    return {
        "messages": [message_view(row) | {"by": None} for row in rows],  # who at the desk wrote is not for the caller
        "way_in": place["text"] if place else None,
        "callback": newest.get(MessageKind.CALLBACK),
        "no_help": newest.get(MessageKind.NO_HELP),
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None
