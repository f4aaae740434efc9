"""The interview as the desk reads it: each question in every language, its answer, and what the answers made of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch.cards import LANGUAGES, Card, Question, asked, next_question
from dispatch.compression import FIRST_COMPRESSION, Undue
from dispatch.desk.judging import judge
from dispatch.model import Tri
from dispatch.system import System
from dispatch.tables.cases import CallRow, IncidentRow, StampRow, incident_snapshot

CLOCKS = ("call_received", "gate_done", "dispatch", FIRST_COMPRESSION, *(reason.stamp for reason in Undue))


def interview_view(session: Session, system: System, row: IncidentRow) -> dict[str, Any]:
    """The interview of an incident. `next` is None when it is over, or when no card is in force."""
    rules, incident = system.rules, incident_snapshot(row)
    result = judge(session, row, rules).wanted
    cards = [rules.cards[name] for name in result.cards]
    waiting = ((card, next_question(card, incident.answers)) for card in cards)
    guide = rules.guides[result.guide]
    call = session.scalars(
        select(CallRow).where(CallRow.incident_id == row.id).order_by(CallRow.received_at, CallRow.id).limit(1)
    ).first()
    return {
        "language": call.language if call is not None else LANGUAGES[0],
        "languages": list(LANGUAGES),
        "rules": rules.whole_version,
        "cards": [{"id": card.id, "version": card.version, "sources": list(card.sources)} for card in cards],
        "questions": [_question(card, one, row) for card in cards for one in asked(card, incident.answers)],
        "next": next((f"{card.id}.{one.id}" for card, one in waiting if one is not None), None),
        "result": {
            "priority": int(result.priority),
            "determinant": result.determinant,
            "bundle": result.bundle,
            "needs": list(result.needs),
            "kit": result.kit,
            "response": result.response.id,
            "fired": list(result.fired),
            "answers": list(result.answers),
        },
        "ruling": row.ruling,
        "guide": {
            "id": guide.id,
            "title": guide.title,
            "steps": list(guide.steps),
            "beats": guide.beats,
        },
        "stamps": _stamps(session, row),
    }


def _question(card: Card, question: Question, row: IncidentRow) -> dict[str, Any]:
    """One question; a number has its `span` instead of a list of answers to choose from."""
    name, span = f"{card.id}.{question.id}", question.span
    return {
        "id": name,
        "ask": question.ask,
        "answers": [{"code": code, "words": question.answers[code]} for code in _order(question)],
        "span": {"lowest": span.lowest, "highest": span.highest, "unit": span.unit} if span else None,
        "answer": row.interview.get(name),
    }


def _order(question: Question) -> list[str]:
    """The answers as people expect to read them: yes before no, a choice as its card has it."""
    spoken = list(question.answers)
    return [tri.value for tri in Tri] if set(spoken) == {tri.value for tri in Tri} else spoken


def _stamps(session: Session, row: IncidentRow) -> dict[str, str]:
    """The first of each stamp the two clocks of a call run between."""
    wanted = select(StampRow.name, StampRow.at).where(StampRow.incident_id == row.id, StampRow.name.in_(CLOCKS))
    first: dict[str, datetime] = {}
    for name, at in session.execute(wanted.order_by(StampRow.at, StampRow.id)):
        first.setdefault(name, at)
    return {name: at.isoformat() for name, at in first.items()}
