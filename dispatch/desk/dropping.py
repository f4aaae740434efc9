"""A drone kit with the response: what a decision said of it goes on record, and its go becomes a sortie."""

from datetime import datetime

from chassis.errors import TakenError
from chassis.work import Work
from dispatch.model import Incident
from dispatch.plan import Plan
from dispatch.system import System
from dispatch.tables.cases import IncidentRow
from dispatch.tables.drops import begin_news
from drones.behind import barred
from drones.feasibility import Go
from drones.model import KitKind
from drones.pad import order_drop
from drones.tables.links import read_behind
from drones.tables.offers import DroneOfferRow, note_sortie, offer_row
from drones.tables.sorties import open_sortie_for


def offer_of(system: System, incident: Incident, plan: Plan, *, decision_id: str, at: datetime) -> DroneOfferRow | None:
    """What goes on record of the plan's answer; None where no kit was asked for."""
    if plan.drone is None or plan.triage.kit is None:
        return None
    return offer_row(
        plan.drone,
        offer_id=system.ids.new("off"),
        region=incident.region,
        incident_id=incident.id,
        decision_id=decision_id,
        kit=KitKind(plan.triage.kit),
        at=at,
    )


def order_kit(work: Work, system: System, incident: IncidentRow, plan: Plan, decision_id: str | None) -> str | None:
    """The sortie's id; None when there is no go, one is flying already, or the drone was taken meanwhile.

    For a simulated incident nothing real is ordered: no drone behind a line to a vehicle, none a vendor flies.
    """
    answer = plan.drone
    if not isinstance(answer, Go):
        return None
    if open_sortie_for(work.session, incident.id) is not None:
        return None
    found = read_behind(work.session, {answer.drone_id}).get(answer.drone_id)
    if found is None or barred(found, simulated=incident.simulated):
        return None
    target = answer.path.points[-1]
    try:
        with work.session.begin_nested():
            sortie_id = order_drop(
                work.session,
                system,
                work.actor,
                incident_id=incident.id,
                target=target,
                go=answer,
                now=work.now,
                simulated=incident.simulated,
            )
    except TakenError:
        return None
    begin_news(work.session, sortie_id)
    if decision_id is not None:
        note_sortie(work.session, decision_id, sortie_id)
    return sortie_id
