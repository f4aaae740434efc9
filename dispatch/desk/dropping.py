"""A drone kit with the response: what a decision said of it goes on record, and its go becomes a sortie."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from chassis.errors import TakenError
from chassis.work import Work
from dispatch.desk.alerting import ACT_SOON, clear_alert, raise_alert
from dispatch.model import Incident
from dispatch.plan import Plan
from dispatch.system import System
from dispatch.tables.cases import IncidentRow
from dispatch.tables.drops import begin_news, kits_there
from drones.behind import barred
from drones.feasibility import Go, NoGo
from drones.model import KitKind
from drones.pad import order_drop
from drones.reasons import Code, Reason, worst_first
from drones.tables.fleet import are_free
from drones.tables.links import read_behind
from drones.tables.offers import DroneOfferRow, lost_its_drone, note_lost, note_sortie, offer_row
from drones.tables.sorties import open_sortie_for

NO_KIT = "kit_unsent"  # alert


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


def has_kit(session: Session, incident_id: str, plan: Plan) -> bool:
    """Whether what the plan asks for is there, or a drone has an order for the incident."""
    return open_sortie_for(session, incident_id) is not None or plan.triage.kit in kits_there(session, incident_id)


def order_kit(work: Work, system: System, incident: IncidentRow, plan: Plan, decision_id: str | None) -> str | None:
    """The sortie's id; None when there is no go, one is flying already, or a kit is there.

    Raises TakenError when drone or kit went to another call meanwhile: then see `lose_kit`. For a simulated incident
    nothing real is ordered: no drone behind a line to a vehicle, none a vendor flies.
    """
    answer = plan.drone
    if not isinstance(answer, Go) or has_kit(work.session, incident.id, plan):
        return None
    found = read_behind(work.session, {answer.drone_id}).get(answer.drone_id)
    if found is None or barred(found, simulated=incident.simulated):
        raise TakenError("drone", answer.drone_id, by="", at=work.now.isoformat(), why="not for this call")
    with work.session.begin_nested():
        sortie_id = order_drop(
            work.session,
            system,
            work.actor,
            incident_id=incident.id,
            target=answer.path.points[-1],
            go=answer,
            now=work.now,
            simulated=incident.simulated,
        )
    begin_news(work.session, sortie_id)
    clear_alert(work, NO_KIT, incident.id)
    if decision_id is not None:
        note_sortie(work.session, decision_id, sortie_id)
    return sortie_id


def order_if_left(work: Work, system: System, incident: IncidentRow, plan: Plan, decision_id: str | None) -> str | None:
    """As `order_kit`, for who looks the last time: what has gone is on record, and the units go without it."""
    try:
        return order_kit(work, system, incident, plan, decision_id)
    except TakenError:
        if decision_id is not None:
            note_lost(work.session, decision_id)
    return None


def lose_kit(system: System, plan: Plan, decision_id: str | None, error: TakenError) -> None:
    """A plan could not be sent and nothing of it was written: its go stands on record as one that lost its drone.

    Unless it was a unit alone that somebody else was faster to.
    """
    answer = plan.drone
    if not isinstance(answer, Go) or decision_id is None:
        return
    with system.db.write() as session:
        if error.kind in {"drone", "kit"} or not are_free(session, answer.drone_id, answer.kit_id):
            note_lost(session, decision_id)


def shown_plan(session: Session, decision_id: str, plan: Plan) -> Plan:
    """The plan as people read it: a go that lost its drone says so, and why none of the others was to fly."""
    answer = plan.drone
    if not isinstance(answer, Go) or not lost_its_drone(session, decision_id):
        return plan
    gone = Reason(Code.DRONE_TAKEN, answer.drone_id)
    others = (reason for reason in answer.considered if reason.code is not Code.SLOWER)
    return replace(plan, drone=NoGo(worst_first((gone, *others)), answer.edges))


def miss_kit(work: Work, system: System, incident: IncidentRow, plan: Plan) -> bool:
    """The desk read that a kit goes, and none does: somebody has to know before a caller counts on it.

    False where the protocol asks for none any more, or one is flying or there already.
    """
    kit = plan.triage.kit
    if kit is None or has_kit(work.session, incident.id, plan):
        return False
    where = {"region": incident.region, "incident_id": incident.id}
    raise_alert(work, system, "kit_unsent", incident.id, level=ACT_SOON, data={"kit": kit}, **where)
    return True
