"""Text messages that the desk's commands put into the outbox. Never sent from here; no patient identity in them."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from chassis.outbox import Delivery, enqueue
from dispatch.system import System
from dispatch.tables.cases import AssignmentRow, CallRow, IncidentRow
from dispatch.tables.fleet import UnitRow


def page_caller(session: Session, system: System, call: CallRow, number: str, token: str, now: datetime) -> None:
    """The link by which the caller can share a position and see help coming."""
    link = f"{system.settings.public_url}/c/{token}"
    text = {"template": "caller_link", "language": call.language, "params": {"number": number, "link": link}}
    _sms(session, f"caller_link:{call.id}", call.region, call.caller_number, text, now)


def page_crew(
    session: Session,
    system: System,
    unit: UnitRow,
    incident: IncidentRow,
    job: AssignmentRow,
    now: datetime,
    *,
    again: int = 0,
) -> None:
    """The page that wakes the crew. `again` counts repetitions, so that each is a message of its own."""
    params = {
        "callsign": unit.callsign,
        "number": incident.number,
        "priority": incident.priority,
        "place": incident.place_text or "",
        "link": f"{system.settings.public_url}/crew",
    }
    text = {"template": "crew_page", "language": "ko", "params": params}
    _sms(session, f"crew_page:{job.id}:{again}", unit.region, unit.phone, text, now)


def _sms(session: Session, key: str, region: str, to: str | None, text: dict[str, Any], now: datetime) -> None:
    if to:
        enqueue(session, Delivery(key, region, "sms", {"to": to, **text}, now))
