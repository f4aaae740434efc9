"""The interview after the gate: its answers, its language, the first compression, and the priority a person sets.

Units may be on their way long before it ends: every answer decides anew.
"""

from collections.abc import Mapping

from sqlalchemy import select

from chassis.errors import IllegalMoveError, InvalidInputError, NoArrestError
from chassis.identity import Actor
from chassis.work import Work, record_change, working
from dispatch.cards import LANGUAGES
from dispatch.compression import ARREST_KNOWN, FIRST_COMPRESSION, Undue
from dispatch.desk.deciding import decide
from dispatch.desk.editing import check_fresh, note_edit
from dispatch.desk.judging import judge
from dispatch.desk.stamping import has_stamp, stamp
from dispatch.desk.telling import tell_callers, tell_incident
from dispatch.model import Priority
from dispatch.retriage import Change, needs_reason
from dispatch.states import OPEN_INCIDENT, IncidentState
from dispatch.system import System
from dispatch.tables.cases import CallRow, IncidentRow, get_incident
from dispatch.triage import ARREST, Rules


def answer_interview(
    system: System, actor: Actor, incident_id: str, answers: Mapping[str, str | None], *, seen: int | None = None
) -> str | None:
    """Write answers down by `card.question`, None takes one back, and decide anew. Returns the decision's id.

    Raises InvalidInputError naming the answer, StaleError when somebody was faster than version `seen`.
    """
    for name, answer in answers.items():
        _check(system.rules, name, answer)
    with working(system, actor) as work:
        row = _open(work, incident_id)
        check_fresh(work, row, "interview", seen)
        note_edit(work, row, "interview")
        by = {"by": actor.id, "name": actor.name, "at": work.now.isoformat()}
        given = {name: {"value": answer, **by} for name, answer in answers.items() if answer is not None}
        kept = {name: answer for name, answer in row.interview.items() if name not in answers}
        row.interview = kept | given
        record_change(work, "interview", row.id, None, {"answers": sorted(answers)})
        tell_incident(work, row)
        tell_callers(work, row)
    return decide(system, incident_id, made_for=actor.id).decision_id


def set_priority(
    system: System,
    actor: Actor,
    incident_id: str,
    priority: Priority,
    *,
    reason: Change | None = None,
    seen: int | None = None,
) -> str | None:
    """Set an incident's priority by hand and decide anew. Raising is free, lowering needs a reason.

    It stands until an answer makes the rules graver than the person saw them. Setting what the rules say hands the
    priority back to them. Raises InvalidInputError, StaleError.
    """
    with working(system, actor) as work:
        row = _open(work, incident_id)
        check_fresh(work, row, "priority", seen)
        note_edit(work, row, "priority")
        if needs_reason(row.priority, priority) and reason in {None, Change.WORSE}:
            raise InvalidInputError("reason", "a less urgent priority needs a reason, and not that it got worse")
        by_rules = judge(work.session, row, system.rules).by_rules
        old = row.priority
        ruling = {"priority": int(priority), "seen": int(by_rules.priority), "reason": reason and reason.value}
        by = {"fired": list(by_rules.fired), "name": actor.name, "at": work.now.isoformat()}
        row.ruling = None if priority == by_rules.priority else ruling | by
        new = {"priority": int(priority), "rules": int(by_rules.priority)}
        record_change(work, "set_priority", row.id, {"priority": old}, new, reason=reason)
        tell_incident(work, row)
    return decide(system, incident_id, made_for=actor.id).decision_id


def speak(system: System, actor: Actor, incident_id: str, language: str) -> None:
    """Hold the interview in another language; the call remembers it. Raises InvalidInputError."""
    if language not in LANGUAGES:
        raise InvalidInputError("language", f"interviews are held in {', '.join(LANGUAGES)}")
    with working(system, actor) as work:
        row = _open(work, incident_id)
        calls = select(CallRow).where(CallRow.incident_id == row.id).order_by(CallRow.received_at, CallRow.id)
        call = work.session.scalars(calls.limit(1)).first()
        if call is None or call.language == language:
            return
        old, call.language = call.language, language
        record_change(work, "interview_language", row.id, {"language": old}, {"language": language})
        tell_incident(work, row)
        tell_callers(work, row)


def note_first_compression(system: System, actor: Actor, incident_id: str) -> None:
    """Somebody has begun to press: one stamp, however often it is told. Raises NoArrestError."""
    with working(system, actor) as work:
        row = _arrest(work, incident_id)
        if has_stamp(work, row, FIRST_COMPRESSION):
            return
        stamp(work, row, FIRST_COMPRESSION)
        record_change(work, "first_compression", row.id, None, {"at": work.now.isoformat()})
        tell_incident(work, row)


def note_no_compression(system: System, actor: Actor, incident_id: str, reason: Undue) -> None:
    """Nobody at the call is to press, and why; a later reason counts before an earlier one. Raises NoArrestError."""
    with working(system, actor) as work:
        row = _arrest(work, incident_id)
        if has_stamp(work, row, reason.stamp):
            return
        stamp(work, row, reason.stamp)
        record_change(work, "no_compression", row.id, None, {"at": work.now.isoformat()}, reason=reason)
        tell_incident(work, row)


def _arrest(work: Work, incident_id: str) -> IncidentRow:
    """The open incident, which is or was an arrest by its rules; raises NoArrestError."""
    row = _open(work, incident_id)
    if row.determinant != ARREST and not has_stamp(work, row, ARREST_KNOWN):
        raise NoArrestError("incident", row.id)
    return row


def _open(work: Work, incident_id: str) -> IncidentRow:
    row = get_incident(work.session, incident_id, region=work.actor.region)
    if IncidentState(row.state) not in OPEN_INCIDENT:
        raise IllegalMoveError("incident", row.state, "interview", ())
    return row


def _check(rules: Rules, name: str, answer: str | None) -> None:
    card, _, question = name.partition(".")
    asked = rules.cards[card].question(question) if card in rules.cards else None
    if asked is None:
        raise InvalidInputError(name, "no card asks this")
    if answer is not None and not asked.takes(answer):
        raise InvalidInputError(name, "no answer to it")
