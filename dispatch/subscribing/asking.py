"""A hospital's system asks to be told, and to be told no more."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from chassis import events
from chassis.errors import InvalidInputError, NotFoundError, TooManyError
from chassis.identity import Actor
from chassis.outside import checked_address
from chassis.sealing import sealer_of
from chassis.work import Work, record_change, working
from dispatch.fhir.news import NewsStatus, NewsTopic, Subscribed
from dispatch.fhir.parts import ident
from dispatch.system import System
from dispatch.tables.subscriptions import NewsRow, SubscriptionRow, subscribed, subscriptions_of
from hospitals.tables.facts import HospitalRow, get_hospital_row

MOST = 10  # of one hospital
LONGEST_SECRET = 500
HEARTBEAT = (30, 86_400)  # seconds


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for."""

    topic: NewsTopic
    endpoint: str
    secret: str = field(repr=False)
    heartbeat_s: int | None = None
    ends_at: datetime | None = None


def subscribe(system: System, actor: Actor, hospital_id: str, wanted: Wanted) -> Subscribed:
    """From the next event on. The handshake comes first. Raises InvalidInputError, TooManyError."""
    _check(wanted)
    with working(system, actor) as work:
        house = get_hospital_row(work.session, hospital_id)
        if len(subscriptions_of(work.session, [hospital_id])) >= MOST:
            raise TooManyError("subscriptions", retry_after_s=3600)
        if wanted.ends_at is not None and wanted.ends_at <= work.now:
            raise InvalidInputError("end", "must lie ahead")
        row = _asked(work, system, house, wanted)
        work.session.add(row)
        about = {"topic": row.topic, "url": row.endpoint}
        record_change(work, "subscribe", row.id, None, about, region=house.region)
        return subscribed(row)


def _asked(work: Work, system: System, house: HospitalRow, wanted: Wanted) -> SubscriptionRow:
    """As it was asked for: nothing counted yet, and what has happened by now is not told."""
    return SubscriptionRow(
        id=system.ids.new("sub"),
        region=house.region,
        hospital_id=house.id,
        asked_by=work.actor.id,
        by_name=work.actor.name,
        asked_at=work.now,
        topic=wanted.topic.value,
        endpoint=checked_address(wanted.endpoint),
        secret=sealer_of(system.settings).seal({"secret": wanted.secret}),
        status=NewsStatus.REQUESTED.value,
        heartbeat_s=wanted.heartbeat_s,
        ends_at=wanted.ends_at,
        cursor=events.newest_id(work.session, house.region),
        counted=0,
        sent=0,
        failures=0,
        due_at=work.now,
    )


def _check(wanted: Wanted) -> None:
    fine = 8 <= len(wanted.secret) <= LONGEST_SECRET and wanted.secret.isascii() and wanted.secret.isprintable()
    if not fine or " " in wanted.secret:
        raise InvalidInputError("channel.header", "needs Authorization: Bearer and a secret of 8 characters or more")
    if wanted.heartbeat_s is not None and not HEARTBEAT[0] <= wanted.heartbeat_s <= HEARTBEAT[1]:
        raise InvalidInputError("channel.extension", f"a heartbeat every {HEARTBEAT[0]} to {HEARTBEAT[1]} seconds")


def unsubscribe(system: System, actor: Actor, hospital_id: str, name: str) -> None:
    """It is told nothing any more, and what it was told is forgotten. Raises NotFoundError."""
    with working(system, actor) as work:
        row = find_subscription(work.session, hospital_id, name)
        about = {"topic": row.topic, "url": row.endpoint}
        record_change(work, "unsubscribe", row.id, about, None, region=row.region)
        work.session.execute(delete(NewsRow).where(NewsRow.subscription_id == row.id))
        work.session.delete(row)


def find_subscription(session: Session, hospital_id: str, name: str) -> SubscriptionRow:
    """The hospital's own by the id it has in FHIR; raises NotFoundError for every other."""
    for row in subscriptions_of(session, [hospital_id]):
        if ident(row.id) == name:
            return row
    raise NotFoundError("Subscription", name)
