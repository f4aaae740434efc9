"""Ordering a drone kit with the response: the decision's go becomes a sortie, a no-go stays in the decision."""

from datetime import datetime

from drones.feasibility import Go, NoGo
from drones.pad import order_drop
from drones.tables import open_sortie_for
from sqlalchemy.orm import Session

from chassis.errors import TakenError
from chassis.geo import LatLon
from chassis.identity import Actor
from dispatch.system import System
from dispatch.tables.cases import IncidentRow


def order_kit(
    session: Session, system: System, actor: Actor, incident: IncidentRow, answer: Go | NoGo | None, now: datetime
) -> str | None:
    """The sortie's id; None when there is no go, one is flying already, or the drone was taken meanwhile."""
    if not isinstance(answer, Go) or incident.place_lat is None or incident.place_lon is None:
        return None
    if open_sortie_for(session, incident.id) is not None:
        return None
    try:
        with session.begin_nested():
            target = LatLon(incident.place_lat, incident.place_lon)
            return order_drop(session, system, actor, incident_id=incident.id, target=target, go=answer, now=now)
    except TakenError:
        return None
