"""Taking a call: on record first, thought about afterwards.

Transaction 1 writes call, incident and stamps; whatever fails later, the call exists. Then the decision is made
with no transaction open, and transaction 2 writes it down.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from chassis.errors import InvalidInputError
from chassis.identity import Actor
from chassis.secrets import fingerprint, new_token
from chassis.work import Work, record_change, working
from dispatch.calls import NewCall, Placed, place_call, read_grid, without_future
from dispatch.desk.advising import advise_on
from dispatch.desk.deciding import decide
from dispatch.desk.editing import check_fresh, note_edit
from dispatch.desk.locating import area_of, hypothesis_row, put_place
from dispatch.desk.merging import similar_at
from dispatch.desk.paging import page_caller
from dispatch.desk.stamping import stamp
from dispatch.desk.stopping import aim
from dispatch.desk.telling import tell_incident
from dispatch.desk.waiting import link_waiting, waiting_for, with_waiting
from dispatch.duplicates import Candidate
from dispatch.model import Gate, Verification
from dispatch.states import INCIDENT, IncidentAction, IncidentState
from dispatch.system import System
from dispatch.tables.areas import next_number
from dispatch.tables.cases import CallRow, IncidentRow, gate_row, get_incident
from dispatch.tables.patients import PatientRow
from dispatch.triage import suggest_complaint

LINK_LIVES = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Taken:
    """What the taker gets back. `link_token` opens the caller's page; it is stored only as a fingerprint."""

    call_id: str
    incident_id: str
    number: str
    received_at: datetime
    decision_id: str | None
    warnings: tuple[str, ...]
    duplicates: tuple[Candidate, ...]
    link_token: str


def take_call(system: System, actor: Actor, call: NewCall) -> Taken:
    """Put a call on record and decide about it. Raises InvalidInputError before anything is written."""
    call = read_call(system, call)
    with working(system, actor) as work:
        received = put_on_record(work, system, call)
    return think_about(system, actor, received)


def read_call(system: System, call: NewCall) -> NewCall:
    """The call with its grids read; raises InvalidInputError for what cannot be."""
    check_call(call, system)
    return replace(call, hypotheses=tuple(read_grid(h) for h in call.hypotheses))


def think_about(system: System, actor: Actor, received: Taken) -> Taken:
    """Decide and advise about a call that is on record, with no transaction open."""
    decided = decide(system, received.incident_id, made_for=actor.id)
    advise_on(system, received.incident_id)
    return replace(received, decision_id=decided.decision_id, warnings=received.warnings + decided.warnings)


def answer_gate(
    system: System,
    actor: Actor,
    incident_id: str,
    gate: Gate,
    *,
    complaint: str | None = None,
    seen: int | None = None,
) -> str | None:
    """Write gate answers (and the chief complaint) down and decide anew. Returns the decision's id.

    `seen` is the incident's version the answers were given to; raises StaleError when somebody was faster.
    """
    _check_complaint(complaint, system)
    with working(system, actor) as work:
        row = get_incident(work.session, incident_id, region=actor.region)
        check_fresh(work, row, "gate", seen)
        note_edit(work, row, "gate")
        before = row.gate | {"complaint": row.complaint}
        row.gate, row.complaint = gate_row(gate), complaint or row.complaint
        if row.state == IncidentState.RECEIVED:
            row.state = INCIDENT.after(IncidentState.RECEIVED, IncidentAction.GATE)
        stamp(work, row, "gate_done")
        after = row.gate | {"complaint": row.complaint}
        changed = sorted(name for name, said in after.items() if said != before.get(name))
        record_change(work, "gate", row.id, None, {"answers": changed})
        tell_incident(work, row)
    decided = decide(system, incident_id, made_for=actor.id)
    advise_on(system, incident_id)
    return decided.decision_id


