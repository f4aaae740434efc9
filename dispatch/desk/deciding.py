"""Making a decision for an incident and putting it on record: look, think with no transaction open, write."""

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from chassis.errors import NotFoundError, OutrunError
from chassis.geo import LatLon
from chassis.identity import system_actor
from chassis.telemetry import DECISIONS
from chassis.work import working
from dispatch.compression import ARREST_KNOWN
from dispatch.desk.dropping import offer_of, shown_plan
from dispatch.desk.falling import note_fall
from dispatch.desk.judging import Judged, judge
from dispatch.desk.stamping import has_stamp, stamp
from dispatch.desk.telling import tell_incident
from dispatch.look import look
from dispatch.model import Incident, Priority
from dispatch.plan import Plan, Policy, Situation, needs_of, plan_response
from dispatch.policies.force import in_force
from dispatch.record import DecisionInputs, RecordingRoads, pack, unpack_inputs, unpack_plan
from dispatch.states import INCIDENT, OPEN_INCIDENT, IncidentAction, IncidentState
from dispatch.system import System
from dispatch.tables.cases import IncidentRow, get_incident, incident_snapshot, location_of
from dispatch.tables.drops import kits_there
from dispatch.tables.patients import read_patient
from dispatch.tables.records import DecisionRow
from dispatch.triage import ARREST, Triage
from drones.tables.offers import DroneOfferRow
from hospitals.select import pare

