"""Advice on an incident: thought of when something new is known, written down shown or not, answered by a person.

Agreeing is a person's act like any other: on record, with a fresh decision after it. Nothing is done by itself.
"""

from dataclasses import fields, replace
from typing import Any

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis import topics
from chassis.errors import IllegalMoveError, InvalidInputError, NotFoundError
from chassis.events import Event
from chassis.identity import Actor, system_actor
from chassis.work import Work, record_change, working
from dispatch.advice import Advice, AdviceAnswer, AdviceKind, Standing, advise, lowers
from dispatch.desk.deciding import decide
from dispatch.desk.editing import note_edit
from dispatch.desk.telling import tell_incident
from dispatch.estimate.presentation import Presentation
from dispatch.model import Gate, Priority, Tri, Vitals
from dispatch.policies.force import in_force
from dispatch.retriage import Side, Stage
from dispatch.states import OPEN_INCIDENT
from dispatch.system import System
from dispatch.tables.advice import AdviceRow, newest_advice
from dispatch.tables.assessments import AcuityRow
from dispatch.tables.cases import IncidentRow, gate_of, get_incident
from dispatch.tables.family import calls_about
from dispatch.tables.patients import PatientRow, VitalsRow, find_patient
from dispatch.tables.transcripts import said_by_callers
from hospitals.request import Sex

log = structlog.get_logger("goldentime.advising")
SIGNS = tuple(one.name for one in fields(Vitals))


def advise_on(system: System, incident_id: str) -> None:
    """Think anew; what is new is written down, and told to the desk where it is shown. A failure here stops nothing,
    and of a case that is over nobody thinks any more."""
    try:
        with system.db.read() as session:
            row = get_incident(session, incident_id)
            if row.state not in OPEN_INCIDENT:
                return
            policy = in_force(session, system, row.region).advice
            made = advise(_case(session, row), _standing(session, row), system.rules, policy)
    except (ArithmeticError, LookupError, ValueError) as failure:  # advice: the call goes on without
        log.error("no_advice", incident=incident_id, why=type(failure).__name__)
        return
    if made:
        _write(system, incident_id, made)


def answer_advice(system: System, actor: Actor, incident_id: str, advice_id: str, answer: AdviceAnswer) -> None:
    """A person agrees or passes on. Raises NotFoundError for what was never shown, IllegalMoveError for the second
    answer, and InvalidInputError when agreeing would by now make the incident less grave."""
    with working(system, actor) as work:
        incident = get_incident(work.session, incident_id, region=actor.region)
        row = work.session.get(AdviceRow, advice_id)
        if row is None or row.incident_id != incident.id or not row.shown:
            raise NotFoundError("advice", advice_id)
        if row.answer is not None or incident.state not in OPEN_INCIDENT:
            raise IllegalMoveError("advice", row.answer or incident.state, answer, ())
        if answer is AdviceAnswer.ACCEPTED:
            _accept(work, system, incident, row)
        row.answer, row.answered_at, row.answered_by = answer.value, work.now, actor.id
        new = {row.kind: row.offered, "answer": answer.value}
        record_change(work, "answer_advice", incident.id, {row.kind: row.stood}, new)
        tell_incident(work, incident)
    if answer is AdviceAnswer.ACCEPTED:
        decide(system, incident_id, made_for=actor.id)
        advise_on(system, incident_id)


def advice_view(session: Session, incident: IncidentRow) -> list[dict[str, Any]]:
    """What waits for an answer and still would change something, the complaint first."""
    found, standing = newest_advice(session, incident.id), _standing(session, incident)
    return [
        {"id": row.id, "kind": row.kind, "offered": row.offered, "chance": row.chance, "right": row.right}
        for kind in AdviceKind
        if (row := found.get(kind)) is not None and row.shown and row.answer is None and _matters(row, standing)
    ]


def _matters(row: AdviceRow, standing: Standing) -> bool:
    if row.kind == AdviceKind.COMPLAINT:
        return standing.complaint != row.offered
    return standing.acuity is None or int(row.offered) < standing.acuity


