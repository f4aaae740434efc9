"""Telling desk and callers how far a kit from the air is.

Pilots and vehicles move sorties without knowing who called. Here each sortie's stage is held against the one last told:
whatever was missed while no worker ran is told once, as it stands, and never what has passed since.
"""

from math import ceil

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.deadlines import clear_deadline
from chassis.identity import system_actor
from chassis.work import Work, working
from dispatch.desk.alerting import ACT_SOON, clear_alert, raise_alert
from dispatch.desk.dropped import FETCHED, NOT_FETCHED, await_fetching
from dispatch.desk.dropping import NO_KIT
from dispatch.desk.paging import page_caller_about_kit
from dispatch.desk.telling import tell_callers
from dispatch.states import OPEN_INCIDENT, IncidentState
from dispatch.system import System
from dispatch.tables.cases import IncidentRow, get_incident
from dispatch.tables.drops import DropNewsRow, crew_was_there, drops_of, untold
from dispatch.tables.family import calls_about
from dispatch.tables.records import AlertRow
from dispatch.triage import Rules
from drones.kitstage import OVERHEAD, KitStage, flew, stage_of, unsettled
from drones.sortie import Sortie
from drones.states import SortieReason, SortieState
from drones.tables.sorties import as_sortie, lock_sortie

log = structlog.get_logger("goldentime.drops")
NOT_COMING, CAME_UP = "kit_not_coming", "kit_came_up"  # alerts
TEXTS = {
    KitStage.COMING: "kit_coming",
    KitStage.LOWERING: "kit_lowering",
    KitStage.DOWN: "kit_down",
    KitStage.NOT_COMING: "kit_not_coming",
}
_OPEN = frozenset({KitStage.LOWERING, KitStage.NOT_COMING})  # what the next word of vehicle or line may change
WANTED_SO = frozenset({SortieReason.AMBULANCE_AHEAD, SortieReason.CALL_ENDED})  # why nobody misses it


def tell_drops(system: System) -> int:
    """Tell what is new of every kit; returns of how many. A missed turn delays, a double one tells nothing."""
    with system.db.read() as session:
        moved, settled = untold(session), _settled(session)
    for region, kind, subject in settled:
        with working(system, system_actor(region, "drops")) as work:
            clear_alert(work, kind, subject)
    return sum(_tell_safely(system, region, sortie_id) for sortie_id, region in moved)


def _tell_safely(system: System, region: str, sortie_id: str) -> bool:
    """One kit whose news cannot be told is logged and tried again; the others go on."""
    try:
        return _tell(system, region, sortie_id)
    except Exception:
        log.exception("drop_news_failed", sortie=sortie_id)
        return False


def _settled(session: Session) -> list[tuple[str, str, str]]:
    """The alerts about kits, as region, kind and subject, that need nobody since a crew is there."""
    kinds = (NOT_COMING, CAME_UP, NOT_FETCHED, NO_KIT)
    standing = select(AlertRow).where(AlertRow.open.is_(True), AlertRow.kind.in_(kinds))
    rows = [row for row in session.scalars(standing.order_by(AlertRow.id)) if row.incident_id is not None]
    return [(row.region, row.kind, row.subject) for row in rows if crew_was_there(session, str(row.incident_id))]


def _tell(system: System, region: str, sortie_id: str) -> bool:
    with working(system, system_actor(region, "drops")) as work:
        row = lock_sortie(work.session, sortie_id)
        news = work.session.get_one(DropNewsRow, sortie_id, populate_existing=True)
        sortie, before = as_sortie(row), KitStage(news.stage)
        stage = stage_of(sortie)
        if stage in _OPEN and unsettled(sortie, now=work.now):
            return False  # told at the next turn, as it then stands
        news.stage, news.version, news.running = stage.value, row.version, row.open
        incident = get_incident(work.session, sortie.incident_id)
        _came_up(work, system, incident, sortie)
        if stage is before:
            return False
        _to_desk(work, system, incident, sortie, stage)
        if flew(sortie) and IncidentState(incident.state) in OPEN_INCIDENT:
            _to_callers(work, system.rules, incident, sortie, stage)
        return True


def _to_desk(work: Work, system: System, incident: IncidentRow, sortie: Sortie, stage: KitStage) -> None:
    """The card follows the sortie by itself; a person is asked for where silence would do harm."""
    for other in drops_of(work.session, incident.id):
        clear_alert(work, NOT_COMING, other.id)
        if other.id != sortie.id or (stage is KitStage.DOWN and sortie.hung_at is not None):
            clear_alert(work, CAME_UP, other.id)  # the next is ordered, or it came off after all
    if stage is KitStage.DOWN:
        await_fetching(work, sortie)
        return
    clear_deadline(work.session, FETCHED, sortie.id)
    clear_alert(work, NOT_FETCHED, sortie.id)
    if stage is KitStage.NOT_COMING and sortie.hung_at is None and _missed(work, incident, sortie):
        told = {"kit": sortie.kit.value, "reason": sortie.reason.value if sortie.reason else None}
        where = {"region": sortie.region, "incident_id": incident.id}
        raise_alert(work, system, "kit_not_coming", sortie.id, level=ACT_SOON, data=told, **where)


def _came_up(work: Work, system: System, incident: IncidentRow, sortie: Sortie) -> None:
    """It hangs on the line although its gripper had opened: whoever waits for it must hear that. Told once."""
    told_before = select(AlertRow.id).where(AlertRow.kind == CAME_UP, AlertRow.subject == sortie.id)
    if sortie.hung_at is None or work.session.scalars(told_before.limit(1)).first() is not None:
        return
    if _missed(work, incident, sortie):
        told, where = {"kit": sortie.kit.value}, {"region": sortie.region, "incident_id": incident.id}
        raise_alert(work, system, "kit_came_up", sortie.id, level=ACT_SOON, data=told, **where)


def _missed(work: Work, incident: IncidentRow, sortie: Sortie) -> bool:
    """Whether somebody still counts on it: not who called it off by themselves, and nobody once a crew is there."""
    called_off = sortie.state is SortieState.CANCELLED or sortie.reason in WANTED_SO
    wanted = not called_off and IncidentState(incident.state) in OPEN_INCIDENT
    return wanted and not crew_was_there(work.session, incident.id)


def _to_callers(work: Work, rules: Rules, incident: IncidentRow, sortie: Sortie, stage: KitStage) -> None:
    """The page looks again; who gave a number gets a text in their own language. Nobody is texted in a simulation."""
    tell_callers(work, incident)
    template = TEXTS.get(stage)
    if template is None or incident.simulated:
        return
    if stage not in OVERHEAD and crew_was_there(work.session, incident.id):
        return
    minutes = max(1, ceil((sortie.eta - work.now).total_seconds() / 60))
    for call in calls_about(work.session, incident.id):
        name = rules.drops[sortie.kit].name
        told = {"kit": name.get(call.language, name["ko"])}
        params = {
            KitStage.COMING: told | {"minutes": minutes},
            KitStage.NOT_COMING: {},
        }.get(stage, told)
        page_caller_about_kit(work, call, f"{template}:{sortie.id}", template, params)
