"""What has no deadline of its own: silent units, calls that wait too long, capacity that has grown old.

Everything found gets one alert; an alert whose cause has gone is taken off.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from chassis.identity import system_actor
from chassis.work import Work, working
from dispatch.crew.reporting import SILENT_AFTER
from dispatch.desk.alerting import ACT_NOW, ACT_SOON, KNOW, clear_alert, find_alert, raise_alert
from dispatch.desk.arrived import WAITING, fold_arrived, unfold_written
from dispatch.legs import TARGETS
from dispatch.model import Priority
from dispatch.policies.force import in_force
from dispatch.states import BUSY, OPEN_INCIDENT, SERVED, AssignmentState
from dispatch.system import System
from dispatch.tables.areas import RegionRow
from dispatch.tables.cases import AssignmentRow, IncidentRow
from dispatch.tables.fleet import UnitRow
from dispatch.tables.intake import read_kept
from dispatch.tables.records import AlertRow
from hospitals.closing import closings
from hospitals.request import UNANSWERED
from hospitals.tables.board import read_board
from hospitals.tables.capacity import read_stale
from hospitals.tables.contacts import read_lamps
from hospitals.tables.feeds import read_feeds, read_polls
from hospitals.tables.requests import read_requests

STALE_AFTER = timedelta(minutes=30)  # interop.md 1.1: amber from 30 min
TELEPHONE_AFTER = timedelta(seconds=60)  # console.md 5: the phone key is shown
FEED_SILENT_AFTER = timedelta(minutes=10)
KINDS = (
    *("silent_unit", "pending_too_long", "stale_capacity", "request_unanswered", "feed_silent"),
    *("lamp_silent", "all_closed", "condition_closed", "message_kept"),
)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that should have an alert."""

    region: str
    kind: str
    subject: str
    level: int
    incident_id: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


def sweep(system: System) -> int:
    """Raise what is missing and take off what is over; returns how many alerts changed."""
    now = system.clock.now()
    with system.db.read() as session:
        wanted = {(f.kind, f.subject): f for f in _findings(session, system, now)}
        standing = select(AlertRow).where(AlertRow.kind.in_(KINDS), AlertRow.open.is_(True))
        open_ones = {(row.kind, row.subject): row.region for row in session.scalars(standing.order_by(AlertRow.id))}
    new = [finding for key, finding in wanted.items() if key not in open_ones]
    over = [(key, region) for key, region in open_ones.items() if key not in wanted]
    for region in sorted({f.region for f in new} | {region for _, region in over}):
        with working(system, system_actor(region, "watch")) as work:
            for finding in (f for f in new if f.region == region):
                _raise(work, system, finding)
            for (kind, subject), _ in (one for one in over if one[1] == region):
                _take_off(work, system, kind, subject)
    return len(new) + len(over)


def _raise(work: Work, system: System, finding: Finding) -> None:
    more = fold_arrived(work, finding.subject) if finding.kind == WAITING else {}
    raise_alert(
        work,
        system,
        finding.kind,
        finding.subject,
        region=finding.region,
        level=finding.level,
        incident_id=finding.incident_id,
        data={**finding.data, **more},
    )


def _take_off(work: Work, system: System, kind: str, subject: str) -> None:
    gone = find_alert(work.session, kind, subject)
    clear_alert(work, kind, subject)
    if gone is not None and gone.data.get("wrote"):
        unfold_written(work, system, subject)


def _findings(session: Session, system: System, now: datetime) -> Iterable[Finding]:
    yield from _silent_units(session, now)
    yield from _waiting_incidents(session, now)
    yield from _old_capacity(session, now)
    yield from _unanswered_requests(session, now)
    yield from _silent_feeds(session, now)
    yield from _silent_lamps(session)
    yield from _closed_regions(session, system, now)
    yield from _kept_messages(session, now)


def _silent_units(session: Session, now: datetime) -> Iterable[Finding]:
    """Units under way whose device has said nothing for a minute."""
    under_way = [state.value for state in BUSY - {AssignmentState.DISPATCHED, AssignmentState.ACKED}]
    silent = or_(UnitRow.position_at.is_(None), UnitRow.position_at < now - SILENT_AFTER)
    rows = session.execute(
        select(UnitRow.region, UnitRow.id, AssignmentRow.incident_id)
        .join(AssignmentRow, AssignmentRow.unit_id == UnitRow.id)
        .where(AssignmentRow.open.is_(True), AssignmentRow.state.in_(under_way), silent)
        .order_by(UnitRow.id, AssignmentRow.id)
    )
    return [Finding(region, "silent_unit", unit, ACT_SOON, incident) for region, unit, incident in rows]


