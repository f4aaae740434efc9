"""Advice to call a drone home because a crew is there first: an alert at the desk, a notice on the pad.

A person decides. It stands while it holds, and goes with its cause: the kit is ahead again, is being let down, or
flies no more.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis import topics
from chassis.events import Event
from chassis.identity import system_actor
from chassis.work import Work, working
from dispatch.desk.alerting import ACT_SOON, clear_alert, raise_alert
from dispatch.policies.force import in_force
from dispatch.states import BEFORE_SCENE, BUSY, AssignmentState
from dispatch.system import System
from dispatch.tables.cases import AssignmentRow
from dispatch.tables.records import AlertRow
from drones.race import Arrival, arrival_between
from drones.recall import BEFORE_DROP, RecallAdvice, advise_recall
from drones.sortie import Sortie
from drones.tables.sorties import get_sortie, read_sorties

RECALL = "recall_advised"


@dataclass(frozen=True, slots=True)
class Crews:
    """Where the crews of one incident stand: whether one is there, and when the first of the others should be."""

    on_scene: bool
    first: Arrival | None


def advise_recalls(system: System) -> int:
    """Look at every drone under way whose kit is not on the line yet; returns how many alerts changed."""
    now = system.clock.now()
    with system.db.read() as session:
        standing = _standing(session)
        flying = read_sorties(session, states=BEFORE_DROP)
        advised = {sortie.id: (sortie, one) for sortie, one in _advised(session, system, flying, standing, now)}
    for sortie, advice in (one for key, one in advised.items() if key not in standing):
        with working(system, system_actor(sortie.region, "watch")) as work:
            _raise(work, system, sortie, advice)
    over = [(key, region) for key, region in standing.items() if key not in advised]
    for sortie_id, region in over:
        with working(system, system_actor(region, "watch")) as work:
            _withdraw(work, sortie_id)
    return len(advised.keys() - standing.keys()) + len(over)


def read_recalls(session: Session, sorties: Sequence[Sortie]) -> dict[str, Mapping[str, Any]]:
    """What stands of it, by sortie: for the pad."""
    ids = [sortie.id for sortie in sorties]
    wanted = select(AlertRow).where(AlertRow.kind == RECALL, AlertRow.open.is_(True), AlertRow.subject.in_(ids))
    return {row.subject: row.data for row in session.scalars(wanted)}


def _standing(session: Session) -> dict[str, str]:
    wanted = select(AlertRow.subject, AlertRow.region).where(AlertRow.kind == RECALL, AlertRow.open.is_(True))
    return {row.subject: row.region for row in session.execute(wanted)}


def _advised(
    session: Session, system: System, flying: Sequence[Sortie], standing: Mapping[str, str], now: datetime
) -> Iterator[tuple[Sortie, RecallAdvice]]:
    for sortie in flying:
        crews = crews_of(session, sortie.incident_id, now=now)
        advice = advise_recall(
            sortie,
            ambulance=crews.first,
            on_scene=crews.on_scene,
            now=now,
            policy=in_force(session, system, sortie.region).drop,
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
    if job.eta is None:
        return None
    left = max(job.eta - now, timedelta(0))
    return arrival_between(left, max((job.eta_p90 or job.eta) - now, left))


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
        work.told.append(_to_pad(sortie, data, work.now))


def _withdraw(work: Work, sortie_id: str) -> None:
    if clear_alert(work, RECALL, sortie_id):
        work.told.append(_to_pad(get_sortie(work.session, sortie_id), None, work.now))


def _to_pad(sortie: Sortie, data: Mapping[str, Any] | None, at: datetime) -> Event:
    topic = topics.pad(sortie.station_region, sortie.station_id)
    return Event(sortie.station_region, topic, "recall_advised", sortie.id, {"recall": data}, at)
