"""What people have in hand during a simulated day: it is theirs, and the day keeps its fingers off it.

A crew that took a step on a job, or measured its patient, has that job until it ends, and the unit for half an hour
after its last deed. A hospital is its people's for half an hour after they posted or answered; a request somebody has
opened there is theirs to answer. The traces are those that every command leaves, so a restarted worker knows as much.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from chassis import topics
from chassis.accounts import UserRow
from chassis.audit import AuditRow
from chassis.events import LiveRow
from chassis.identity import SIMULATED
from dispatch.tables.cases import AssignmentRow
from dispatch.tables.fleet import UnitRow
from hospitals.model import Source
from hospitals.request import RequestAction, Via
from hospitals.tables.board import CapacityPostRow
from hospitals.tables.requests import RequestRow, RequestStepRow

KEPT = timedelta(minutes=30)  # how long after their last deed people are still taken to be there
DEVICE_SILENT = timedelta(minutes=1)  # after that a unit's own device no longer tells where it is


def has_job(touched: datetime | None, *, made_at: datetime, now: datetime) -> bool:
    """Whether a crew whose people last did something at `touched` has the job made at `made_at` in hand."""
    return touched is not None and (touched >= made_at or now - touched <= KEPT)


def crew_touched(session: Session, unit_id: str, *, now: datetime) -> datetime | None:
    """When somebody who signs in for the unit last did something on its running jobs or on those just finished."""
    people = session.scalars(select(UserRow.id).where(UserRow.facility == unit_id)).all()
    if not people:
        return None
    jobs = select(AssignmentRow.id, AssignmentRow.incident_id).where(
        AssignmentRow.unit_id == unit_id, or_(AssignmentRow.open.is_(True), AssignmentRow.closed_at >= now - KEPT)
    )
    subjects = {subject for job in session.execute(jobs) for subject in job}
    by_them = (AuditRow.subject.in_(subjects), AuditRow.actor.in_(people))
    return session.scalar(select(func.max(AuditRow.at)).where(*by_them))


def device_tells(session: Session, unit: UnitRow, *, now: datetime) -> bool:
    """Whether a device in the unit has lately told where it is: then nobody drives it for its crew."""
    heard = session.get(LiveRow, (topics.unit(unit.region, unit.id), "position", unit.id))
    return heard is not None and not heard.data.get("simulated") and now - heard.at <= DEVICE_SILENT


def opened_by_people(session: Session, request_ids: Collection[str]) -> set[str]:
    """Those of the requests that somebody at the hospital has opened."""
    wanted = select(RequestStepRow.request_id).where(
        RequestStepRow.request_id.in_(request_ids),
        RequestStepRow.action == RequestAction.SEE,
        RequestStepRow.actor.not_like(f"{SIMULATED}%"),
    )
    return set(session.scalars(wanted))


def kept_hospitals(session: Session, hospital_ids: Collection[str], *, now: datetime) -> set[str]:
    """Those of the hospitals for which people posted, or where they answered, during the last half hour."""
    since, by_hand = now - KEPT, (Source.HOSPITAL, Source.PHONE)
    posted = select(CapacityPostRow.hospital_id).where(
        CapacityPostRow.hospital_id.in_(hospital_ids),
        CapacityPostRow.posted_at >= since,
        CapacityPostRow.source.in_(by_hand),
        CapacityPostRow.reported_by.not_like(f"{SIMULATED}%"),
    )
    answered = select(RequestRow.hospital_id).where(
        RequestRow.hospital_id.in_(hospital_ids),
        RequestRow.answered_at >= since,
        RequestRow.answered_via == Via.PAGE,
        RequestRow.answered_by.not_like(f"{SIMULATED}%"),
    )
    return set(session.scalars(posted)) | set(session.scalars(answered))
