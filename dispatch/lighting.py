"""Telling a hospital's lamp what it shows now, and keeping how it answers."""

from sqlalchemy.orm import Session

from dispatch.lamps import Lamp, secret_of
from dispatch.listeners import tell_listener
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

    def send() -> None:
        system.lamps.show(lamp, shown, at=now, key=key)

    tell_listener(system, LampRow, hospital_id, send, url=lamp.url, at=now)
    return True


def _showing(session: Session, hospital_id: str) -> Showing:
    """No lamp is lit for a patient of the simulated day."""
    waiting = read_requests(session, hospital_id=hospital_id, states=UNANSWERED)
    return showing([one for one in waiting if not get_incident(session, one.incident_id).simulated])
