"""Runs without transport over days: for the supervisors' page and its spreadsheet."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch.record import plain
from dispatch.review.disclosure import told, told_group, told_share
from dispatch.review.period import DAYS, HEAD, Line, Span
from dispatch.review.reading import day_of, received_on
from dispatch.review.untransported import KOREA, Run, Untransported, judge_runs
from dispatch.states import FINISHED, AssignmentAction, AssignmentState
from dispatch.system import System
from dispatch.tables.areas import get_region
from dispatch.tables.cases import AssignmentRow, IncidentRow, StampRow
from dispatch.tables.untransported import UntransportedRow
from dispatch.untransported import Outcome

REACHED = (AssignmentAction.ON_SCENE, AssignmentAction.AT_PATIENT, AssignmentAction.DEPART)


@dataclass(frozen=True, slots=True)
class Unmoved:
    """Days up to `last`, both ends included."""

    first: date
    last: date
    found: Untransported


def read_unmoved(
    session: Session, system: System, region: str, *, span: Span, last: date | None, simulated: bool
) -> Unmoved:
    """The days up to `last` (None is today); raises NotFoundError for no region."""
    zone = get_region(session, region).timezone
    until = last or day_of(system.clock.now(), zone)
    first = until - timedelta(days=DAYS[span] - 1)
    ids = received_on(region, first, until, zone).where(IncidentRow.simulated.is_(simulated))
    jobs = select(AssignmentRow).where(AssignmentRow.incident_id.in_(ids.with_only_columns(IncidentRow.id)))
    ended = jobs.where(AssignmentRow.state.in_([state.value for state in FINISHED]))
    those = ended.with_only_columns(AssignmentRow.id)
    stamped = select(StampRow.assignment_id).where(StampRow.assignment_id.in_(those), StampRow.name.in_(REACHED))
    there = set(session.scalars(stamped))
    rows = session.scalars(select(UntransportedRow).where(UntransportedRow.assignment_id.in_(those)))
    said = {row.assignment_id: row for row in rows}
    runs = [_run(job, job.id in there, said.get(job.id)) for job in session.scalars(ended)]
    return Unmoved(first, until, judge_runs(runs))


def unmoved_view(found: Unmoved) -> dict[str, Any]:
    """As the page shows it, with the share that Korea reports."""
    shown: dict[str, Any] = plain(found)
    return shown | {"benchmark": KOREA}


def unmoved_rows(found: Unmoved) -> Iterator[Line]:
    """As lines of a spreadsheet, with nothing that could tell a patient: see `disclosure`."""
    one = found.found
    yield HEAD
    yield "all", "", "runs", told(one.runs)
    for name, count in told_group({"transported": one.there - one.without, "without": one.without}).items():
        yield "there", name, "runs", count
    yield "there", "without", "share", told_share(one.without, one.there)
    for outcome, count in told_group({**one.outcomes, "untold": one.untold}).items():
        yield "without", outcome, "runs", count
    for outcome, whys in one.whys.items():
        for why, count in told_group(whys).items():
            yield outcome, why, "runs", count


def _run(job: AssignmentRow, there: bool, said: UntransportedRow | None) -> Run:
    if said is None:
        return Run(AssignmentState(job.state), there)
    signed, flagged = bool(said.signature), bool(said.flags)
    return Run(AssignmentState(job.state), there, Outcome(said.outcome), said.why, signed=signed, flagged=flagged)
