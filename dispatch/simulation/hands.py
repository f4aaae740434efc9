"""What people have in hand during a simulated day: it is theirs, and the day keeps its fingers off it.

A crew that took a step on a job, or measured its patient, has that job until it ends, and the unit for half an hour
after its last deed. A hospital is its people's for half an hour after they posted or answered; a request somebody has
opened there is theirs to answer. A drone that somebody at its station has taken is flown by them, and an order waits a
while for the pilots who sign in there. The traces are those every command leaves: a restarted worker knows as much.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from chassis import topics
from chassis.accounts import UserRow
from chassis.audit import AuditRow
from chassis.events import LiveRow
from chassis.identity import SIMULATED, Role
from dispatch.tables.cases import AssignmentRow
from dispatch.tables.fleet import UnitRow
from drones.sortie import Sortie
from drones.states import SortieState
from drones.tables.sorties import SortieRow
from hospitals.model import Source
from hospitals.request import RequestAction, Via
from hospitals.tables.capacity import CapacityPostRow
from hospitals.tables.requests import RequestRow, RequestStepRow

KEPT = timedelta(minutes=30)  # how long after their last deed people are still taken to be there
PILOTS_ASKED = timedelta(seconds=20)  # as long as until a second operator is called; at 45 s an order is declined
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


def flown_by_people(session: Session, sorties: Collection[Sortie], *, now: datetime) -> set[str]:
    """Those of the sorties that people fly, or may still take: a station's pilots are asked before the day answers."""
    taken = select(SortieRow.id).where(
        SortieRow.id.in_({sortie.id for sortie in sorties}),
        SortieRow.operator_id.is_not(None),
        SortieRow.operator_id.not_like(f"{SIMULATED}%"),
    )
    staffed = set(session.scalars(select(UserRow.facility).where(UserRow.role == Role.PILOT)))
    waiting = [s for s in sorties if s.state is SortieState.REQUESTED and s.station_id in staffed]
    fresh = {s.id for s in waiting if now - s.entered[SortieState.REQUESTED] < PILOTS_ASKED}
    return set(session.scalars(taken)) | fresh


def raced_by_drones(session: Session, region: str) -> set[str]:
    """The running incidents of a region to which a drone flies, or has flown."""
    grounded = (SortieState.DECLINED, SortieState.CANCELLED)
    running = select(AssignmentRow.incident_id).where(AssignmentRow.region == region, AssignmentRow.open.is_(True))
    wanted = select(SortieRow.incident_id).where(
        SortieRow.incident_id.in_(running), SortieRow.state.not_in([state.value for state in grounded])
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
