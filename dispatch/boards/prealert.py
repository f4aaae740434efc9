"""The card sent ahead as pages show it: what was sent, who has seen it, and what is different since."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from dispatch.care.prealert import Card, Precaution, Room, Team, Wanted, card_again, card_plain, changes, suggested
from dispatch.crew.prealerting import card_now
from dispatch.tables.cases import IncidentRow
from dispatch.tables.prealerts import newest_prealert
from dispatch.tables.reading import find_reading
from hospitals.request import Request


def prealert_view(session: Session, ask: Request, *, now: datetime) -> dict[str, Any] | None:
    """What was sent to the hospital of `ask`; None while nothing was."""
    row = newest_prealert(session, ask.incident_id, ask.hospital_id)
    if row is None:
        return None
    sent = card_again(row.card)
    fresh = card_now(session, ask.incident_id, ask, _wanted(sent), now=now)
    return {
        "id": row.id,
        "sent_at": row.sent_at.isoformat(),
        "by": row.actor_name,
        "seen_at": row.seen_at.isoformat() if row.seen_at else None,
        "seen_by": row.seen_name,
        "card": row.card,
        "changes": [
            {"field": one.field, "was": _plain(one.was), "now": _plain(one.now)} for one in changes(sent, fresh)
        ],
    }


def ahead_view(session: Session, incident: IncidentRow, *, now: datetime) -> dict[str, Any] | None:
    """For the crew: what it would send now, with what is usually wanted or what it sent last, and what was sent; None
    while no hospital is chosen."""
    ask = find_reading(session, incident.hospital_id, incident.id, now=now)
    if ask is None:
        return None
    row = newest_prealert(session, ask.incident_id, ask.hospital_id)
    if row is not None:
        wanted = _wanted(card_again(row.card))
    else:
        known = card_now(session, ask.incident_id, ask, Wanted(), now=now)
        wanted = suggested(known.bundle, known.age_years)
    draft = card_now(session, ask.incident_id, ask, wanted, now=now)
    return {"draft": card_plain(draft), "sent": prealert_view(session, ask, now=now)}


def _wanted(card: Card) -> Wanted:
    return Wanted(
        tuple(Team(one) for one in card.teams),
        Room(card.room) if card.room else None,
        tuple(Precaution(one) for one in card.precautions),
    )


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else list(value) if isinstance(value, tuple) else value
