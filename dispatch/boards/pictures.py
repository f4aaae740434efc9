"""The pictures of a patient as crew, hospital and desk list them: what, when, and who has opened it."""

from typing import Any

from sqlalchemy.orm import Session

from dispatch.tables.pictures import opened_of, pictures_of
from hospitals.tables.facts import get_hospital_row


def patient_pictures_view(
    session: Session, incident_id: str, *, hospital_id: str | None = None
) -> list[dict[str, Any]]:
    """Oldest first. A hospital reads of its own people alone who has opened it."""
    rows = pictures_of(session, incident_id)
    opened = opened_of(session, [row.id for row in rows])
    return [
        {
            "id": row.id,
            "kind": row.kind,
            "at": row.at.isoformat(),
            "by": row.actor_name,
            "content_type": row.content_type,
            "size": row.size,
            "forgotten": row.forgotten_at is not None,
            "opened": [
                {"by": one.actor_name, "at": one.at.isoformat(), "hospital": _house(session, one.hospital_id)}
                for one in opened[row.id]
                if hospital_id in {None, one.hospital_id}
            ],
        }
        for row in rows
    ]


def _house(session: Session, hospital_id: str | None) -> dict[str, str] | None:
    row = get_hospital_row(session, hospital_id) if hospital_id is not None else None
    return {"ko": row.name_ko, "en": row.name_en} if row is not None else None