def _waiting_incidents(session: Session, now: datetime) -> Iterable[Finding]:
    """Incidents that have stood in the queue longer than their priority allows: no unit on them, and none was."""
    soonest = min(target.late for target in TARGETS.waiting.values())
    waiting = session.scalars(
        select(IncidentRow)
        .where(
            IncidentRow.state.in_([state.value for state in OPEN_INCIDENT]),
            IncidentRow.received_at < now - soonest,
            ~select(AssignmentRow.id)
            .where(AssignmentRow.incident_id == IncidentRow.id)
            .where(or_(AssignmentRow.open.is_(True), AssignmentRow.state.in_([state.value for state in SERVED])))
            .exists(),
        )
        .order_by(IncidentRow.received_at, IncidentRow.id)
    )
    for row in waiting:
        target = TARGETS.waits(Priority(row.priority) if row.priority else None)
        if target is not None and now - row.received_at > target.late:
            level = ACT_NOW if row.priority in (None, Priority.P1) else ACT_SOON
            yield Finding(row.region, "pending_too_long", row.id, level, row.id)


def _old_capacity(session: Session, now: datetime) -> Iterable[Finding]:
    """Hospitals whose newest report is old, once for each region that sends patients there."""
    stale = {one.hospital_id for one in read_stale(session, now=now, limit=STALE_AFTER)}
    for area in session.scalars(select(RegionRow).order_by(RegionRow.id)):
        for hospital_id in sorted(stale & set(area.catchment)):
            yield Finding(area.id, "stale_capacity", hospital_id, KNOW)


def _unanswered_requests(session: Session, now: datetime) -> Iterable[Finding]:
    """Requests nobody has answered for a minute: it is time for the telephone."""
    for request in read_requests(session, states=UNANSWERED):
        if now - request.asked_at >= TELEPHONE_AFTER:
            data = {"hospital_id": request.hospital_id}
            yield Finding(request.region, "request_unanswered", request.id, ACT_SOON, request.incident_id, data)


def _silent_feeds(session: Session, now: datetime) -> Iterable[Finding]:
    """Feeds that somebody asks and that have not answered for long, or may not be asked: once for each region."""
    for feed in read_feeds(session, now=now):
        if feed.is_stopped(now) or feed.silent_for(now) >= FEED_SILENT_AFTER:
            for region in sorted({poll.region for poll in read_polls(session, feed.name)}):
                data = {"feed": feed.name.upper(), "trouble": feed.trouble}
                yield Finding(region, "feed_silent", f"{feed.name}:{region}", ACT_SOON, data=data)


def _silent_lamps(session: Session) -> Iterable[Finding]:
    """Lamps that have missed several messages in a row, once for each region that sends patients there."""
    silent = {lamp.hospital_id for lamp in read_lamps(session) if lamp.is_silent()}
    for area in session.scalars(select(RegionRow).order_by(RegionRow.id)) if silent else ():
        for hospital_id in sorted(silent & set(area.catchment)):
            data = {"hospital_id": hospital_id}
            yield Finding(area.id, "lamp_silent", f"{hospital_id}:{area.id}", ACT_SOON, data=data)


def _kept_messages(session: Session, now: datetime) -> Iterable[Finding]:
    """Messages of machines that wait for a person, those included whose hearing was cut short."""
    for row in read_kept(session, now):
        data = {"format": row.format, "sender": row.sender}
        yield Finding(row.region, "message_kept", row.id, ACT_SOON, data=data)


def _closed_regions(session: Session, system: System, now: datetime) -> Iterable[Finding]:
    """Regions whose hospitals are all on notice, or all those able for a condition on notice or saying no."""
    for area in session.scalars(select(RegionRow).order_by(RegionRow.id)):
        policy = in_force(session, system, area.id).hospitals
        board = read_board(session, hospital_ids=tuple(area.catchment), now=now)
        for one in closings(board, now=now, trust=policy.trust, policy=policy.closing):
            data = {"capability": one.capability, "able": one.able, "open": one.still_open}
            if one.capability is None:
                yield Finding(area.id, "all_closed", area.id, ACT_NOW, data=data)
            else:
                yield Finding(area.id, "condition_closed", f"{area.id}:{one.capability}", ACT_SOON, data=data)
