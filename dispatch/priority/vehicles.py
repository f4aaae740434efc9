"""Who is under way, where it is and along which way: read once a second, and little of it anew."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.geo import LatLon
from chassis.travel import Travel
from dispatch.arrivals import DRIVING
from dispatch.model import Priority
from dispatch.tables.cases import AssignmentRow, IncidentRow
from dispatch.tables.fleet import UnitRow, simulated_among
from dispatch.tables.records import SimulationRow
from routing.model import Route
from routing.priority import AvlFix, PriorityPolicy

SEVERITY = {Priority.P1: 14, Priority.P2: 10, Priority.P3: 6, Priority.P4: 2}
UNTRIAGED = 10
OWN_DELAY = timedelta(seconds=3)  # between a position and a message at the centre; a fast day does not hurry that


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A unit under way on a job. `version` changes whenever the job, and so perhaps its way, does."""

    job_id: str
    version: int
    region: str
    incident_id: str
    number: str
    unit_id: str
    unit_region: str
    leg: str
    severity: int
    fix: AvlFix | None
    simulated: bool
    pace: float


def read_vehicles(session: Session) -> list[Vehicle]:
    """Everybody who drives to a scene or to a hospital."""
    wanted = (
        select(AssignmentRow, IncidentRow.number, IncidentRow.priority, UnitRow)
        .join(IncidentRow, IncidentRow.id == AssignmentRow.incident_id)
        .join(UnitRow, UnitRow.id == AssignmentRow.unit_id)
        .where(AssignmentRow.open.is_(True), AssignmentRow.state.in_([state.value for state in DRIVING]))
        .order_by(AssignmentRow.id)
    )
    found = session.execute(wanted).all()
    if not found:
        return []
    speeds = {row.region: row.speed for row in session.scalars(select(SimulationRow)) if row.on}
    return list(_vehicles(session, found, speeds))


def _vehicles(session: Session, found: Any, speeds: Mapping[str, float]) -> Iterator[Vehicle]:
    driven = simulated_among(session, [unit for *_, unit in found])
    for job, number, priority, unit in found:
        simulated = unit.id in driven
        fix = None
        if unit.lat is not None and unit.lon is not None and unit.position_at is not None:
            fix = AvlFix(unit.id, unit.position_at, LatLon(unit.lat, unit.lon))
        yield Vehicle(
            job_id=job.id,
            version=job.version,
            region=job.region,
            incident_id=job.incident_id,
            number=number,
            unit_id=unit.id,
            unit_region=unit.region,
            leg=job.state,
            severity=SEVERITY[Priority(priority)] if priority else UNTRIAGED,
            fix=fix,
            simulated=simulated,
            pace=speeds.get(job.region, 1.0) if simulated else 1.0,
        )


def read_route(session: Session, job_id: str) -> Route | None:
    """The way of a job as it was kept, as far as signals need it; None where it has none."""
    kept = session.scalar(select(AssignmentRow.route).where(AssignmentRow.id == job_id))
    if not kept or len(kept["points"]) < 2:
        return None
    travel = Travel(timedelta(seconds=kept["p50_s"]), timedelta(seconds=kept["p90_s"]), kept["distance_m"])
    return Route(
        points=tuple(LatLon(lat, lon) for lon, lat in kept["points"]),
        travel=travel,
        steps=(),
        signals=(),
        generated=kept["generated"],
        network=kept.get("network", ""),
        edges=tuple(kept.get("edges", ())),
        passed_m=tuple(kept.get("passed_m", ())),
        passed_s=tuple(kept.get("passed_s", ())),
    )


def paced(policy: PriorityPolicy, pace: float) -> PriorityPolicy:
    """The policy on the clock of a day that runs `pace` times faster: what people and machines here need stays."""
    if pace == 1.0:
        return policy
    return replace(
        policy,
        lead=policy.lead / pace + OWN_DELAY,
        update_after=max(policy.update_after / pace, timedelta(seconds=1)),
        hold=policy.hold / pace,
    )
