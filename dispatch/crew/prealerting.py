"""The card sent ahead to the hospital that takes the patient, and that somebody there has seen it."""

from datetime import datetime

from sqlalchemy.orm import Session

from chassis.errors import IllegalMoveError, NotFoundError
from chassis.identity import Actor
from chassis.work import record_change, working
from dispatch.care.prealert import Card, Wanted, card_of, card_plain
from dispatch.desk.asking import confine
from dispatch.desk.carers import tell_carers, tell_desk
from dispatch.desk.stamping import stamp
from dispatch.system import System
from dispatch.tables.arriving import carrying_job, read_arrival
from dispatch.tables.carerecord import read_record
from dispatch.tables.cases import get_incident
from dispatch.tables.prealerts import PreAlertRow, newest_prealert
from dispatch.tables.reading import find_reading
from hospitals.disclosure import may_read
from hospitals.request import Request
from hospitals.tables.requests import get_request


def send_prealert(
    system: System, actor: Actor, incident_id: str, wanted: Wanted, *, device_at: datetime | None = None
) -> str:
    """Send the card as it stands now; a person does, and what changes later is told as a change. Returns its id.

    Raises IllegalMoveError while no hospital has been chosen: there is nobody to send it to.
    """
    with working(system, actor) as work:
        incident = get_incident(work.session, incident_id)
        confine(work.session, actor, incident)
        ask = find_reading(work.session, incident.hospital_id, incident.id, now=work.now)
        if ask is None:
            raise IllegalMoveError("pre-alert", "no_hospital", "send", ("ask",))
        card = card_now(work.session, incident.id, ask, wanted, now=work.now)
        row = PreAlertRow(
            id=system.ids.new("pre"),
            region=incident.region,
            incident_id=incident.id,
            hospital_id=ask.hospital_id,
            card=card_plain(card),
            sent_at=work.now,
            device_at=device_at,
            actor=actor.id,
            actor_name=actor.name,
        )
        work.session.add(row)
        stamp(work, incident, "pre_alert", device_at=device_at)
        sent = {"hospital_id": ask.hospital_id, "pre_alert": row.id}
        record_change(work, "send_prealert", incident.id, None, sent, region=incident.region)
        tell_carers(work, incident, "pre_alert_sent", {"by": actor.name})
        tell_desk(work, incident, "pre_alert_sent", {"hospital_id": ask.hospital_id})
        return row.id


def card_now(session: Session, incident_id: str, ask: Request, wanted: Wanted, *, now: datetime) -> Card:
    """The card as it would be sent now."""
    job = carrying_job(session, incident_id)
    arrival = read_arrival(session, ask, job, now=now) if job is not None else None
    return card_of(read_record(session, incident_id, now=now), wanted, eta=arrival.at if arrival else None)


def see_prealert(system: System, actor: Actor, request_id: str) -> None:
    """Somebody at the hospital has read the card; who is first stands, and the crew is told. Raises NotFoundError."""
    with working(system, actor) as work:
        ask = get_request(work.session, request_id)
        if ask.hospital_id != actor.facility or not may_read(ask, now=work.now):
            raise NotFoundError("hospital request", request_id)
        row = newest_prealert(work.session, ask.incident_id, ask.hospital_id)
        if row is None:
            raise NotFoundError("pre-alert", request_id)
        if row.seen_at is not None:
            return
        row.seen_at, row.seen_by, row.seen_name = work.now, actor.id, actor.name
        incident = get_incident(work.session, ask.incident_id)
        record_change(work, "see_prealert", incident.id, None, {"pre_alert": row.id}, region=incident.region)
        tell_carers(work, incident, "pre_alert_seen", {"by": actor.name})
        tell_desk(work, incident, "pre_alert_seen", {"hospital_id": ask.hospital_id})
