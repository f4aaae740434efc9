"""Time stamps: the server's time rules, the device's is kept, a skipped one stays empty and is named."""

from datetime import datetime

from sqlalchemy.orm import Session

from chassis.identity import Actor
from dispatch.tables.cases import AssignmentRow, IncidentRow, StampRow


def stamp(
    session: Session,
    incident: IncidentRow,
    name: str,
    *,
    at: datetime,
    actor: Actor,
    assignment: AssignmentRow | None = None,
    device_at: datetime | None = None,
    source: str = "human",
    skipped: tuple[str, ...] = (),
) -> None:
    """Leave a stamp on the incident (and on one of its assignments) inside the caller's transaction."""
    session.add(
        StampRow(
            region=incident.region,
            incident_id=incident.id,
            assignment_id=assignment.id if assignment else None,
            name=name,
            at=at,
            device_at=device_at,
            source=source,
            actor=actor.id,
            skipped=list(skipped),
        )
    )
