"""The advice of days, with what became of it, from the database."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch.advice import AdviceAnswer, AdviceKind
from dispatch.retriage import Side
from dispatch.review.advice import AdviceFact
from dispatch.review.reading import incidents_of
from dispatch.tables.advice import AdviceRow
from dispatch.tables.assessments import AcuityRow
from dispatch.tables.cases import IncidentRow


def read_advice(session: Session, region: str, day: date, *, simulated: bool) -> tuple[AdviceFact, ...]:
    """The last advice of each kind on each incident of `day`. A complaint that was agreed to proves nothing of itself:
    only one that stands without agreeing is what it became; a level became what hospital or crew
    set."""
    wanted = incidents_of(session, region, day, simulated=simulated)
    chosen = {row.id: row.complaint for row in session.scalars(wanted)}
    ids = wanted.with_only_columns(IncidentRow.id)
    levels = _levels(session, list(chosen))
    rows = session.scalars(select(AdviceRow).where(AdviceRow.incident_id.in_(ids)).order_by(AdviceRow.at, AdviceRow.id))
    newest = {(row.incident_id, row.kind): row for row in rows}
    return tuple(
        AdviceFact(
            kind=AdviceKind(kind),
            offered=row.offered,
            shown=row.shown,
            answer=AdviceAnswer(row.answer) if row.answer else None,
            became=levels.get(incident) if kind == AdviceKind.ACUITY else _own(chosen[incident], row),
        )
        for (incident, kind), row in newest.items()
    )


def _own(complaint: str | None, row: AdviceRow) -> str | None:
    return None if row.answer == AdviceAnswer.ACCEPTED else complaint


def _levels(session: Session, ids: list[str]) -> dict[str, str]:
    """The last level that the hospital set, else the crew's, by incident; the desk's may be one that was agreed to."""
    told = select(AcuityRow).where(AcuityRow.incident_id.in_(ids)).order_by(AcuityRow.id)
    found: dict[tuple[str, str], int] = {(row.incident_id, row.side): row.level for row in session.scalars(told)}
    ranked = ((ident, found.get((ident, Side.HOSPITAL)) or found.get((ident, Side.CREW))) for ident in ids)
    return {ident: str(level) for ident, level in ranked if level is not None}
