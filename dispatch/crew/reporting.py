"""Where a unit is and whether it can work."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select

from chassis import events, topics
from chassis.events import Event
from chassis.geo import LatLon, distance_m
from chassis.identity import Actor
from chassis.tracks import TrackPoint, keep_late, keep_track
from chassis.work import Work, record_change, working
from dispatch.crew.confining import confine_to_unit
from dispatch.crew.fencing import stamp_return, watch_fences
from dispatch.desk.alerting import clear_alert
from dispatch.desk.destination import destination_of
from dispatch.events import unit_position
from dispatch.fence import Sight
from dispatch.states import AssignmentState
from dispatch.system import System
from dispatch.tables.cases import AssignmentRow, get_incident
from dispatch.tables.fences import MOST_SIGHTS
from dispatch.tables.fleet import UnitRow, get_unit, touch_unit

AT_POST_M = 150.0
SILENT_AFTER = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Fix:
    """A position report of a unit's device."""

    place: LatLon
    device_at: datetime | None = None
    speed_mps: float | None = None
    heading_deg: float | None = None
    accuracy_m: float | None = None


def report_position(system: System, actor: Actor, unit_id: str, fix: Fix) -> None:
    """The newest position of a unit, for its desk, its crew and the hospital it drives to."""
    with working(system, actor) as work:
        row = get_unit(work.session, unit_id)
        confine_to_unit(actor, row)
        job = running_of(work, unit_id)
        was_away = not row.at_post
        _become_newest(work, row, job, fix, work.now)
        if was_away and row.at_post:
            stamp_return(work, row)
        if job is not None:
            keep_track(work.session, _point(job, fix, work.now))
        if job is not None and not actor.simulated:
            watch_fences(work, system, job, row, [Sight(work.now, fix.place, fix.accuracy_m)])


def replay_positions(
    system: System, actor: Actor, unit_id: str, fixes: Sequence[Fix], *, device_now: datetime | None = None
) -> int:
    """What a device measured while it had no network; returns how many points its jobs' tracks gained.

    The server's time rules: a device that says what time it has now is set right by the difference. A unit's newest
    position stays where a newer one is known.
    """
    with working(system, actor) as work:
        row = get_unit(work.session, unit_id)
        confine_to_unit(actor, row)
        ahead = work.now - device_now if device_now is not None else timedelta()
        timed = sorted(((min(fix.device_at + ahead, work.now), fix) for fix in fixes if fix.device_at), key=_instant)
        if not timed:
            return 0
        at, newest = timed[-1]
        running = running_of(work, unit_id)
        if row.position_at is None or at > row.position_at:
            _become_newest(work, row, running, newest, at)
        if running is not None and not actor.simulated:
            seen = [Sight(at, fix.place, fix.accuracy_m) for at, fix in timed if _is_on(running, at)]
            watch_fences(work, system, running, row, seen[-MOST_SIGHTS:])
        jobs = _jobs_between(work, unit_id, timed[0][0], at)
        placed = [_point(job, fix, at) for at, fix in timed for job in jobs if _is_on(job, at)]
        return keep_late(work.session, placed)


def _become_newest(work: Work, row: UnitRow, job: AssignmentRow | None, fix: Fix, at: datetime) -> None:
    row.lat, row.lon, row.position_at = fix.place.lat, fix.place.lon, at
    row.at_post = job is None and _near_post(row, fix.place)
    if work.now - at < SILENT_AFTER:
        clear_alert(work, "silent_unit", row.id)
    data = {
        "unit_id": row.id,
        "lat": fix.place.lat,
        "lon": fix.place.lon,
        "speed_mps": fix.speed_mps,
        "heading_deg": fix.heading_deg,
        "device_at": fix.device_at.isoformat() if fix.device_at else None,
        "incident_id": job.incident_id if job else None,
        "eta": job.eta.isoformat() if job and job.eta else None,
        "eta_p90": job.eta_p90.isoformat() if job and job.eta_p90 else None,
        "simulated": work.actor.simulated,
    }
    heard = unit_position(row.region, row.id, data, at=at, also=_receiving(work, job))
    events.put_live(work.session, heard)


def set_service(system: System, actor: Actor, unit_id: str, *, out_of_service: str | None) -> None:
    """Take a unit out of service with a reason, or (None) bring it back."""
    with working(system, actor) as work:
        row = get_unit(work.session, unit_id)
        confine_to_unit(actor, row)
        old, new = {"out_of_service": row.out_of_service}, {"out_of_service": out_of_service}
        record_change(work, "service", unit_id, old, new, region=row.region)
        row.out_of_service = out_of_service
        touch_unit(work.session, unit_id)
        data = {"unit_id": unit_id, **new}
        readers = (topics.desk(row.region), topics.unit(row.region, unit_id))
        work.told.extend(Event(row.region, topic, "unit_changed", unit_id, data, work.now) for topic in readers)


def _point(job: AssignmentRow, fix: Fix, at: datetime) -> TrackPoint:
    """The report as a point of the job's track, by the server's clock."""
    return TrackPoint(
        job.region, job.unit_id, job.id, at, fix.place, heading_deg=fix.heading_deg, speed_mps=fix.speed_mps
    )


def _instant(timed: tuple[datetime, Fix]) -> datetime:
    return timed[0]


def _jobs_between(work: Work, unit_id: str, first: datetime, last: datetime) -> Sequence[AssignmentRow]:
    wanted = select(AssignmentRow).where(
        AssignmentRow.unit_id == unit_id,
        AssignmentRow.state != AssignmentState.PROPOSED,
        AssignmentRow.made_at <= last,
        or_(AssignmentRow.closed_at.is_(None), AssignmentRow.closed_at >= first),
    )
    return work.session.scalars(wanted.order_by(AssignmentRow.made_at, AssignmentRow.id)).all()


def _is_on(job: AssignmentRow, at: datetime) -> bool:
    return job.made_at <= at and (job.closed_at is None or at <= job.closed_at)


def running_of(work: Work, unit_id: str) -> AssignmentRow | None:
    """The assignment the unit is on; None where it has none, or only waiting ones."""
    wanted = select(AssignmentRow).where(
        AssignmentRow.unit_id == unit_id,
        AssignmentRow.open.is_(True),
        AssignmentRow.state != AssignmentState.PROPOSED,
    )
    return work.session.scalars(wanted).first()


def _receiving(work: Work, job: AssignmentRow | None) -> list[tuple[str, str]]:
    """The hospital that waits for this unit, as (region, topic)."""
    heard = destination_of(work, get_incident(work.session, job.incident_id)) if job is not None else None
    return [(heard[0], topics.hospital(*heard))] if heard is not None else []


def _near_post(row: UnitRow, place: LatLon) -> bool:
    if row.post_lat is None or row.post_lon is None:
        return False
    return distance_m(LatLon(row.post_lat, row.post_lon), place) <= AT_POST_M
