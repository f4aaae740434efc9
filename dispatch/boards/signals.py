"""A job's signals as desk and crew see them: each as it stands, and how the run went."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy.orm import Session

from dispatch.system import System
from dispatch.tables.cases import AssignmentRow
from dispatch.tables.fleet import UnitRow, is_simulated
from dispatch.tables.signals import SignalRequestRow, requests_of
from routing.priority.states import AGAIN


def signals_view(session: Session, system: System, job: AssignmentRow) -> dict[str, Any]:
    """The signals of a job's present leg, each as it stands. `centre` "" says that nobody was or can be asked."""
    rows = [row for row in requests_of(session, [job.id]) if row.leg == job.state]
    simulated = rows[-1].simulated if rows else _is_simulated(session, job)
    return {
        "centre": system.signals.name_for(simulated=simulated) or ("former" if rows else ""),
        "signals": [_line(row) for row in rows],
        "run": run_view(rows),
    }


def _is_simulated(session: Session, job: AssignmentRow) -> bool:
    unit = session.get(UnitRow, job.unit_id)
    return unit is not None and is_simulated(session, unit)


def run_view(rows: Iterable[SignalRequestRow]) -> dict[str, int]:
    """How many were asked, granted at least once, passed, and passed while granted."""
    listed = [row for row in rows if row.state not in AGAIN or row.granted_at is not None]
    return {
        "asked": len(listed),
        "granted": sum(row.granted_at is not None for row in listed),
        "passed": sum(row.passed_at is not None for row in listed),
        "passed_granted": sum(bool(row.passed_granted) for row in listed),
    }


def _line(row: SignalRequestRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "junction": row.junction,
        "lat": row.lat,
        "lon": row.lon,
        "state": row.state,
        "eta": row.eta.isoformat(),
        "passed_granted": row.passed_granted,
        "simulated": row.simulated,
    }
