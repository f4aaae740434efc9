"""Writing a line about a patient, and saying that lines have come and are read."""

from datetime import datetime

from chassis.errors import IllegalMoveError, InvalidInputError
from chassis.identity import Actor, Role
from chassis.work import Work, record_change, working
from dispatch.desk.telling import tell_guidance
from dispatch.guidance.who import hospital_of, must_be_crew
from dispatch.phrases import TalkSide, phrases_of
from dispatch.states import OPEN_INCIDENT
from dispatch.system import System
from dispatch.tables.cases import IncidentRow, get_incident
from dispatch.tables.talk import ReceiptRow, TalkRow, find_same, lines_of, receipts_for
from hospitals.intake.staffing import speaker

LONGEST = 500


def write_line(
    system: System,
    actor: Actor,
    incident_id: str,
    *,
    text: str | None = None,
    phrase: str | None = None,
    name_id: str | None = None,
    device_at: datetime | None = None,
) -> int:
    """A line about the patient; returns its id, the first one's where it is sent again.

    `name_id` is the name tapped on a shared screen. Raises InvalidInputError, NotFoundError, ForbiddenError, and
    IllegalMoveError once the case is closed; what a crew wrote before that and could not send is kept.
    """
    with working(system, actor) as work:
        incident = get_incident(work.session, incident_id)
        side = side_of(work, incident)
        said = _said(side, text, phrase)
        _must_be_open(incident, side, device_at)
        line = TalkRow(
            region=incident.region,
            incident_id=incident.id,
            hospital_id=incident.hospital_id,
            side=side,
            actor=actor.id,
            actor_name=_name(work, incident, side, name_id),
            text=said,
            phrase=phrase,
            at=work.now,
            device_at=device_at,
        )
        known = find_same(work.session, line)
        if known is not None:
            return known.id
        work.session.add(line)
        work.session.flush()
        record_change(work, "talk_line", incident.id, None, {"side": side.value}, region=incident.region)
        _tell(work, incident, line.hospital_id)
        return line.id


def see_lines(system: System, actor: Actor, incident_id: str, *, newest: int, read: bool) -> None:
    """The lines of the others up to `newest` have come, or are `read`. Saying it again changes nothing."""
    with working(system, actor) as work:
        incident = get_incident(work.session, incident_id)
        side = side_of(work, incident)
        own = actor.facility if side is TalkSide.HOSPITAL else None
        lines = [
            line
            for line in lines_of(work.session, incident.id, hospital_id=own)
            if line.id <= newest and line.side != side
        ]
        if _mark(work, lines, side, read=read):
            _tell(work, incident, incident.hospital_id)


def side_of(work: Work, incident: IncidentRow) -> TalkSide:
    """For whom somebody speaks. Raises NotFoundError or ForbiddenError for whoever is not in this talk."""
    if work.actor.role is Role.PARAMEDIC:
        must_be_crew(work.session, work.actor, incident)
        return TalkSide.CREW
    return TalkSide.DIRECTOR if hospital_of(work.actor, incident) is None else TalkSide.HOSPITAL


def _mark(work: Work, lines: list[TalkRow], side: TalkSide, *, read: bool) -> bool:
    known, changed = receipts_for(work.session, lines, side), False
    for line in lines:
        row = known.get(line.id)
        if row is None:
            row = ReceiptRow(line_id=line.id, side=side, delivered_at=work.now)
            work.session.add(row)
            changed = True
        if read and row.read_at is None:
            row.read_at, row.read_by, changed = work.now, work.actor.id, True
    return changed


def _said(side: TalkSide, text: str | None, phrase: str | None) -> str | None:
    said = (text or "").strip() or None
    if (said is None) == (phrase is None):
        raise InvalidInputError("text", "either words or a phrase")
    if said is not None and len(said) > LONGEST:
        raise InvalidInputError("text", f"at most {LONGEST} characters")
    if phrase is not None and phrase not in phrases_of(side):
        raise InvalidInputError("phrase", f"one of {', '.join(sorted(phrases_of(side)))}")
    return said


def _must_be_open(incident: IncidentRow, side: TalkSide, device_at: datetime | None) -> None:
    if incident.state in OPEN_INCIDENT:
        return
    before = device_at is not None and incident.closed_at is not None and device_at < incident.closed_at
    if side is not TalkSide.CREW or not before:
        raise IllegalMoveError("talk", incident.state, "write", ())


def _name(work: Work, incident: IncidentRow, side: TalkSide, name_id: str | None) -> str:
    if side is not TalkSide.HOSPITAL or incident.hospital_id is None:
        return work.actor.name
    return speaker(work, incident.hospital_id, name_id).name or work.actor.name


def _tell(work: Work, incident: IncidentRow, hospital_id: str | None) -> None:
    tell_guidance(work, incident, hospital_id, "talk_changed", {})
