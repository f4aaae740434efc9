"""The outcomes of days, from the database."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch.care.outcome import newest
from dispatch.record import plain
from dispatch.retriage import Side
from dispatch.review.calibration import ENOUGH
from dispatch.review.outcomes import OutcomeFact, OutcomeReview, review_outcomes
from dispatch.review.period import DAYS, Span
from dispatch.review.reading import day_of, received_on
from dispatch.system import System
from dispatch.tables.areas import get_region
from dispatch.tables.assessments import AcuityRow
from dispatch.tables.cases import IncidentRow
from dispatch.tables.outcomes import read_outcomes
from hospitals.request import RequestState
from hospitals.tables.requests import read_requests

TAKEN_IN = frozenset({RequestState.ARRIVED, RequestState.OFFLOADED})


def outcomes_view(
    session: Session, system: System, region: str, *, span: Span, last: date | None, simulated: bool
) -> dict[str, Any]:
    """Triage against outcome over the days up to `last` (None is today); raises NotFoundError for no region."""
    until = last or day_of(system.clock.now(), get_region(session, region).timezone)
    first = until - timedelta(days=DAYS[span] - 1)
    found: dict[str, Any] = plain(read_review(session, region, first, until, simulated=simulated))
    return found | {"first": first.isoformat(), "last": until.isoformat(), "minimum": ENOUGH}


def read_review(session: Session, region: str, first: date, last: date, *, simulated: bool) -> OutcomeReview:
    """Everybody who was brought to a hospital of those received from `first` to `last`."""
    wanted = received_on(region, first, last, get_region(session, region).timezone)
    rows = session.scalars(wanted.where(IncidentRow.simulated.is_(simulated)).order_by(IncidentRow.id)).all()
    ids = [row.id for row in rows]
    brought = {one.incident_id for one in read_requests(session, incident_ids=ids, states=TAKEN_IN, listed=False)}
    said, crew = read_outcomes(session, brought), _crew_levels(session, ids)
    return review_outcomes(_fact(row, crew.get(row.id), said.get(row.id, [])) for row in rows if row.id in brought)


def _fact(row: IncidentRow, crew: int | None, said: list[Any]) -> OutcomeFact:
    holds = newest(said)
    return OutcomeFact(row.priority, crew, row.bundle, holds.said if holds else None)


def _crew_levels(session: Session, ids: list[str]) -> dict[str, int]:
    """The crew's last level of each incident."""
    told = select(AcuityRow).where(AcuityRow.incident_id.in_(ids), AcuityRow.side == Side.CREW).order_by(AcuityRow.id)
    return {row.incident_id: row.level for row in session.scalars(told)}
