"""Whose record a hospital reads: `dispatch.care.disclosure` over the requests in the database."""

from datetime import datetime

from sqlalchemy.orm import Session

from chassis.errors import NotFoundError
from chassis.identity import Actor
from dispatch.care.disclosure import reading_of
from hospitals.request import Request
from hospitals.tables.requests import read_requests


def find_reading(session: Session, hospital_id: str | None, incident_id: str, *, now: datetime) -> Request | None:
    """The request by which a hospital reads the record of the incident's patient; None when it may not."""
    asks = read_requests(session, incident_ids=(incident_id,), hospital_id=hospital_id, listed=False)
    return reading_of(asks, hospital_id, now=now)


def get_reading(session: Session, actor: Actor, incident_id: str, *, now: datetime) -> Request:
    """The same for somebody at a hospital. Raises NotFoundError, also for a patient of somebody else's: that there is
    one is nobody else's to know."""
    found = find_reading(session, actor.facility, incident_id, now=now)
    if found is None:
        raise NotFoundError("incident", incident_id)
    return found
