"""Time stamps: the server's time rules, the device's is kept, a skipped one stays empty and is named."""

from datetime import datetime

from sqlalchemy import select

from chassis.work import Work
from dispatch.tables.cases import AssignmentRow, IncidentRow, StampRow


def stamp(
    work: Work,
    incident: IncidentRow,
    name: str,
    *,
    assignment: AssignmentRow | None = None,
    device_at: datetime | None = None,
    source: str = "human",
    skipped: tuple[str, ...] = (),
    at: datetime | None = None,
    seems_at: datetime | None = None,
    away_m: int | None = None,
) -> None:
    """Leave a stamp on the incident, and on one of its assignments where the step is a unit's.

    `at` is for what the server has seen before there was an incident to stamp; `seems_at` is when the unit's positions
    say it was, kept beside the time that rules.
    """
    work.session.add(
        StampRow(
            region=incident.region,
            incident_id=incident.id,
            assignment_id=assignment.id if assignment else None,
            name=name,
            at=at or work.now,
            device_at=device_at,
            source=source,
            actor=work.actor.id,
            skipped=list(skipped),
            seems_at=seems_at,
            away_m=away_m,
        )
    )


def has_stamp(work: Work, incident: IncidentRow, name: str) -> bool:
    """Whether the incident bears such a stamp already."""
    wanted = select(StampRow.id).where(StampRow.incident_id == incident.id, StampRow.name == name)
    return work.session.scalars(wanted.limit(1)).first() is not None
