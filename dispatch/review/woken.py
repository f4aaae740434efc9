"""How crews were woken over days: for the supervisors' page."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from chassis.outbox import DeliveryRow, DeliveryState
from dispatch.record import plain
from dispatch.review.period import DAYS, Span
from dispatch.review.reading import day_of, received_on
from dispatch.review.waking import Waking, Woken, judge_waking
from dispatch.states import AssignmentAction
from dispatch.system import System
from dispatch.tables.areas import get_region
from dispatch.tables.cases import IncidentRow, StampRow
from dispatch.tables.waking import shown_at


def read_waking(
    session: Session, system: System, region: str, *, span: Span, last: date | None, simulated: bool
) -> Waking:
    """The days up to `last` (None is today); raises NotFoundError for no region."""
    zone = get_region(session, region).timezone
    until = last or day_of(system.clock.now(), zone)
    first = until - timedelta(days=DAYS[span] - 1)
    ids = received_on(region, first, until, zone).where(IncidentRow.simulated.is_(simulated))
    sent = _firsts(session, ids.with_only_columns(IncidentRow.id), AssignmentAction.DISPATCH)
    acked = _firsts(session, ids.with_only_columns(IncidentRow.id), AssignmentAction.ACK)
    shown, paged = shown_at(session, list(sent)), _paged(session, list(sent))
    return judge_waking(
        Woken(at, shown.get(job), acked.get(job), paged=job in paged) for job, at in sorted(sent.items())
    )


def waking_view(found: Waking) -> dict[str, Any]:
    """As the page shows it."""
    shown: dict[str, Any] = plain(found)
    return shown


def _firsts(session: Session, incidents: Any, name: str) -> dict[str, datetime]:
    """By assignment, when its step of this name was first stamped."""
    wanted = select(StampRow.assignment_id, func.min(StampRow.at)).where(
        StampRow.incident_id.in_(incidents), StampRow.name == name, StampRow.assignment_id.is_not(None)
    )
    return {job: at for job, at in session.execute(wanted.group_by(StampRow.assignment_id)) if job}


def _paged(session: Session, jobs: Sequence[str]) -> set[str]:
    """The assignments of which a text was taken by the provider."""
    keys = {f"crew_page:{job}:{again}": job for job in jobs for again in (0, 1)}
    wanted = select(DeliveryRow.key).where(DeliveryRow.key.in_(list(keys)), DeliveryRow.state == DeliveryState.SENT)
    return {keys[key] for key in session.scalars(wanted)}
