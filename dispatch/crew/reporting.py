"""Where a unit is and whether it can work."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis import audit, events, topics
from chassis.events import Event
from chassis.geo import LatLon, distance_m
from chassis.identity import Actor
from dispatch.crew.confining import confine_to_unit
from dispatch.desk.alerting import clear_alert
from dispatch.desk.destination import destination_of
from dispatch.events import unit_position
from dispatch.system import System
from dispatch.tables.cases import AssignmentRow, get_incident
from dispatch.tables.fleet import UnitRow, get_unit, touch_unit

AT_POST_M = 150.0


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
    now = system.clock.now()
    with system.db.write() as session:
        row = get_unit(session, unit_id)
        confine_to_unit(actor, row)
        row.lat, row.lon, row.position_at = fix.place.lat, fix.place.lon, now
        job = _running(session, unit_id)
        row.at_post = job is None and _near_post(row, fix.place)
        incident = get_incident(session, job.incident_id) if job else None
        heard = destination_of(session, incident) if incident is not None else None
        also = [(heard[0], topics.hospital(*heard))] if heard else []
        data = {
            "unit_id": unit_id,
            "lat": fix.place.lat,
            "lon": fix.place.lon,
            "speed_mps": fix.speed_mps,
            "heading_deg": fix.heading_deg,
            "device_at": fix.device_at.isoformat() if fix.device_at else None,
            "incident_id": incident.id if incident else None,
            "eta": job.eta.isoformat() if job and job.eta else None,
        }
        told = clear_alert(session, "silent_unit", unit_id, at=now)
        if told is not None:
            events.append(session, [told])
        events.put_live(session, unit_position(row.region, unit_id, data, at=now, also=also))
    system.bell.ring()


def set_service(system: System, actor: Actor, unit_id: str, *, out_of_service: str | None) -> None:
    """Take a unit out of service with a reason, or (None) bring it back."""
    now = system.clock.now()
    with system.db.write() as session:
        row = get_unit(session, unit_id)
        confine_to_unit(actor, row)
        old, row.out_of_service = row.out_of_service, out_of_service
        touch_unit(session, unit_id)
        audit.record(
            session,
            actor,
            "service",
            unit_id,
            at=now,
            region=row.region,
            old={"out_of_service": old},
            new={"out_of_service": out_of_service},
        )
        data = {"unit_id": unit_id, "out_of_service": out_of_service}
        topic_desk, topic_unit = topics.desk(row.region), topics.unit(row.region, unit_id)
        told = [Event(row.region, t, "unit_changed", unit_id, data, now) for t in (topic_desk, topic_unit)]
        events.append(session, told)
    system.bell.ring()


def _running(session: Session, unit_id: str) -> AssignmentRow | None:
    wanted = select(AssignmentRow).where(
        AssignmentRow.unit_id == unit_id, AssignmentRow.open.is_(True), AssignmentRow.state != "proposed"
    )
    return session.scalars(wanted).first()


def _near_post(row: UnitRow, place: LatLon) -> bool:
    if row.post_lat is None or row.post_lon is None:
        return False
    return distance_m(LatLon(row.post_lat, row.post_lon), place) <= AT_POST_M
