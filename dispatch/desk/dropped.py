"""What becomes of a kit from the air, as people say it: fetched, used, or left lying."""

from datetime import timedelta

from chassis.deadlines import Deadline, clear_deadline, set_deadline
from chassis.errors import IllegalMoveError, InvalidInputError, NotFoundError
from chassis.identity import Actor
from chassis.work import Work, record_change, working
from dispatch.desk.alerting import ACT_SOON, clear_alert, raise_alert
from dispatch.desk.stamping import has_stamp, stamp
from dispatch.desk.telling import tell_callers, tell_incident
from dispatch.dropscript import REPEATED, DropMark, Unfetched
from dispatch.states import OPEN_INCIDENT, IncidentState
from dispatch.system import System
from dispatch.tables.cases import IncidentRow, get_incident
from dispatch.tables.drops import crew_was_there, newest_drop
from drones.kitstage import KitStage, stage_of
from drones.pad.receiving import kit_in_hand
from drones.sortie import Sortie

FETCHED = "kit_fetched"  # deadline: by then somebody should have the kit that is on the ground
NOT_FETCHED = "kit_not_fetched"  # alert
FETCHED_WITHIN = timedelta(seconds=60)  # a walk of at most 60 m, there and back


def mark_drop(system: System, actor: Actor, incident_id: str, mark: DropMark, *, source: str = "human") -> None:
    """Somebody at the call says how it goes with the kit. Whatever is done with it, it is in hand.

    A mark counts once, a shock as often as it is said. Raises NotFoundError where no drone was sent, IllegalMoveError
    while the kit is not there, InvalidInputError for what is not asked of such a kit.
    """
    with working(system, actor) as work:
        incident, sortie = _dropped(work, incident_id)
        if not system.rules.drops[sortie.kit].takes(mark):
            raise InvalidInputError("mark", f"not asked of {sortie.kit}")
        kit_in_hand(work, sortie.id)
        for said in dict.fromkeys((DropMark.IN_HAND, mark)):
            if not has_stamp(work, incident, said) or (said is mark and mark in REPEATED):
                stamp(work, incident, said.value, source=source)
        record_change(work, "drop_mark", incident.id, None, {"mark": mark})
        _settled(work, incident, sortie)


def mark_unfetched(system: System, actor: Actor, incident_id: str, why: Unfetched) -> None:
    """Nobody has the kit although it is on the ground, and why; the last reason counts.

    Raises NotFoundError, and IllegalMoveError unless it is on the ground.
    """
    with working(system, actor) as work:
        incident, sortie = _dropped(work, incident_id)
        if stage_of(sortie) is not KitStage.DOWN:
            raise IllegalMoveError("sortie", sortie.state, "mark_unfetched", ())
        if not has_stamp(work, incident, why.stamp):
            stamp(work, incident, why.stamp)
        record_change(work, "drop_unfetched", incident.id, None, {"sortie": sortie.id}, reason=why)
        _settled(work, incident, sortie)


def await_fetching(work: Work, sortie: Sortie) -> None:
    """The kit is down: in a minute somebody at the desk is to ask, if nobody has said a word by then."""
    due_at = work.now + FETCHED_WITHIN
    set_deadline(work.session, Deadline(sortie.region, FETCHED, sortie.id, due_at, {"incident_id": sortie.incident_id}))


def nobody_fetched(work: Work, system: System, deadline: Deadline) -> None:
    """A person asks the caller: the box may lie where nobody sees it."""
    incident_id = str(deadline.data["incident_id"])
    sortie = newest_drop(work.session, incident_id)
    if sortie is None or sortie.id != deadline.subject or stage_of(sortie) is not KitStage.DOWN:
        return
    if not crew_was_there(work.session, incident_id):
        where, told = {"region": sortie.region, "incident_id": incident_id}, {"kit": sortie.kit.value}
        raise_alert(work, system, "kit_not_fetched", sortie.id, level=ACT_SOON, data=told, **where)


def _dropped(work: Work, incident_id: str) -> tuple[IncidentRow, Sortie]:
    incident = get_incident(work.session, incident_id, region=work.actor.region)
    if IncidentState(incident.state) not in OPEN_INCIDENT:
        raise IllegalMoveError("incident", incident.state, "mark_drop", ())
    sortie = newest_drop(work.session, incident.id)
    if sortie is None:
        raise NotFoundError("sortie", incident_id)
    return incident, sortie


def _settled(work: Work, incident: IncidentRow, sortie: Sortie) -> None:
    clear_deadline(work.session, FETCHED, sortie.id)
    clear_alert(work, NOT_FETCHED, sortie.id)
    tell_incident(work, incident)
    tell_callers(work, incident)
