"""What the panel shows of calls that may be one event, and of those somebody has merged."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch.desk.merging import similar_to
from dispatch.record import plain
from dispatch.tables.cases import IncidentRow, get_incident


def merging_view(session: Session, row: IncidentRow) -> dict[str, Any]:
    """Earlier incidents that may be the same, those merged into this one, and the one it was merged into."""
    merged = select(IncidentRow).where(IncidentRow.merged_into == row.id)
    merged = merged.order_by(IncidentRow.received_at, IncidentRow.id)
    parent = get_incident(session, row.merged_into) if row.merged_into is not None else None
    return {
        "similar": [plain(one) for one in similar_to(session, row)],
        "merged": [_line(one) for one in session.scalars(merged)],
        "parent": _line(parent) if parent is not None else None,
    }


def _line(row: IncidentRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "number": row.number,
        "received_at": row.received_at.isoformat(),
        "complaint": row.complaint,
        "priority": row.priority,
    }
