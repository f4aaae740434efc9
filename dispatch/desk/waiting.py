"""A place that came before its call: it waits for a minute, and the call that comes in takes it along."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from chassis.db import wait_turn
from chassis.geo import LatLon
from chassis.work import Work
from dispatch.calls import NewCall
from dispatch.intake.aml import MATCH_AFTER, MATCH_BEFORE, belongs
from dispatch.intake.numbers import plain_number
from dispatch.model import Hypothesis, LocationSource
from dispatch.tables.cases import CallRow
from dispatch.tables.intake import IntakeRow, IntakeState, read_waiting
from dispatch.tables.lines import rang_at_of


def hold_number(work: Work, region: str, number: str) -> None:
    """A call and a place of one number are put on record one after the other, so that neither misses the other."""
    wait_turn(work.session, f"place.{region}.{number}")


def waiting_for(work: Work, call: NewCall, rang_at: Sequence[datetime]) -> list[IntakeRow]:
    """The places that wait for this call: of its number, and heard around one of the times it rang."""
    number = plain_number(call.caller_number)
    if number is None:
        return []
    hold_number(work, call.region, number)
    rang = rang_at or (work.now,)
    found = read_waiting(work.session, call.region, number, since=min(rang) - MATCH_BEFORE)
    return [row for row in found if any(belongs(row.received_at, at) for at in rang)]


def with_waiting(call: NewCall, waiting: Sequence[IntakeRow]) -> NewCall:
    """The call with the places that waited for it."""
    found = [stored_hypothesis(one) for row in waiting for one in row.hypotheses]
    return replace(call, hypotheses=(*call.hypotheses, *found))


def link_waiting(work: Work, call: CallRow, waiting: Sequence[IntakeRow]) -> None:
    """The places that waited for this call are linked to it."""
    for row in waiting:
        row.state, row.call_id, row.incident_id = IntakeState.LINKED, call.id, call.incident_id
        row.settled_by, row.settled_at = work.actor.id, work.now


def ringing_call(work: Work, number: str) -> CallRow | None:
    """The newest call of this number that a place heard now belongs to."""
    wanted = select(CallRow).where(CallRow.region == work.actor.region, CallRow.caller_number.is_not(None))
    recent = wanted.where(CallRow.received_at >= work.now - MATCH_AFTER)
    for call in work.session.scalars(recent.order_by(CallRow.received_at.desc(), CallRow.id.desc())):
        if plain_number(call.caller_number) == number and belongs(work.now, _began(work, call)):
            return call
    return None


def _began(work: Work, call: CallRow) -> datetime:
    return rang_at_of(work.session, call.id) or call.received_at


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
