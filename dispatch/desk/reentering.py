"""A call that was taken on paper while nothing else worked, entered again with the times of the paper.

Each stamp says `import`, bears the paper's time and keeps the server's own beside it, so that no figure mistakes one
for the other.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select

from chassis.errors import InvalidInputError
from chassis.identity import Actor
from chassis.secrets import new_token
from chassis.work import Work, record_change, working
from dispatch.calls import NewCall, Placed, place_call, read_grid
from dispatch.desk.assigning import taken
from dispatch.desk.deciding import decide
from dispatch.desk.locating import area_of, put_place
from dispatch.desk.taking import call_row, patient_row
from dispatch.desk.telling import tell_incident
from dispatch.model import Priority, Verification
from dispatch.states import ASSIGNMENT, BUSY, CHAIN, FINISHED, AssignmentAction, AssignmentState, IncidentState
from dispatch.system import System
from dispatch.tables.areas import next_number
from dispatch.tables.cases import AssignmentRow, IncidentRow, StampRow, gate_row
from dispatch.tables.fleet import claim_unit, read_unit
from dispatch.tables.patients import NoteRow
from dispatch.triage import triage
from hospitals.tables.facts import get_hospital_row

IMPORT = "import"
OLDEST = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class PaperCall:
    """A paper card. `steps` are the unit's times in any order; with a `disposition` the call is over."""

    card: str
    received_at: datetime
    call: NewCall
    priority: Priority | None = None
    unit_id: str | None = None
    steps: Mapping[AssignmentAction, datetime] = field(default_factory=dict)
    hospital_id: str | None = None
    disposition: str | None = None
    note: str | None = None


def enter_paper_call(system: System, actor: Actor, paper: PaperCall) -> str:
    """Put a paper card on record; returns the incident's id. One that still runs goes to the queue and is decided.

    Raises InvalidInputError naming the field, TakenError when the unit is on another incident by now.
    """
    now = system.clock.now()
    check_times(paper, now=now)
    with working(system, actor) as work:
        _check_new(work, paper.card)
        row = _incident(work, system, paper)
        _stamps(work, row, paper)
        new = {"card": paper.card, "received_at": paper.received_at.isoformat(), "unit": paper.unit_id}
        record_change(work, "enter_paper_call", row.id, None, new)
        tell_incident(work, row, kind="call_received")
    if paper.disposition is None:
        decide(system, row.id, made_for=actor.id)
    return row.id


def check_times(paper: PaperCall, *, now: datetime) -> None:
    """Raises InvalidInputError for a time to come, one out of order, or one that nobody's unit can have had."""
    if not now - OLDEST <= paper.received_at <= now:
        raise InvalidInputError("received_at", f"a paper call came in the last {OLDEST.days} days")
    if paper.steps and paper.unit_id is None:
        raise InvalidInputError("unit_id", "whose times are these?")
    before = paper.received_at
    for action, at in _in_order(paper):
        if not before <= at <= now:
            raise InvalidInputError(action.value, "out of order, or still to come")
        before = at
    if paper.unit_id is not None and not paper.steps:
        raise InvalidInputError("dispatch", "when was the unit sent?")
    if paper.disposition is not None and paper.unit_id is not None and AssignmentAction.CLEAR not in paper.steps:
        raise InvalidInputError("clear", "a call is over when its unit is clear")


def _in_order(paper: PaperCall) -> list[tuple[AssignmentAction, datetime]]:
    return [(action, paper.steps[action]) for _, action in CHAIN if action in paper.steps]


def _check_new(work: Work, card: str) -> None:
    known = select(IncidentRow.number).where(IncidentRow.region == work.actor.region, IncidentRow.paper_card == card)
    number = work.session.scalars(known).first()
    if number is not None:
        raise InvalidInputError("card", f"this card is on record as {number}")


def _incident(work: Work, system: System, paper: PaperCall) -> IncidentRow:
    call, region = paper.call, work.actor.region
    known = tuple(read_grid(one) for one in call.hypotheses)
    placed = place_call(known, area=area_of(work.session, region), now=work.now) if known else Placed(None)
    result = triage(complaint=call.complaint, text=call.text, gate=call.gate, rules=system.rules)
    over = paper.disposition is not None
    row = IncidentRow(
        id=system.ids.new("inc"),
        region=region,
        number=f"{work.now:%y}-{next_number(work.session, region, 'incident'):06d}",
        state=IncidentState.CLOSED if over else IncidentState.PENDING,
        received_at=paper.received_at,
        complaint=call.complaint,
        priority=int(paper.priority or result.priority),
        determinant=result.determinant,
        bundle=result.bundle,
        gate=gate_row(call.gate),
        verification=Verification.UNVERIFIED,
        hospital_id=get_hospital_row(work.session, paper.hospital_id).id if paper.hospital_id else None,
        disposition=paper.disposition,
        closed_at=max([paper.received_at, *paper.steps.values()]) if over else None,
        paper_card=paper.card,
        entered_at=work.now,
    )
    put_place(row, placed)
    work.session.add(row)
    work.session.flush()
    _what_was_said(work, system, row, paper)
    return row


def _what_was_said(work: Work, system: System, row: IncidentRow, paper: PaperCall) -> None:
    said = call_row(paper.call, system.ids.new("call"), row.id, work.actor, paper.received_at, new_token(18))
    work.session.add_all([said, patient_row(paper.call, row.id)])
    if paper.note:
        told = {"region": row.region, "incident_id": row.id, "at": work.now, "text": paper.note}
        work.session.add(NoteRow(**told, actor=work.actor.id, actor_name=work.actor.name))


def _stamps(work: Work, row: IncidentRow, paper: PaperCall) -> None:
    _stamp(work, row, "call_received", paper.received_at)
    if paper.unit_id is None:
        return
    job = _assignment(work, row, paper)
    for action, at in _in_order(paper):
        _stamp(work, row, action.value, at, job)
    if row.closed_at is not None:
        _stamp(work, row, "closed", row.closed_at)


def _assignment(work: Work, row: IncidentRow, paper: PaperCall) -> AssignmentRow:
    """The unit's assignment; one that still runs takes the unit as a dispatch would."""
    unit = read_unit(work.session, str(paper.unit_id))
    last, at = _in_order(paper)[-1]
    state = ASSIGNMENT.after(AssignmentState.PROPOSED, AssignmentAction.DISPATCH)
    state = state if last is AssignmentAction.DISPATCH else ASSIGNMENT.after(state, last)
    running = state not in FINISHED
    if running:
        busy = any(commitment.state in BUSY for commitment in unit.commitments)
        by = work.actor.name
        if busy or not claim_unit(work.session, unit.id, version=unit.version, by=by, to=row.number, at=work.now):
            raise taken(work, unit.id)
    job = AssignmentRow(
        id=f"{row.id}_p",
        region=row.region,
        unit_region=unit.region,
        incident_id=row.id,
        unit_id=unit.id,
        state=state,
        open=running,
        made_at=_in_order(paper)[0][1],
        made_by=work.actor.id,
        closed_at=None if running else at,
    )
    work.session.add(job)
    work.session.flush()
    return job


def _stamp(work: Work, row: IncidentRow, name: str, at: datetime, job: AssignmentRow | None = None) -> None:
    work.session.add(
        StampRow(
            region=row.region,
            incident_id=row.id,
            assignment_id=job.id if job is not None else None,
            name=name,
            at=at,
            entered_at=work.now,
            source=IMPORT,
            actor=work.actor.id,
        )
    )
