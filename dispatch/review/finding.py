"""Finding an incident of the past: by its number, or among those that ended lately."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch.states import IncidentState
from dispatch.tables.cases import IncidentRow

DIGITS = 6  # of a number after its year
ENDED = (IncidentState.CLOSED, IncidentState.CANCELLED, IncidentState.REFERRED)


def find_numbered(session: Session, region: str, number: str) -> IncidentRow | None:
    """The incident of the region with this number, `26-000077` or its end; the newest of several. None for none."""
    end = f"-{number.zfill(DIGITS)}" if number.isdecimal() else number
    wanted = select(IncidentRow).where(IncidentRow.region == region, IncidentRow.number.endswith(end, autoescape=True))
    newest = wanted.order_by(IncidentRow.received_at.desc(), IncidentRow.id.desc())
    return session.scalars(newest.limit(1)).first()


def ended_lately(session: Session, region: str, *, limit: int = 10) -> Sequence[IncidentRow]:
    """The incidents that ended last, the newest first."""
    wanted = select(IncidentRow).where(IncidentRow.region == region, IncidentRow.state.in_(ENDED))
    newest = wanted.order_by(IncidentRow.closed_at.desc(), IncidentRow.id.desc())
    return session.scalars(newest.limit(limit)).all()
