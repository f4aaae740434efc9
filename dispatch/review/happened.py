"""What is on record of an incident, as entries of one timeline. Each reader knows one kind of record."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.audit import AuditRow
from dispatch.boards.stamps import belief_of
from dispatch.record import unpack_plan
from dispatch.tables.cases import AssignmentRow, CallRow, StampRow
from dispatch.tables.climbs import ClimbRow, ClimbStepRow
from dispatch.tables.patients import NoteRow
from dispatch.tables.records import AlertRow, DecisionRow
from drones.states import SortieState
from drones.tables.sorties import SortieRow
from hospitals.tables.requests import RequestRow, RequestStepRow

OPENED = "replay"  # the audit of looking; part of the record, not of what happened


ALERT_TELLS = ("relieves", "gain_s")


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happened. `code` is a code of its kind's family; `about` the unit, hospital, drone or
    assignment it was about; `who` did it; `more` is what only this kind knows."""

    at: datetime
    kind: str
    code: str | None = None
    about: str | None = None
    who: str | None = None
    text: str | None = None
    more: Mapping[str, Any] = field(default_factory=dict)

    def shown(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self) | {"at": self.at.isoformat()}


def call_entries(session: Session, incident_id: str) -> Iterator[Entry]:
    """Every call about it; a second caller is one more."""
    wanted = select(CallRow).where(CallRow.incident_id == incident_id).order_by(CallRow.received_at, CallRow.id)
    for row in session.scalars(wanted):
        yield Entry(row.received_at, "call", row.channel, text=row.text, who=row.taken_by)


def stamp_entries(session: Session, incident_id: str) -> Iterator[Entry]:
    """Every stamp, those that were taken back and their corrections too; about an assignment where it is a unit's."""
    wanted = select(StampRow).where(StampRow.incident_id == incident_id).order_by(StampRow.id)
    for row in session.scalars(wanted):
        drift_s = (row.at - row.device_at).total_seconds() if row.device_at else None
        late_s = (row.at - row.seems_at).total_seconds() if row.seems_at else None
        seen = {"late_s": late_s, "away_m": row.away_m, "doubts": list(belief_of(row).doubts)}
        more = {"source": row.source, "skipped": row.skipped, "drift_s": drift_s, **seen}
        yield Entry(row.at, "stamp", row.name, row.assignment_id, row.actor, more=more)


def decision_entries(session: Session, incident_id: str) -> Iterator[Entry]:
    """Every decision: which units and hospitals it ranked first, and what it would have sent."""
    wanted = select(DecisionRow).where(DecisionRow.incident_id == incident_id)
    for row in session.scalars(wanted.order_by(DecisionRow.made_at, DecisionRow.id)):
        plan = unpack_plan(row.answer)
        chosen = [choice.unit_id for choice in plan.chosen if choice.unit_id]
        ranked = [option.hospital_id for option in plan.hospitals.options[:3]] if plan.hospitals else []
        more = {"chosen": chosen, "hospitals": ranked, "policy": row.policy, "took_ms": round(row.took_ms, 1)}
        yield Entry(row.made_at, "decision", "decided", who=row.made_for, more=more | {"decision_id": row.id})


def job_entries(jobs: Iterable[AssignmentRow]) -> Iterator[Entry]:
    """Who was sent, at which rank, and why not the first."""
    for job in jobs:
        more = {"rank": job.rank, "reason": job.override_reason, "decision_id": job.decision_id}
        yield Entry(job.made_at, "sent", None, job.unit_id, job.made_by, more=more)


def climb_entries(session: Session, incident_id: str) -> Iterator[Entry]:
    """The rungs the search for a hospital has climbed."""
    wanted = select(ClimbStepRow).join(ClimbRow).where(ClimbRow.incident_id == incident_id).order_by(ClimbStepRow.id)
    for row in session.scalars(wanted):
        yield Entry(row.at, "rung", row.rung)


def request_entries(session: Session, asks: Iterable[RequestRow]) -> Iterator[Entry]:
    """Every step of every request, with the state it led to; a hospital's reason stands at its answer."""
    known = {ask.id: ask for ask in asks}
    wanted = select(RequestStepRow).where(RequestStepRow.request_id.in_(sorted(known))).order_by(RequestStepRow.id)
    for row in session.scalars(wanted):
        ask = known[row.request_id]
        declined = row.action == "decline"
        more = {"state": row.state, "decline": ask.decline_code if declined else None, "request_id": ask.id}
        yield Entry(row.at, "request", row.action, ask.hospital_id, row.actor, row.detail, more)


def alert_entries(session: Session, incident_id: str) -> Iterator[Entry]:
    """Raised, owned, gone."""
    wanted = select(AlertRow).where(AlertRow.incident_id == incident_id).order_by(AlertRow.raised_at, AlertRow.id)
    for row in session.scalars(wanted):
        about = row.data.get("unit_id") or row.data.get("hospital_id") or row.subject
        for happened, at in (("raised", row.raised_at), ("owned", row.acked_at), ("gone", row.cleared_at)):
            if at is not None:
                who = row.acked_by if happened == "owned" else None
                more = {"happened": happened, "level": row.level, **{key: row.data.get(key) for key in ALERT_TELLS}}
                yield Entry(at, "alert", row.kind, about, who, more=more)


def sortie_entries(sorties: Iterable[SortieRow]) -> Iterator[Entry]:
    """Every state a drone's order has been in, and when its kit came off."""
    for row in sorties:
        for state, at in row.entered.items():
            who = row.ordered_by if state == SortieState.REQUESTED else row.operator
            yield Entry(datetime.fromisoformat(at), "sortie", state, row.drone_id, who)
        if row.let_go_at is not None:
            yield Entry(row.let_go_at, "sortie", "let_go", row.drone_id, row.operator)


def note_entries(session: Session, incident_id: str) -> Iterator[Entry]:
    """What people wrote."""
    wanted = select(NoteRow).where(NoteRow.incident_id == incident_id).order_by(NoteRow.id)
    for row in session.scalars(wanted):
        yield Entry(row.at, "note", None, who=row.actor_name, text=row.text)


def audit_entries(session: Session, subjects: Collection[str]) -> Iterator[Entry]:
    """Who changed what about the incident, its assignments, requests and sorties; that somebody looked is left out."""
    wanted = select(AuditRow).where(AuditRow.subject.in_(subjects), AuditRow.action != OPENED).order_by(AuditRow.id)
    for row in session.scalars(wanted):
        more = {"old": row.old, "new": row.new, "role": row.role}
        yield Entry(row.at, "audit", row.action, None, row.actor, row.reason, more)
