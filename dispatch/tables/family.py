"""Incidents that were merged: the one people work at, and everybody who called about it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch.tables.cases import CallRow, IncidentRow, get_incident


def followed(session: Session, incident_id: str) -> IncidentRow:
    """The incident people work at: this one, or the one it was merged into, however often that was merged again."""
    row = get_incident(session, incident_id)
    while row.merged_into is not None:
        row = get_incident(session, row.merged_into)
    return row


def family_of(session: Session, incident_id: str) -> list[str]:
    """The incident and all that were merged into it, and into those: whose calls tell of it."""
    family, newest = [incident_id], [incident_id]
    while newest:
        merged = select(IncidentRow.id).where(IncidentRow.merged_into.in_(newest)).order_by(IncidentRow.id)
        newest = list(session.scalars(merged))
        family += newest
    return family


def calls_of(session: Session, incident_id: str) -> list[CallRow]:
    """The incident's own calls, without those of what was merged into it, in the order they came in."""
    own = select(CallRow).where(CallRow.incident_id == incident_id)
    return list(session.scalars(own.order_by(CallRow.received_at, CallRow.id)))


def calls_about(session: Session, incident_id: str) -> list[CallRow]:
    """Every call that tells of the incident, in the order they came in."""
    told = select(CallRow).where(CallRow.incident_id.in_(family_of(session, incident_id)))
    return list(session.scalars(told.order_by(CallRow.received_at, CallRow.id)))
