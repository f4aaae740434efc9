"""Declaring an incident one with many casualties, changing its report, ending it; and which hospitals are told."""

from collections.abc import Iterable
from dataclasses import asdict

from chassis import topics
from chassis.errors import IllegalMoveError, InvalidInputError
from chassis.events import Event
from chassis.identity import Actor
from chassis.outbox import Delivery, enqueue
from chassis.work import Work, record_change, working
from dispatch.desk.asking import confine
from dispatch.desk.stamping import stamp
from dispatch.desk.telling import tell_crews, tell_incident
from dispatch.mass.model import Methane
from dispatch.mass.policy import level_of
from dispatch.policies.force import in_force
from dispatch.states import OPEN_INCIDENT, IncidentAction
from dispatch.system import System
from dispatch.tables.areas import get_region
from dispatch.tables.cases import IncidentRow, get_incident
from dispatch.tables.mass import MassNoticeRow, MassRow, find_mass, lock_mass, notices_of, running
from hospitals.tables.facts import get_hospital_row

MOST = 10_000


def declare_mass(system: System, actor: Actor, incident_id: str, report: Methane) -> None:
    """Declare, or declare again after an end; every hospital of the catchment is told and asked to post its surge.

    Declaring what is declared tells the report anew, as a whole. Raises IllegalMoveError when the incident is over,
    ForbiddenError.
    """
    _check(report)
    with working(system, actor) as work:
        incident = get_incident(work.session, incident_id)
        confine(work.session, actor, incident)
        if incident.state not in OPEN_INCIDENT:
            raise IllegalMoveError("incident", incident.state, "declare", (IncidentAction.REOPEN,))
        row = find_mass(work.session, incident_id)
        under_way = row is not None and row.ended_at is None
        if row is None or not under_way:
            row = _declare(work, incident, row)
        _write(work, system, incident, row, report)
        old, new = ({"running": one, "level": incident.mass_level} for one in (under_way, True))
        record_change(work, "declare_mass", incident.id, old, new | asdict(report), region=incident.region)


def end_mass(system: System, actor: Actor, incident_id: str, reason: str) -> None:
    """No further casualties are looked for; those there are still need their ends."""
    with working(system, actor) as work:
        incident = get_incident(work.session, incident_id)
        confine(work.session, actor, incident)
        _end(work, incident, running(lock_mass(work.session, incident_id)), reason)
        tell_incident(work, incident)


def close_mass(work: Work, incident: IncidentRow) -> None:
    """The incident itself is over, and with it this: every hospital that was told is told so."""
    if find_mass(work.session, incident.id) is None:
        return
    row = lock_mass(work.session, incident.id)
    if row.ended_at is None:
        _end(work, incident, row, "closed")
    else:
        tell_mass(work, incident)


def tell_mass(work: Work, incident: IncidentRow, *, hospital_ids: Iterable[str] | None = None) -> None:
    """The desk, the crews on it and the hospitals that know (or those named) look again. No casualty travels along."""
    work.session.flush()
    tell_crews(work, incident, "mass_changed")
    wanted = None if hospital_ids is None else set(hospital_ids)
    readers = [(incident.region, topics.desk(incident.region))]
    readers += [
        (one.hospital_region, topics.hospital(one.hospital_region, one.hospital_id))
        for one in notices_of(work.session, incident.id)
        if wanted is None or one.hospital_id in wanted
    ]
    told = {"incident_id": incident.id, "number": incident.number}
    work.told.extend(Event(region, topic, "mass_changed", incident.id, told, work.now) for region, topic in readers)


def notify(work: Work, incident: IncidentRow, hospital_id: str) -> MassNoticeRow:
    """That a hospital is told; the row it has already, or a new one with a text to its alarm telephone."""
    row = work.session.get(MassNoticeRow, (incident.id, hospital_id))
    if row is None:
        house = get_hospital_row(work.session, hospital_id)
        row = MassNoticeRow(
            incident_id=incident.id, hospital_id=hospital_id, hospital_region=house.region, told_at=work.now
        )
        work.session.add(row)
        text_hospital(work, incident, hospital_id, "mass_declared", {})
    return row


def text_hospital(work: Work, incident: IncidentRow, hospital_id: str, template: str, params: dict[str, int]) -> None:
    """A text message to the hospital's alarm telephone, if it has one. Numbers only: no casualty is named."""
    to = get_hospital_row(work.session, hospital_id).alert_phone
    if to is not None:
        payload = {"to": to, "template": template, "language": "ko", "params": {"number": incident.number, **params}}
        key = f"{template}:{incident.id}:{hospital_id}:{work.now.isoformat()}"
        enqueue(work.session, Delivery(key, incident.region, "sms", payload, work.now))


def _end(work: Work, incident: IncidentRow, row: MassRow, reason: str) -> None:
    row.ended_at, row.ended_by, row.ended_name, row.ended_reason = work.now, work.actor.id, work.actor.name, reason
    incident.mass_level = None
    stamp(work, incident, "mass_ended")
    record_change(work, "end_mass", incident.id, None, {"ended": True}, region=incident.region, reason=reason)
    tell_mass(work, incident)


def _declare(work: Work, incident: IncidentRow, before: MassRow | None) -> MassRow:
    row = before or MassRow(incident_id=incident.id, region=incident.region, numbered=0)
    row.declared_at = work.now
    row.declared_by, row.declared_name = work.actor.id, work.actor.name
    row.ended_at = row.ended_by = row.ended_name = row.ended_reason = None
    work.session.add(row)
    work.session.flush()
    stamp(work, incident, "mass_declared")
    for hospital_id in get_region(work.session, incident.region).catchment:
        notify(work, incident, hospital_id)
    return row


def _write(work: Work, system: System, incident: IncidentRow, row: MassRow, report: Methane) -> None:
    for name, value in asdict(report).items():
        setattr(row, name, value)
    row.reported_at = work.now
    incident.mass_level = level_of(report.estimated, in_force(work.session, system, incident.region).mass)
    tell_incident(work, incident)
    tell_mass(work, incident)


def _check(report: Methane) -> None:
    if report.estimated is not None and not 0 < report.estimated <= MOST:
        raise InvalidInputError("estimated", f"1 to {MOST} casualties")
