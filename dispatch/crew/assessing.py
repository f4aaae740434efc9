"""Scores by tapping, on record with what was tapped; and what a person makes of what they suggest."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from chassis.errors import IllegalMoveError, InvalidInputError
from chassis.identity import Actor
from chassis.work import Work, record_change, working
from dispatch.desk.asking import confine, confine_late
from dispatch.desk.carers import tell_carers, tell_desk
from dispatch.desk.deciding import decide
from dispatch.desk.destination import triage_now
from dispatch.desk.telling import tell_incident
from dispatch.model import Vitals
from dispatch.retriage import Change
from dispatch.scores.course import together
from dispatch.scores.raising import suggest
from dispatch.scores.score import Scale
from dispatch.scores.sheets import RULES, Finding, WrongFindingError, assess
from dispatch.scores.view import result_view
from dispatch.system import System
from dispatch.tables.assessments import ACCEPTED, DISMISSED, AssessmentRow, get_assessment
from dispatch.tables.cases import IncidentRow, get_incident
from dispatch.tables.patients import find_patient, read_sets


def assess_patient(
    system: System,
    actor: Actor,
    incident_id: str,
    scale: Scale,
    findings: Mapping[str, Finding],
    *,
    tag: str | None = None,
    device_at: datetime | None = None,
) -> str:
    """Put what was tapped and what comes of it on record; returns its id. Raises InvalidInputError, ForbiddenError.

    What it would raise is written beside it as a suggestion. Nothing changes until a person accepts it.
    """
    with working(system, actor) as work:
        incident = get_incident(work.session, incident_id)
        confine_late(work.session, actor, incident)
        row = _assessed(work, incident, scale, findings, at=min(device_at or work.now, work.now))
        row.id, row.tag, row.device_at = system.ids.new("asm"), tag, device_at
        work.session.add(row)
        told = _told(row)
        record_change(work, "assess", incident.id, None, told, region=incident.region)
        _tell(work, incident, told)
        return row.id


def settle_raise(
    system: System, actor: Actor, assessment_id: str, *, accept: bool, reason: Change | None = None
) -> None:
    """A person accepts what an assessment suggests, or does not; then it is decided anew.

    Accepting raises the bundle and adds needs. Taking an accepted one back needs a reason: raises InvalidInputError.
    """
    with working(system, actor) as work:
        row = get_assessment(work.session, assessment_id)
        incident = get_incident(work.session, row.incident_id)
        confine(work.session, actor, incident)
        before = row.settled
        _check_settling(row, accept=accept, reason=reason)
        row.settled = ACCEPTED if accept else DISMISSED
        row.settled_at, row.settled_by, row.settled_name = work.now, actor.id, actor.name
        if accept or before == ACCEPTED:
            incident.bundle = triage_now(work.session, system, incident).bundle
        settled = {"settled": row.settled, "scale": row.scale}
        record_change(
            work, "settle_raise", incident.id, {"settled": before}, settled, region=incident.region, reason=reason
        )
        _tell(work, incident, _told(row))
        tell_incident(work, incident)
    if accept or before == ACCEPTED:
        decide(system, incident.id, made_for=actor.id)


def _assessed(
    work: Work, incident: IncidentRow, scale: Scale, findings: Mapping[str, Finding], *, at: datetime
) -> AssessmentRow:
    """`at` is when it was tapped: with it go the signs of then, not those of when it came."""
    patient = find_patient(work.session, incident.id)
    signs = together(read_sets(work.session, incident.id), at=at)
    age = patient.age_years if patient else None
    try:
        result = assess(scale, findings, signs=signs, age_years=age)
    except WrongFindingError as error:
        raise InvalidInputError(error.item, "is not an item of this score with that answer") from None
    raises = suggest(result)
    return AssessmentRow(
        region=incident.region,
        incident_id=incident.id,
        at=work.now,
        actor=work.actor.id,
        actor_name=work.actor.name,
        scale=scale,
        rules=RULES,
        findings={"tapped": dict(findings), **(_read(signs, age) if scale is Scale.FIELD_TRIAGE else {})},
        result=result_view(result),
        raises={"bundle": raises.bundle, "needs": list(raises.needs)} if raises else None,
    )


def _read(signs: Vitals, age_years: int | None) -> dict[str, Any]:
    """What the rule read besides: so that the result can be made again."""
    return {"signs": {name: one for name, one in asdict(signs).items() if one is not None}, "age_years": age_years}


def _check_settling(row: AssessmentRow, *, accept: bool, reason: Change | None) -> None:
    if row.raises is None:
        raise IllegalMoveError("assessment", "without_suggestion", "accept" if accept else "dismiss", ())
    if row.settled == ACCEPTED and not accept and reason is None:
        raise InvalidInputError("acuity_reason", "taking back what was accepted needs a reason")


def _told(row: AssessmentRow) -> dict[str, Any]:
    result = row.result
    bands = {name: result[name] for name in ("band", "mildest", "gravest")}
    return {"scale": row.scale, **bands, "raises": row.raises, "settled": row.settled}


def _tell(work: Work, incident: IncidentRow, told: Mapping[str, Any]) -> None:
    tell_desk(work, incident, "assessed", told)
    tell_carers(work, incident, "assessed", told)
