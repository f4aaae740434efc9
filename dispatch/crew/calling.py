"""A crew answers that it is all right, or calls for help itself."""

from datetime import datetime
from typing import Any

from chassis import topics
from chassis.events import Event
from chassis.geo import LatLon
from chassis.identity import Actor
from chassis.work import Work, record_change, working
from dispatch.alarm import ACT_NOW
from dispatch.crew.confining import confine_to_assignment, confine_to_unit
from dispatch.crew.reporting import running_of
from dispatch.desk.alerting import clear_alert, find_alert, raise_alert, tell_alert
from dispatch.desk.safety import answer_check_in
from dispatch.system import System
from dispatch.tables.cases import get_assignment
from dispatch.tables.fleet import UnitRow, get_unit

EMERGENCY = "crew_emergency"


def say_all_right(system: System, actor: Actor, assignment_id: str) -> None:
    """The crew is all right. Said twice or late it does no harm; another unit's crew may not say it."""
    with working(system, actor) as work:
        job = get_assignment(work.session, assignment_id)
        confine_to_assignment(actor, job)
        answer_check_in(work, system, job)


def call_for_help(
    system: System, actor: Actor, unit_id: str, *, place: LatLon | None = None, device_at: datetime | None = None
) -> None:
    """The crew is in danger: the gravest alert, with where it is. Pressed again it tells the newer place."""
    with working(system, actor) as work:
        unit = get_unit(work.session, unit_id)
        confine_to_unit(actor, unit)
        if place is not None:
            unit.lat, unit.lon, unit.position_at = place.lat, place.lon, work.now
        data = _where(unit) | {"device_at": device_at.isoformat() if device_at else None, "by": actor.name}
        job = running_of(work, unit_id)
        at = job.incident_id if job is not None else None
        if not raise_alert(
            work, system, EMERGENCY, unit_id, region=unit.region, level=ACT_NOW, incident_id=at, data=data
        ):
            _tell_newer(work, unit_id, data)
        record_change(work, "call_for_help", unit_id, None, data, region=unit.region)
        _tell_unit(work, unit)


def end_call_for_help(system: System, actor: Actor, unit_id: str) -> None:
    """The danger is over, said by the crew or by whoever has reached it."""
    with working(system, actor) as work:
        unit = get_unit(work.session, unit_id)
        confine_to_unit(actor, unit)
        if clear_alert(work, EMERGENCY, unit_id):
            record_change(work, "end_call_for_help", unit_id, None, None, region=unit.region)
            _tell_unit(work, unit)


def _tell_newer(work: Work, unit_id: str, data: dict[str, Any]) -> None:
    row = find_alert(work.session, EMERGENCY, unit_id)
    if row is not None:
        row.data = {**row.data, **data}
        tell_alert(work, row)


def _where(unit: UnitRow) -> dict[str, Any]:
    at = unit.position_at.isoformat() if unit.position_at else None
    return {"unit_id": unit.id, "lat": unit.lat, "lon": unit.lon, "position_at": at}


def _tell_unit(work: Work, unit: UnitRow) -> None:
    topic = topics.unit(unit.region, unit.id)
    work.told.append(Event(unit.region, topic, "unit_changed", unit.id, {"unit_id": unit.id}, work.now))
