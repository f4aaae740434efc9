"""Ordering a drone kit with the response: the decision's go becomes a sortie, a no-go stays in the decision."""

from chassis.errors import TakenError
from chassis.geo import LatLon
from chassis.work import Work
from dispatch.system import System
from dispatch.tables.cases import IncidentRow
from drones.feasibility import Go, NoGo
from drones.pad import order_drop
from drones.tables.sorties import open_sortie_for


def order_kit(work: Work, system: System, incident: IncidentRow, answer: Go | NoGo | None) -> str | None:
    """The sortie's id; None when there is no go, one is flying already, or the drone was taken meanwhile."""
    if not isinstance(answer, Go) or incident.place_lat is None or incident.place_lon is None:
        return None
    if open_sortie_for(work.session, incident.id) is not None:
        return None
    target = LatLon(incident.place_lat, incident.place_lon)
    try:
        with work.session.begin_nested():
            return order_drop(
                work.session, system, work.actor, incident_id=incident.id, target=target, go=answer, now=work.now
            )
    except TakenError:
        return None
