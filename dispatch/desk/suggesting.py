"""While a call is being typed: the complaint the words sound like, the places in them. Nothing is kept or moved.

What a person takes over is put on record with the call, as an answer to the same advice.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.errors import InvalidInputError
from chassis.identity import Actor
from chassis.work import record_change, working
from dispatch.advice import Advice, AdviceAnswer, AdviceKind, suggest_complaint
from dispatch.estimate.places import find_places
from dispatch.policies.force import in_force
from dispatch.system import System
from dispatch.tables.advice import newest_advice
from dispatch.tables.areas import LandmarkRow
from dispatch.tables.cases import get_incident

LONGEST = 4000
PLACES = 6


@dataclass(frozen=True, slots=True)
class Suggested:
    """`complaint` is None where nothing is sure enough to be said; `places` are phrases, never places."""

    complaint: Advice | None
    places: list[dict[str, Any]]


def suggest_from(system: System, actor: Actor, text: str) -> Suggested:
    """What `text` suggests, under the region's policy of advice. Raises InvalidInputError when it is too long."""
    if len(text) > LONGEST:
        raise InvalidInputError("text", f"at most {LONGEST} characters")
    with system.db.read() as session:
        policy = in_force(session, system, actor.region).advice
        places = phrases_view(session, actor.region, [text])
    return Suggested(suggest_complaint(text, system.rules, policy), places)


def suggested_view(found: Suggested) -> dict[str, Any]:
    """As the console reads it."""
    complaint = {k: v for k, v in asdict(found.complaint).items() if k != "shown"} if found.complaint else None
    return {"complaint": complaint, "places": found.places}


def phrases_view(session: Session, region: str, texts: Sequence[str]) -> list[dict[str, Any]]:
    """The phrases of `texts` that say where, each once, the surest first: hints, never a place."""
    named = select(LandmarkRow.name_ko, LandmarkRow.name_en).where(LandmarkRow.region == region)
    names = [name for both in session.execute(named.order_by(LandmarkRow.id)) for name in both]
    found = {one.text: one for text in texts for one in find_places(text, names)}
    surest = sorted(found.values(), key=lambda one: -one.confidence)[:PLACES]
    return [{"kind": one.kind.value, "text": one.text, "confidence": one.confidence} for one in surest]


def take_suggestion(system: System, actor: Actor, incident_id: str) -> None:
    """The call's complaint is the one that was suggested while typing: the advice was seen, and agreed with."""
    with working(system, actor) as work:
        incident = get_incident(work.session, incident_id, region=actor.region)
        row = newest_advice(work.session, incident.id).get(AdviceKind.COMPLAINT)
        if row is None or row.offered != incident.complaint or row.answer is not None:
            return
        row.shown, row.answer = True, AdviceAnswer.ACCEPTED.value
        row.answered_at, row.answered_by = work.now, actor.id
        record_change(
            work, "answer_advice", incident.id, {row.kind: None}, {row.kind: row.offered, "answer": row.answer}
        )
