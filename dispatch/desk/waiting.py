"""A place that came before its call: it waits for a minute, and the call that comes in takes it along."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from chassis.geo import LatLon
from chassis.work import Work
from dispatch.calls import NewCall
from dispatch.intake.aml import MATCH_BEFORE
from dispatch.intake.numbers import plain_number
from dispatch.model import Hypothesis, LocationSource
from dispatch.tables.cases import CallRow
from dispatch.tables.intake import IntakeRow, IntakeState, read_waiting


def with_waiting(work: Work, call: NewCall) -> NewCall:
    """The call with the places that wait for its number."""
    found = [stored_hypothesis(one) for row in _waiting(work, call) for one in row.hypotheses]
    return replace(call, hypotheses=(*call.hypotheses, *found))


def link_waiting(work: Work, call: CallRow) -> None:
    """The places that waited for this call are linked to it."""
    for row in _waiting(work, call):
        row.state, row.call_id, row.incident_id = IntakeState.LINKED, call.id, call.incident_id
        row.settled_by, row.settled_at = work.actor.id, work.now


def _waiting(work: Work, call: NewCall | CallRow) -> list[IntakeRow]:
    number = plain_number(call.caller_number)
    if number is None:
        return []
    return read_waiting(work.session, call.region, number, since=work.now - MATCH_BEFORE)


def stored_hypothesis(stored: dict[str, Any]) -> Hypothesis:
    """A hypothesis out of its stored form."""
    place, at = stored.get("place"), stored.get("at")
    return Hypothesis(
        source=LocationSource(stored["source"]),
        place=LatLon(place["lat"], place["lon"]) if place else None,
        text=stored.get("text"),
        radius_m=stored.get("radius_m"),
        at=datetime.fromisoformat(at) if at else None,
        confidence=stored.get("confidence"),
    )
