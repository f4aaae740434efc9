"""Advice to call a drone home because a crew is there first: an alert at the desk, a notice on the pad.

A person decides. It stands while it holds, and goes with its cause: the kit is ahead again, is being let down, or
flies no more.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.identity import system_actor
from chassis.travel import Travel
from chassis.work import Work, working
from dispatch.desk.alerting import ACT_SOON, Standing, clear_alert, raise_alert
from dispatch.policies.force import in_force
from dispatch.states import BEFORE_SCENE, BUSY, AssignmentState
from dispatch.system import System
from dispatch.tables.cases import AssignmentRow
from drones.events import pad_told
from drones.race import Arrival, ambulance_arrival
from drones.recall import BEFORE_DROP, RecallAdvice, advise_recall
from drones.sortie import Sortie
from drones.tables.figures import newest_figures
from drones.tables.sorties import get_sortie
from drones.tables.underway import UnderWay

RECALL = "recall_advised"


@dataclass(frozen=True, slots=True)
class Crews:
    """Where the crews of one incident stand: whether one is there, and when the first of the others should be."""

    on_scene: bool
    first: Arrival | None


def advise_recalls(system: System, drops: Sequence[UnderWay], standing: Mapping[str, Standing]) -> int:
    """Look at every drop whose kit is not on the line yet; returns how many alerts changed."""
    before = [drop.sortie for drop in drops if drop.sortie.state in BEFORE_DROP]
    advised = {sortie.id: (sortie, advice) for sortie, advice in _advised(system, before, standing)}
    new = [one for key, one in advised.items() if key not in standing]
    over = [(key, alert.region) for key, alert in standing.items() if key not in advised]
    for sortie, advice in new:
        with working(system, system_actor(sortie.region, "watch")) as work:
            _raise(work, system, sortie, advice)
    for sortie_id, region in over:
        with working(system, system_actor(region, "watch")) as work:
            _withdraw(work, sortie_id)
    return len(new) + len(over)


def _advised(
    system: System, before: Sequence[Sortie], standing: Mapping[str, Standing]
) -> Iterator[tuple[Sortie, RecallAdvice]]:
    now = system.clock.now()
    with system.db.read() as session:
        regions = {one.region for one in before}
        policies = {region: in_force(session, system, region).drop for region in regions}
        figures = {region: newest_figures(session, (region,)) for region in regions}
        crews = {sortie.id: crews_of(session, sortie.incident_id, now=now) for sortie in before}
    for sortie in before:
        advice = advise_recall(
            sortie,
            ambulance=crews[sortie.id].first,
            on_scene=crews[sortie.id].on_scene,
            now=now,
            policy=policies[sortie.region],
            figures=figures[sortie.region],
            standing=sortie.id in standing,
        )
        if advice is not None:
            yield sortie, advice


def crews_of(session: Session, incident_id: str, *, now: datetime) -> Crews:
    """The crews sent to an incident. One that has not said when it will be there is not counted on."""
    rows = session.scalars(
        select(AssignmentRow).where(AssignmentRow.incident_id == incident_id, AssignmentRow.open.is_(True))
    ).all()
    there = [row for row in rows if AssignmentState(row.state) in BUSY - BEFORE_SCENE]
    coming = [row for row in rows if AssignmentState(row.state) in BEFORE_SCENE and row.eta is not None]
    first = min(coming, key=lambda row: (row.eta, row.id), default=None)
    return Crews(bool(there), _arrival(first, now) if first is not None else None)


def _arrival(job: AssignmentRow, now: datetime) -> Arrival | None:
    return ambulance_arrival(Travel.until(job.eta, job.eta_p90, now=now)) if job.eta is not None else None


def _raise(work: Work, system: System, sortie: Sortie, advice: RecallAdvice) -> None:
    data = {
        "sortie_id": sortie.id,
        "drone_id": sortie.drone_id,
        "reason": advice.reason,
        "p_first": round(advice.p_first, 3),
        "kit_s": round(advice.kit_down.total_seconds()),
        "ambulance_s": round(advice.ambulance.total_seconds()),
    }
    where = {"region": sortie.region, "incident_id": sortie.incident_id}
    if raise_alert(work, system, RECALL, sortie.id, level=ACT_SOON, data=data, **where):
        work.told.append(pad_told(sortie, RECALL, {"recall": data}, at=work.now))


def _withdraw(work: Work, sortie_id: str) -> None:
    if clear_alert(work, RECALL, sortie_id):
        work.told.append(pad_told(get_sortie(work.session, sortie_id), RECALL, {"recall": None}, at=work.now))
