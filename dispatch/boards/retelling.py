"""What of the log a hospital is told again: nothing of a patient whom it no longer reads.

An event is addressed when it happens, by the rule of that moment. Whoever comes back later, or asks from the
beginning, gets it by the rule of now (`hospitals.disclosure`), as with every other address.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

from sqlalchemy.orm import Session

from chassis.events import Event, LiveValue
from hospitals.disclosure import may_read
from hospitals.tables.requests import read_requests

Told = TypeVar("Told", Event, LiveValue)
OF_NO_PATIENT = frozenset({"mass_changed"})  # that there is a disaster: said to hospitals that are sent nobody


def told_again(session: Session, hospital_id: str | None, told: Iterable[Told], *, now: datetime) -> list[Told]:
    """Of what was told to a hospital once, what it may be told now; one question for all of it."""
    named = [(one, _patient_of(one)) for one in told]
    incidents = {incident_id for _, incident_id in named if incident_id is not None}
    reads = _read_by(session, hospital_id, incidents, now=now) if incidents else frozenset()
    return [one for one, about in named if about is None or (one.data.get("request_id") or about) in reads]


def _patient_of(one: Event | LiveValue) -> str | None:
    """The incident it names; None for news that are of no patient."""
    found: str | None = None if one.kind in OF_NO_PATIENT else one.data.get("incident_id")
    return found


def _read_by(session: Session, hospital_id: str | None, incidents: set[str], *, now: datetime) -> frozenset[str]:
    """The requests by which the hospital reads, and the incidents whose own patient it reads."""
    asks = read_requests(session, incident_ids=incidents, hospital_id=hospital_id) if hospital_id is not None else ()
    open_ = [ask for ask in asks if may_read(ask, now=now)]
    return frozenset({ask.id for ask in open_} | {a.incident_id for a in open_ if a.patient_id == a.incident_id})
