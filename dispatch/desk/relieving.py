"""When a unit clears: advice to let it take over from one that is further away. A person decides."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from chassis import events
from dispatch.desk.alerting import ACT_SOON, raise_alert
from dispatch.divert import UnderWay, suggest_reliefs
from dispatch.model import Unit
from dispatch.states import BEFORE_SCENE
from dispatch.system import System
from dispatch.tables.areas import get_region
from dispatch.tables.cases import get_incident, location_of
from dispatch.tables.fleet import read_unit, read_units


def look_for_reliefs(session: Session, system: System, unit_id: str, now: datetime) -> int:
    """Raise an alert for every patient who would gain from the unit that has just cleared; returns how many."""
    newcomer = read_unit(session, unit_id)
    if newcomer.commitments or newcomer.place is None or not newcomer.on_duty or newcomer.out_of_service:
        return 0
    cases = _under_way(session, system, newcomer, system.policy.assign.moving_turnout)
    told = [
        raise_alert(
            session,
            system,
            newcomer.region,
            "divert_advised",
            relief.assignment_id,
            level=ACT_SOON,
            at=now,
            incident_id=relief.incident_id,
            data={
                "unit_id": relief.unit_id,
                "relieves": relief.relieved_unit_id,
                "gain_s": relief.gain.total_seconds(),
            },
        )
        for relief in suggest_reliefs(newcomer, cases, now=now, policy=system.policy.assign)[:1]
    ]
    raised = [event for event in told if event is not None]
    events.append(session, raised)
    return len(raised)


def _under_way(session: Session, system: System, newcomer: Unit, turnout: timedelta) -> list[UnderWay]:
    area = get_region(session, newcomer.region)
    roads, found = system.roads.current(), []
    for unit in read_units(session, (area.id, *area.neighbours)):
        for running in unit.commitments:
            location = location_of(get_incident(session, running.incident_id))
            if running.state not in BEFORE_SCENE or location is None or newcomer.place is None:
                continue
            way = roads.to_one([newcomer.place], location.place)[0]
            if way is not None:
                found.append(UnderWay(unit, running, turnout + way.p50))
    return found