def check_call(call: NewCall, system: System) -> None:
    """Raises InvalidInputError for a complaint nobody knows and an age nobody has."""
    _check_complaint(call.complaint, system)
    if call.age_years is not None and not 0 <= call.age_years <= 130:
        raise InvalidInputError("age_years", "an age lies between 0 and 130 years")


def _check_complaint(complaint: str | None, system: System) -> None:
    if complaint is not None and system.rules.complaint(complaint) is None:
        raise InvalidInputError("complaint", f"no complaint {complaint}")


def put_on_record(work: Work, system: System, call: NewCall, *, rang_at: Sequence[datetime] = ()) -> Taken:
    """Write call, incident, patient and stamps inside a transaction of the caller's; nothing is decided yet.

    `rang_at` is when a line rang before somebody took it: the places that wait for it are those heard around then.
    """
    token = new_token(18)
    call_id, incident_id = system.ids.new("call"), system.ids.new("inc")
    waiting = waiting_for(work, call, rang_at)
    call = without_future(with_waiting(call, waiting), work.now)
    placed = place_call(call.hypotheses, area=area_of(work.session, call.region), now=work.now)
    similar = similar_to(work.session, system, call, placed, work.now)
    number = f"{work.now:%y}-{next_number(work.session, call.region, 'incident'):06d}"
    row = _incident(call, placed, incident_id, number, work.now)
    aim(work, system, row)
    work.session.add(row)
    work.session.flush()
    said = call_row(call, call_id, incident_id, work.actor, work.now, token)
    work.session.add_all([said, patient_row(call, incident_id)])
    link_waiting(work, said, waiting)
    stamp(work, row, "call_received")
    if call.gate.answered:
        stamp(work, row, "gate_done")
    new = {"number": number, "channel": call.channel, "verification": row.verification}
    record_change(work, "take_call", incident_id, None, new, region=call.region)
    page_caller(work, system, said, number, token)
    tell_incident(work, row, kind="call_received", jobs=[])
    return Taken(call_id, incident_id, number, work.now, None, placed.warnings, similar, token)


def similar_to(session: Session, system: System, call: NewCall, placed: Placed, now: datetime) -> tuple[Candidate, ...]:
    """The open incidents that may be the same; none without a place."""
    if placed.location is None:
        return ()
    complaint = call.complaint or suggest_complaint(call.text or "", system.rules)
    return similar_at(session, call.region, placed.location.place, complaint, now=now)


def _incident(call: NewCall, placed: Placed, incident_id: str, number: str, now: datetime) -> IncidentRow:
    state = INCIDENT.after(INCIDENT.start, IncidentAction.ANSWER)
    if call.gate.answered:
        state = INCIDENT.after(state, IncidentAction.GATE)
    row = IncidentRow(
        id=incident_id,
        region=call.region,
        number=number,
        state=state,
        received_at=now,
        complaint=call.complaint,
        gate=gate_row(call.gate),
        verification=Verification.UNVERIFIED,
        simulated=call.simulated,
    )
    put_place(row, placed)
    return row


def call_row(call: NewCall, call_id: str, incident_id: str, actor: Actor, now: datetime, token: str) -> CallRow:
    """The call as it is kept: every hypothesis, every word; of the link's token only the fingerprint."""
    return CallRow(
        id=call_id,
        region=call.region,
        incident_id=incident_id,
        received_at=now,
        channel=call.channel,
        caller_number=call.caller_number,
        text=call.text,
        complaint=call.complaint,
        hypotheses=[hypothesis_row(h) for h in call.hypotheses],
        gate=gate_row(call.gate),
        language=call.language,
        says=[asdict(one) for one in call.says],
        link_fingerprint=fingerprint(token),
        link_expires=now + LINK_LIVES,
        taken_by=actor.id,
        simulated=call.simulated,
    )


def patient_row(call: NewCall, incident_id: str) -> PatientRow:
    """An incident has one patient until somebody finds more; the first bears the incident's id."""
    return PatientRow(
        id=incident_id, region=call.region, incident_id=incident_id, age_years=call.age_years, sex=call.sex
    )
