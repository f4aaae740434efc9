"""Premise notes as each audience reads them: the desk by place and by incident, a crew with its job, nobody else."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from dispatch.events import premise_summary
from dispatch.premises import FOR_CREWS, Applying, PremisePolicy, PremiseState, Spot, find_applying
from dispatch.tables.cases import IncidentRow, spot_of
from dispatch.tables.premises import read_premises, search_premises


def premises_at(session: Session, region: str, spot: Spot, *, now: datetime) -> list[dict[str, Any]]:
    """What holds for a place or a number before there is an incident; medical texts stay shut."""
    return [premise_summary(hit.note, now=now, away_m=hit.away_m) for hit in _holding(session, region, spot, now)]


def premises_of(session: Session, incident: IncidentRow, *, now: datetime) -> list[dict[str, Any]]:
    """What holds for an incident, for the desk; medical texts stay shut until somebody opens one."""
    return premises_at(session, incident.region, spot_of(session, incident), now=now)


def cautions_of(session: Session, incident: IncidentRow, *, now: datetime) -> list[dict[str, Any]]:
    """What the crew must know of the place for its own safety, or to get in."""
    holding = _holding(session, incident.region, spot_of(session, incident), now)
    hits = [hit for hit in holding if hit.note.kind in FOR_CREWS]
    return [premise_summary(hit.note, now=now, away_m=hit.away_m) for hit in hits]


def premise_list(
    session: Session, region: str, *, now: datetime, text: str = "", state: PremiseState | None = None
) -> list[dict[str, Any]]:
    """The notes of the region for looking through, expired and ended ones too, newest first."""
    return [
        premise_summary(note, now=now) for note in search_premises(session, region, now=now, text=text, state=state)
    ]


def _holding(session: Session, region: str, spot: Spot, now: datetime) -> tuple[Applying, ...]:
    policy = PremisePolicy()
    return find_applying(read_premises(session, region, spot, now=now, policy=policy), spot, now=now, policy=policy)