TRIES = 3


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision on record, or why there is none (codes in `warnings`)."""

    decision_id: str | None
    triage: Triage
    plan: Plan | None
    situation: Situation | None
    warnings: tuple[str, ...] = ()


def decide(
    system: System,
    incident_id: str,
    *,
    made_for: str,
    because: Mapping[str, Any] | None = None,
    unless: Callable[[Plan], bool] | None = None,
) -> Decided:
    """Triage and plan an incident and write both down. Without a usable place it is triaged only.

    `because` says what made it necessary anew; nothing is written where `unless` finds the plan not worth it. Where
    somebody has changed what it rests on it is made again; the last time whoever was faster decides after us.
    """
    for _ in range(TRIES - 1):
        with suppress(OutrunError):  # somebody wrote the incident in the same instant: it is looked at again
            decided, stands = _decide(system, incident_id, made_for, because, unless)
            if stands:
                return decided
    decided, stands = _decide(system, incident_id, made_for, because, unless)
    return decided if stands else replace(decided, decision_id=None)


def _decide(
    system: System,
    incident_id: str,
    made_for: str,
    because: Mapping[str, Any] | None,
    unless: Callable[[Plan], bool] | None,
) -> tuple[Decided, bool]:
    """One decision, and whether what it rests on still held when it was written."""
    now = system.clock.now()
    with system.db.read() as session:
        row = get_incident(session, incident_id)
        incident, judged = incident_snapshot(row, read_patient(session, row.id)), judge(session, row, system.rules)
        policy = in_force(session, system, incident.region)
    result = judged.triage
    if incident.location is None:
        return Decided(None, result, None, None), _write(system, incident, judged, None, made_for)
    roads = RecordingRoads(system.roads.current())
    situation = _situation(system, incident, result, roads, policy, now, near=incident.location.place)
    began = time.perf_counter()
    plan = plan_response(incident, result, situation, roads=roads, policy=policy)
    took_ms = (time.perf_counter() - began) * 1000
    DECISIONS.observe(took_ms / 1000)
    if unless is not None and unless(plan):
        return Decided(None, result, plan, situation), True
    inputs = DecisionInputs(incident, result, situation, policy, roads.digest, tuple(roads.asked))
    record = _record(system, inputs, plan, now, made_for, took_ms)
    record.because = dict(because) if because is not None else None
    _remember(record.id, plan)
    offer = offer_of(system, incident, plan, decision_id=record.id, at=now)
    stands = _write(system, incident, judged, record, made_for, offer=offer)
    return Decided(record.id, result, plan, situation), stands


def _situation(
    system: System,
    incident: Incident,
    result: Triage,
    roads: RecordingRoads,
    policy: Policy,
    now: datetime,
    *,
    near: LatLon,
) -> Situation:
    """What the decision looks at; of the hospitals only what it needs of them."""
    with system.db.read() as session:
        seen = look(
            session,
            incident.region,
            roads=roads.live,
            policy=policy,
            now=now,
            kit=result.kit is not None,
            near=near,
            simulated=incident.simulated,
        )
        there = kits_there(session, incident.id)
    squadron = replace(seen.squadron, there=there) if seen.squadron is not None else None
    age = incident.patient.age_years if incident.patient else None
    needs = needs_of(result, age_years=age, sent_on_by=incident.sent_on_by)
    return replace(seen, board=pare(seen.board, needs=needs), squadron=squadron)


@dataclass(frozen=True, slots=True)
class Made:
    """When a decision was made, in which traffic, and what made it necessary anew."""

    decided_at: datetime
    traffic: Mapping[str, Any] | None
    because: Mapping[str, Any] | None


def read_decision(session: Session, decision_id: str, *, region: str) -> tuple[Plan, Made]:
    """A recorded answer, with what came of its drone, and how it was made.

    Raises NotFoundError also for another region's.
    """
    row = session.get(DecisionRow, decision_id)
    if row is None or row.region != region:
        raise NotFoundError("decision", decision_id)
    return shown_plan(session, row.id, unpack_plan(row.answer)), Made(row.made_at, row.traffic, row.because)


def find_plan(session: Session, incident: IncidentRow, decision_id: str | None = None) -> Plan | None:
    """The plan of one of an incident's decisions, of the newest unless named; None while nothing was decided.

    Raises NotFoundError for a decision that was made for another incident.
    """
    wanted = decision_id or incident.decision_id
    if wanted is None:
        return None
    known = _recent.get(wanted) if wanted == incident.decision_id else None
    if known is None:
        row = session.get(DecisionRow, wanted)
        if decision_id is not None and (row is None or row.incident_id != incident.id):
            raise NotFoundError("decision", decision_id)
        known = unpack_plan(row.answer) if row is not None else None
    return known


_recent: OrderedDict[str, Plan] = OrderedDict()  # decisions never change: the newest are kept unpacked
KEPT_PLANS = 200


def _remember(decision_id: str, plan: Plan) -> None:
    _recent[decision_id] = plan
    while len(_recent) > KEPT_PLANS:
        _recent.popitem(last=False)


def read_record(session: Session, decision_id: str) -> tuple[DecisionInputs, Plan]:
    """Inputs and answer of a decision, for the replay; raises NotFoundError."""
    row = session.get(DecisionRow, decision_id)
    if row is None:
        raise NotFoundError("decision", decision_id)
    return unpack_inputs(row.inputs), unpack_plan(row.answer)


def _record(
    system: System, inputs: DecisionInputs, plan: Plan, now: datetime, made_for: str, took_ms: float
) -> DecisionRow:
    incident: Incident = inputs.incident
    return DecisionRow(
        id=system.ids.new("dec"),
        region=incident.region,
        incident_id=incident.id,
        made_at=now,
        made_for=made_for,
        policy=plan.policy,
        rules=plan.triage.rules_version,
        roads=plan.roads,
        traffic=_traffic(system, plan.roads),
        took_ms=round(took_ms, 3),
        inputs=pack(inputs),
        answer=pack(plan),
    )


def _traffic(system: System, digest: str) -> dict[str, Any] | None:
    """Which traffic the roads of a decision were made under; None where the roads know of none."""
    mark = system.roads.mark_of(digest)
    if mark is None:
        return None
    return {"version": mark.version, "digest": mark.digest, "at": mark.at.isoformat(), "simulated": mark.simulated}


def _write(
    system: System,
    incident: Incident,
    judged: Judged,
    record: DecisionRow | None,
    made_for: str,
    *,
    offer: DroneOfferRow | None = None,
) -> bool:
    """Transaction 2: the triage on the incident, the decision and what it said of a kit beside it, one event.

    False, and nothing is written, where answers, words or place are no longer those it was made from.
    """
    result = judged.triage
    with working(system, system_actor(incident.region, made_for)) as work:
        row = get_incident(work.session, incident.id)
        if IncidentState(row.state) not in OPEN_INCIDENT:
            return True
        if location_of(row) != incident.location or judge(work.session, row, system.rules) != judged:
            return False
        note_fall(work, system, row, result)
        row.priority, row.determinant, row.bundle = int(result.priority), result.determinant, result.bundle
        row.complaint = row.complaint or _complaint_of(judged.alone, system)
        if result.determinant == ARREST and not has_stamp(work, row, ARREST_KNOWN):
            stamp(work, row, ARREST_KNOWN, source="device")
        if row.state in (IncidentState.RECEIVED, IncidentState.GATED, IncidentState.REOPENED):
            row.state = INCIDENT.after(IncidentState(row.state), IncidentAction.QUEUE)
            stamp(work, row, "queued", source="device")
        if record is not None:
            work.session.add_all([record] if offer is None else [record, offer])
            row.decision_id = record.id
        tell_incident(work, row, kind="decision_made")
    return True


def _complaint_of(result: Triage, system: System) -> str | None:
    """The complaint that words point to, once none could be graver; until then later words are read as well."""
    rules = (system.rules.complaint(fired) for fired in result.fired)
    return next((rule.id for rule in rules if rule is not None and rule.priority is Priority.P1), None)
