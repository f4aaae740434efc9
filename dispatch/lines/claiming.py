"""Taking a line: exactly one person wins, and from then on there is an incident, whatever happens to the form."""

from dataclasses import dataclass, replace

from chassis.errors import IllegalMoveError, TakenError
from chassis.identity import Actor
from chassis.work import Work, record_change, working
from dispatch.calls import NewCall, Placed, place_call, read_grid, without_future
from dispatch.desk.advising import advise_on
from dispatch.desk.deciding import decide
from dispatch.desk.locating import area_of, hypothesis_row, put_place
from dispatch.desk.relocating import lead_on
from dispatch.desk.stamping import stamp
from dispatch.desk.stopping import aim
from dispatch.desk.taking import check_call, put_on_record, similar_to
from dispatch.desk.telling import tell_incident
from dispatch.desk.waiting import hold_number
from dispatch.duplicates import Candidate
from dispatch.intake.numbers import plain_number
from dispatch.lines.ringing import looked_after, rings_no_more
from dispatch.lines.view import line_summary, tell_line
from dispatch.model import Verification
from dispatch.states import INCIDENT, IncidentAction, IncidentState
from dispatch.system import System
from dispatch.tables.cases import CallRow, IncidentRow, gate_of, gate_row, get_incident
from dispatch.tables.lines import LineRow, get_line, waiting_of
from dispatch.tables.patients import PatientRow
from dispatch.telephone import LINE, CloseReason, LineAction, LineState


@dataclass(frozen=True, slots=True)
class Filled:
    """A call that was taken by claiming its line, once the form is written down."""

    call_id: str
    incident_id: str
    number: str
    decision_id: str | None
    warnings: tuple[str, ...]
    duplicates: tuple[Candidate, ...]


def claim_line(system: System, actor: Actor, line_id: str) -> dict[str, object]:
    """Take a line that rings, or one whose person was reached after all; returns the line as the desk sees it.

    Raises TakenError naming the winner, IllegalMoveError for a line that is over.
    """
    with working(system, actor) as work:
        _one_of_a_number(work, line_id)
        row = get_line(work.session, line_id, region=actor.region)
        if row.state == LineState.CLAIMED:
            raise TakenError("line", row.id, by=row.claimed_by_name or "", at=_claimed(row), why="claimed")
        before, row.state = row.state, LINE.after(LineState(row.state), LineAction.CLAIM)
        row.claimed_by, row.claimed_by_name = actor.id, actor.name
        row.claimed_at = row.claimed_at or work.now
        rings_no_more(work, row)
        looked_after(work, row)
        earlier = _settle_earlier(work, row)
        if row.incident_id is None:
            _open_call(work, system, row, earlier)
        record_change(work, "claim_line", row.id, {"state": before}, {"state": row.state, "incident": row.incident_id})
        tell_line(work, row)
        return line_summary(work.session, row)


def fill_call(system: System, actor: Actor, line_id: str, call: NewCall) -> Filled:
    """Write the form of a claimed line into its incident and decide. What the form does not know stays as it is.

    Raises IllegalMoveError for a line nobody has claimed, or whose incident has ended.
    """
    call = replace(call, hypotheses=tuple(read_grid(h) for h in call.hypotheses))
    check_call(call, system)
    with working(system, actor) as work:
        row = get_line(work.session, line_id, region=actor.region)
        row.state = LINE.after(LineState(row.state), LineAction.ANSWER)
        filled = _fill(work, system, row, call)
        record_change(work, "fill_call", filled.incident_id, None, {"complaint": call.complaint})
        tell_line(work, row)
    if call.hypotheses:
        lead_on(system, actor, filled.incident_id)
    decided = decide(system, filled.incident_id, made_for=actor.id)
    advise_on(system, filled.incident_id)
    return replace(filled, decision_id=decided.decision_id, warnings=filled.warnings + decided.warnings)


def _one_of_a_number(work: Work, line_id: str) -> None:
    """Who claims takes the number's other lines too: two who claim lines of one number go one after the other."""
    row = work.session.get(LineRow, line_id)
    number = plain_number(row.number) if row is not None else None
    if number is not None:
        hold_number(work, work.actor.region, number)


