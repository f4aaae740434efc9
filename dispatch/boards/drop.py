"""The kit from the air as desk and caller see it: how far it is, what to say and ask now, what was answered."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch.dropscript import STAMPS, DropQuestion, DropScript
from dispatch.tables.cases import IncidentRow, StampRow
from dispatch.tables.drops import crew_was_there, drops_of
from dispatch.triage import Rules
from drones.events import for_desk
from drones.kitstage import OVERHEAD, KitStage, flew, stage_of
from drones.pad.recalling import CALLED_OFF, RECALL
from drones.sortie import Sortie
from drones.tables.notes import read_notes

Json = dict[str, Any]


def drop_view(session: Session, rules: Rules, row: IncidentRow) -> Json | None:
    """The newest order with its words, and the course of every one; None where no drone was ordered.

    `marks` are the times at which people said so, by what they said, oldest first.
    """
    sorties = drops_of(session, row.id)
    if not sorties:
        return None
    sortie = sorties[-1]
    stage, marks, crew_there = stage_of(sortie), marks_of(session, row.id), crew_was_there(session, row.id)
    return {
        "sortie": for_desk(sortie),
        "crew_there": crew_there,
        "words": words_of(rules.drops[sortie.kit], stage, marks, silent=crew_there and stage not in OVERHEAD),
        "marks": {name: [at.isoformat() for at in times] for name, times in marks.items()},
        "recalled": _recalled(session, sortie),
        "recallable": stage in CALLED_OFF,
        "course": [_course(one) for one in sorties],
    }


def words_of(script: DropScript, stage: KitStage, marks: Mapping[str, object], *, silent: bool = False) -> Json:
    """What to tell the caller now and what to ask, in every language of the interview; nothing when `silent`."""
    if silent:
        return {"name": dict(script.name), "steps": [], "question": None}
    asked = script.asked(stage, marks)
    return {
        "name": dict(script.name),
        "steps": [dict(step) for step in script.steps.get(stage, ())],
        "question": _question(asked) if asked is not None else None,
    }


def told_of_drop(session: Session, rules: Rules, row: IncidentRow) -> Json | None:
    """What the caller's page says of the kit, not which drone brings it; None before one has taken off."""
    sorties = [one for one in drops_of(session, row.id) if flew(one)]
    if not sorties:
        return None
    sortie = sorties[-1]
    stage, marks = stage_of(sortie), marks_of(session, row.id)
    if stage not in OVERHEAD and crew_was_there(session, row.id):
        return None
    eta = sortie.eta.isoformat() if stage is KitStage.COMING else None
    return {"kind": sortie.kit, "stands": stage, "eta": eta, **words_of(rules.drops[sortie.kit], stage, marks)}


def marks_of(session: Session, incident_id: str) -> dict[str, list[datetime]]:
    """The stamps about a kit on an incident, by their names."""
    wanted = select(StampRow.name, StampRow.at).where(StampRow.incident_id == incident_id, StampRow.name.in_(STAMPS))
    found: dict[str, list[datetime]] = {}
    for name, at in session.execute(wanted.order_by(StampRow.at, StampRow.id)):
        found.setdefault(name, []).append(at)
    return found


def _question(asked: DropQuestion) -> Json:
    return {"ask": dict(asked.ask), "marks": list(asked.marks)}


def _recalled(session: Session, sortie: Sortie) -> Json | None:
    """When the desk asked for the drone back, the first time, and why."""
    asked = next((note for note in read_notes(session, sortie.id) if note.code == RECALL), None)
    return {"at": asked.at.isoformat(), "reason": asked.text} if asked is not None else None


def _course(sortie: Sortie) -> Json:
    return {
        "id": sortie.id,
        "drone_id": sortie.drone_id,
        "kit": sortie.kit,
        "reason": sortie.reason,
        "by": sortie.ordered_by,
        "operator": sortie.operator,
        "entered": {state: at.isoformat() for state, at in sortie.entered.items()},
        "let_go_at": sortie.let_go_at.isoformat() if sortie.let_go_at is not None else None,
    }