def _accept(work: Work, system: System, incident: IncidentRow, row: AdviceRow) -> None:
    advice = Advice(AdviceKind(row.kind), row.offered, row.chance, row.right, row.model, row.shown)
    if lowers(advice, _standing(work.session, incident), system.rules):
        raise InvalidInputError("advice", "would_lower")
    if advice.kind is AdviceKind.COMPLAINT:
        note_edit(work, incident, "gate")
        incident.complaint = row.offered
        return
    patient = find_patient(work.session, incident.id)
    if patient is None:
        patient = PatientRow(id=incident.id, region=incident.region, incident_id=incident.id)
        work.session.add(patient)
    patient.acuity = int(row.offered)
    who = {"actor": work.actor.id, "actor_name": work.actor.name, "at": work.now}
    about = {"region": incident.region, "incident_id": incident.id, "stage": Stage.AT_PATIENT, "reason": None}
    work.session.add(AcuityRow(side=Side.DESK, level=patient.acuity, **about, **who))
    data = {"age_years": patient.age_years, "sex": patient.sex, "acuity": patient.acuity}
    desk = topics.desk(incident.region)
    work.told.append(Event(incident.region, desk, "patient_changed", incident.id, data, work.now))


def _write(system: System, incident_id: str, made: tuple[Advice, ...]) -> None:
    with working(system, system_actor(_region(system, incident_id), "advice")) as work:
        incident = get_incident(work.session, incident_id)
        before = newest_advice(work.session, incident_id)
        standing = _standing(work.session, incident)
        fresh = [one for one in made if _is_news(one, before.get(one.kind))]
        for one in fresh:
            stood = standing.complaint if one.kind is AdviceKind.COMPLAINT else standing.acuity
            work.session.add(_row(work, system, incident, one, str(stood) if stood is not None else None))
        if any(one.shown or one.kind in before for one in fresh):
            tell_incident(work, incident)


def _row(work: Work, system: System, incident: IncidentRow, advice: Advice, stood: str | None) -> AdviceRow:
    return AdviceRow(
        id=system.ids.new("adv"),
        region=incident.region,
        incident_id=incident.id,
        at=work.now,
        kind=advice.kind.value,
        offered=advice.offered,
        chance=advice.chance,
        right=advice.right,
        model=advice.model,
        shown=advice.shown,
        stood=stood,
    )


def _is_news(advice: Advice, before: AdviceRow | None) -> bool:
    """The same advice is given once, and what a person has answered is not asked again; but what was kept unseen may
    be shown later."""
    return before is None or before.offered != advice.offered or (advice.shown and not before.shown)


def _region(system: System, incident_id: str) -> str:
    with system.db.read() as session:
        return get_incident(session, incident_id).region


def _standing(session: Session, row: IncidentRow) -> Standing:
    patient = find_patient(session, row.id)
    priority = Priority(row.priority) if row.priority is not None else None
    known = patient.acuity if patient is not None else None
    return Standing(row.complaint, priority, known or (int(priority) if priority is not None else None))


def _case(session: Session, row: IncidentRow) -> Presentation:
    """What the calls say, who the patient is, and the newest signs."""
    calls = calls_about(session, row.id)
    gate = gate_of(row.gate)
    heard = said_by_callers(session, row.id)
    said = ". ".join(filter(None, [*(call.text for call in calls), gate.happened, *heard]))
    patient = find_patient(session, row.id)
    newest = select(VitalsRow).where(VitalsRow.incident_id == row.id).order_by(VitalsRow.at.desc(), VitalsRow.id.desc())
    signs = session.scalars(newest.limit(1)).first()
    taken = Vitals(**{name: getattr(signs, name, None) for name in SIGNS})
    return Presentation(
        complaint=said,
        age_years=patient.age_years if patient else None,
        sex=Sex(patient.sex) if patient and patient.sex else None,
        signs=taken if taken.avpu is not None else _with_mind(taken, gate),
    )


def _with_mind(signs: Vitals, gate: Gate) -> Vitals:
    """Nobody has tested the mind: the gate's answer stands for it. Unknown stays unknown."""
    return replace(signs, avpu={Tri.YES: "A", Tri.NO: "U"}.get(gate.conscious))