def _open_call(work: Work, system: System, row: LineRow, earlier: list[LineRow]) -> None:
    """A draft incident at once; its stamps tell when it rang and when it was answered. Places that a telephone told
    while it rang, now or at an earlier attempt, belong to it."""
    rang_at = [row.rang_at, *(other.rang_at for other in earlier)]
    taken = put_on_record(work, system, NewCall(row.region, caller_number=row.number), rang_at=rang_at)
    row.call_id, row.incident_id = taken.call_id, taken.incident_id
    stamp(work, get_incident(work.session, taken.incident_id), "call_ringing", source="device", at=row.rang_at)


def _settle_earlier(work: Work, row: LineRow) -> list[LineRow]:
    """The person who could not be called back has rung again: their earlier attempts are looked after with this one.

    A silent call is left: it has an incident of its own, which a person ends."""
    found = waiting_of(work.session, row.region, row.number) if row.number else []
    earlier = [other for other in found if other.id != row.id and other.incident_id is None]
    for other in earlier:
        other.state = LINE.after(LineState(other.state), LineAction.CLOSE)
        other.closed_at, other.closed_reason = work.now, CloseReason.RANG_AGAIN
        looked_after(work, other)
        record_change(work, "close_line", other.id, None, {"state": other.state}, reason=other.closed_reason)
        tell_line(work, other)
    return earlier


def _fill(work: Work, system: System, row: LineRow, call: NewCall) -> Filled:
    if row.call_id is None or row.incident_id is None:
        raise IllegalMoveError("line", row.state, LineAction.ANSWER, ())
    said = work.session.get_one(CallRow, row.call_id)
    incident = get_incident(work.session, row.incident_id, region=row.region)
    if incident.state not in _FILLED_IN:
        raise IllegalMoveError("incident", incident.state, "fill", ())
    call = without_future(call, work.now)
    placed = place_call(call.hypotheses, area=area_of(work.session, row.region), now=work.now)
    if _may_place(incident, placed):
        put_place(incident, placed)
        aim(work, system, incident)
    _write_call(said, call)
    _write_incident(work, incident, call)
    found = similar_to(work.session, system, call, placed, work.now)
    similar = tuple(one for one in found if one.incident_id != incident.id)
    tell_incident(work, incident)
    warnings = placed.warnings if incident.place_lat is None or call.hypotheses else ()
    return Filled(said.id, incident.id, incident.number, None, warnings, similar)


def _may_place(incident: IncidentRow, placed: Placed) -> bool:
    """Whether the form's place is used: never over one that a person has verified meanwhile, unless as sure itself."""
    if placed.location is None:
        return False
    settled = incident.verification == Verification.VERIFIED or "location" in incident.edits
    return not settled or placed.location.verification is Verification.VERIFIED


_FILLED_IN = frozenset({IncidentState.RECEIVED, IncidentState.GATED, IncidentState.PENDING, IncidentState.REOPENED})


def _write_call(said: CallRow, call: NewCall) -> None:
    said.text, said.complaint = call.text or said.text, call.complaint or said.complaint
    said.caller_number, said.language = call.caller_number or said.caller_number, call.language
    said.hypotheses = [*said.hypotheses, *(hypothesis_row(one) for one in call.hypotheses)]
    said.gate = gate_row(gate_of(said.gate).filled_by(call.gate))


def _write_incident(work: Work, incident: IncidentRow, call: NewCall) -> None:
    incident.complaint = call.complaint or incident.complaint
    patient = work.session.get_one(PatientRow, incident.id)
    patient.age_years = call.age_years if call.age_years is not None else patient.age_years
    patient.sex = call.sex or patient.sex
    gate = gate_of(incident.gate).filled_by(call.gate)
    incident.gate = gate_row(gate)
    if call.gate.known and gate.answered:
        if incident.state == IncidentState.RECEIVED:
            incident.state = INCIDENT.after(IncidentState.RECEIVED, IncidentAction.GATE)
        stamp(work, incident, "gate_done")


def _claimed(row: LineRow) -> str:
    return row.claimed_at.isoformat() if row.claimed_at else ""
