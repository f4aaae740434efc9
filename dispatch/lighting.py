"""Telling a hospital's lamp what it shows now, and keeping how it answers."""

from datetime import datetime

from sqlalchemy.orm import Session

from dispatch.lamps import Lamp, secret_of
from dispatch.paging import FinalFailureError, TemporaryFailureError
from dispatch.system import System
from dispatch.tables.cases import get_incident
from hospitals.lamp import Showing, showing
from hospitals.request import UNANSWERED
from hospitals.tables.contacts import LampRow
from hospitals.tables.requests import read_requests


def show_lamp(system: System, hospital_id: str, *, key: str) -> bool:
    """Tell the lamp what is true now, whatever the message was for; False where the hospital has none any more.

    Raises what the port raises.
    """
    now = system.clock.now()
    with system.db.read() as session:
        row = session.get(LampRow, hospital_id)
        if row is None:
            return False
        secret = secret_of(system.settings.secret_key, hospital_id, row.issue)
        lamp, shown = Lamp(hospital_id, row.url, secret), _showing(session, hospital_id)
    try:
        system.lamps.show(lamp, shown, at=now, key=key)
    except (TemporaryFailureError, FinalFailureError) as error:
        _keep(system, lamp, now, str(error)[:200])
        raise
    _keep(system, lamp, now, None)
    return True


def _showing(session: Session, hospital_id: str) -> Showing:
    """No lamp is lit for a patient of the simulated day."""
    waiting = read_requests(session, hospital_id=hospital_id, states=UNANSWERED)
    return showing([one for one in waiting if not get_incident(session, one.incident_id).simulated])


def _keep(system: System, lamp: Lamp, at: datetime, trouble: str | None) -> None:
    """How it answered, unless it stands elsewhere by now."""
    with system.db.write() as session:
        row = session.get(LampRow, lamp.hospital_id, with_for_update=True)
        if row is None or row.url != lamp.url:
            return
        row.trouble = trouble
        row.failures = row.failures + 1 if trouble is not None else 0
        if trouble is None:
            row.answered_at = at
        else:
            row.failed_at = at
