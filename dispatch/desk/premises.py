"""Premise notes: written, replaced and ended at the desk; a personal medical one is opened for one open incident."""

from dataclasses import replace
from typing import Any

from sqlalchemy import select

from chassis import topics
from chassis.errors import ForbiddenError, IllegalMoveError, InvalidInputError, NotFoundError
from chassis.events import Event
from chassis.geo import Box, LatLon
from chassis.identity import DESK, Actor
from chassis.work import Work, record_change, working
from dispatch.events import premise_summary
from dispatch.premises import (
    FOR_CREWS,
    PremiseDraft,
    PremiseNote,
    PremisePolicy,
    PremiseState,
    Spot,
    complete_draft,
    find_applying,
    state_of,
)
from dispatch.states import OPEN_INCIDENT, IncidentState
from dispatch.system import System
from dispatch.tables.areas import get_region
from dispatch.tables.cases import AssignmentRow, IncidentRow, get_incident, spot_of
from dispatch.tables.premises import PremiseNoteRow, get_premise, premise_note

REPLACED = "replaced"


def write_premise(system: System, actor: Actor, draft: PremiseDraft) -> PremiseNote:
    """Put a note on a place or a number. Raises InvalidInputError naming the field."""
    with working(system, actor) as work:
        return _write(work, system, draft)


def replace_premise(system: System, actor: Actor, note_id: str, draft: PremiseDraft) -> PremiseNote:
    """Change a note: the old one ends and its successor names it, so that nothing written is ever lost.

    Raises IllegalMoveError when it has ended already.
    """
    with working(system, actor) as work:
        _end(work, get_premise(work.session, note_id, region=actor.region), REPLACED)
        return _write(work, system, draft, replaces=note_id)


def end_premise(system: System, actor: Actor, note_id: str, reason: str) -> PremiseNote:
    """Take a note away; it stays on record. Raises IllegalMoveError when it has ended already."""
    with working(system, actor) as work:
        row = get_premise(work.session, note_id, region=actor.region)
        _end(work, row, reason)
        return premise_note(row)


def open_medical(system: System, actor: Actor, incident_id: str, note_id: str) -> PremiseNote:
    """The text of a personal medical note, for one open incident it applies to; each reading is in the audit.

    Raises ForbiddenError for other roles and once the incident is over, NotFoundError where it does not apply.
    """
    if actor.role not in DESK:
        raise ForbiddenError("a personal medical note is for the desk")
    with working(system, actor) as work:
        incident = get_incident(work.session, incident_id, region=actor.region)
        if IncidentState(incident.state) not in OPEN_INCIDENT:
            raise ForbiddenError("a personal medical note is read while its incident is open")
        note = premise_note(get_premise(work.session, note_id, region=actor.region))
        if not find_applying([note], spot_of(work.session, incident), now=work.now, policy=PremisePolicy()):
            raise NotFoundError("premise note", note_id)
        record_change(work, "read_premise_note", note.id, None, {"incident": incident.id})
        return note


def _write(work: Work, system: System, draft: PremiseDraft, *, replaces: str | None = None) -> PremiseNote:
    known = complete_draft(draft, now=work.now, policy=PremisePolicy())
    _check_inside(work, known.place)
    row = PremiseNoteRow(
        id=system.ids.new("prm"),
        region=work.actor.region,
        kind=known.kind,
        scope=known.scope,
        lat=known.place.lat if known.place else None,
        lon=known.place.lon if known.place else None,
        radius_m=known.radius_m,
        number=known.number,
        label=known.label,
        text=known.text,
        source=known.source,
        author=work.actor.id,
        author_name=work.actor.name,
        written_at=work.now,
        expires_at=known.expires_at,
        replaces=replaces,
    )
    work.session.add(row)
    work.session.flush()
    new = {"kind": row.kind, "scope": row.scope, "expires_at": row.expires_at.isoformat(), "replaces": replaces}
    record_change(work, "write_premise_note", row.id, None, new)
    return _tell(work, premise_note(row))


def _check_inside(work: Work, place: LatLon | None) -> None:
    if place is not None and not Box(*get_region(work.session, work.actor.region).box).holds(place):
        raise InvalidInputError("place", "outside the area")


def _end(work: Work, row: PremiseNoteRow, reason: str) -> None:
    state = state_of(premise_note(row), now=work.now)
    if state is PremiseState.ENDED:
        raise IllegalMoveError("premise note", state, "end", ())
    row.ended_at, row.ended_by, row.ended_reason = work.now, work.actor.name, reason
    record_change(work, "end_premise_note", row.id, {"state": state}, {"state": PremiseState.ENDED}, reason=reason)
    _tell(work, premise_note(row))


def _tell(work: Work, note: PremiseNote) -> PremiseNote:
    """The desk hears of every note, without a medical text; a crew on its way there of what its safety hangs on."""
    told: dict[str, Any] = premise_summary(note, now=work.now)
    readers = [(note.region, topics.desk(note.region)), *_crews(work, note)]
    work.told.extend(Event(region, topic, "premise_changed", note.id, told, work.now) for region, topic in readers)
    return note


def _crews(work: Work, note: PremiseNote) -> list[tuple[str, str]]:
    """(region, topic) of the crews that are on an incident for which the note holds, or held until now."""
    if note.kind not in FOR_CREWS:
        return []
    held, found = replace(note, ended_at=None), []
    running = (
        select(AssignmentRow, IncidentRow)
        .join(IncidentRow, IncidentRow.id == AssignmentRow.incident_id)
        .where(AssignmentRow.region == note.region, AssignmentRow.open.is_(True))
        .order_by(AssignmentRow.unit_id)
    )
    for job, incident in work.session.execute(running):
        spot: Spot = spot_of(work.session, incident)
        if find_applying([held], spot, now=work.now, policy=PremisePolicy()):
            found.append((job.unit_region, topics.unit(job.unit_region, job.unit_id)))
    return list(dict.fromkeys(found))
