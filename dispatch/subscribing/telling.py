"""The worker's part: events get their numbers, and what is due is posted.

The log is the truth. Numbers are given in its order, one transaction a subscription, so that they count without gaps
whatever dies in between; what was numbered is posted until it is taken. A lease keeps two workers from one hook.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from chassis import events, topics
from chassis.accounts import MACHINE, TokenRow
from chassis.errors import NotFoundError
from chassis.scopes import covers
from chassis.sealing import SealError, sealer_of
from dispatch.fhir.document import written
from dispatch.fhir.news import (
    ERROR_FROM,
    News,
    NewsKind,
    NewsStatus,
    NewsTopic,
    Subscribed,
    focus_of,
    message,
    wait_after,
)
from dispatch.paging import FinalFailureError, TemporaryFailureError
from dispatch.subscriptions import Hook
from dispatch.system import System
from dispatch.tables.cases import get_incident
from dispatch.tables.subscriptions import NewsRow, SubscriptionRow, read_news, subscribed
from hospitals.tables.requests import get_request, read_requests

LEASE = timedelta(seconds=60)
AT_ONCE = 50  # events in one message
LOOKED = 500  # events of the log in one transaction
GONE = "410"


def tell_subscribers(system: System) -> int:
    """Number what has happened, then post what is due; returns how many messages were posted. Safe with any number of
    workers."""
    number_news(system)
    return sum(_tell(system, ident) for ident in _due(system))


def number_news(system: System) -> None:
    """Give every new event its number, for every subscription that has not ended."""
    with system.db.read() as session:
        open_ = select(SubscriptionRow).where(SubscriptionRow.status != NewsStatus.OFF.value)
        behind = [row.id for row in session.scalars(open_.order_by(SubscriptionRow.id)) if _unseen(session, row)]
    for ident in behind:
        with system.db.write() as session:
            _number(system, session, ident)


def _unseen(session: Session, row: SubscriptionRow) -> Sequence[events.Event]:
    topic = topics.hospital(row.region, row.hospital_id)
    return events.read(session, [topic], after=row.cursor, limit=LOOKED)


def _number(system: System, session: Session, ident: str) -> None:
    row = session.get(SubscriptionRow, ident, with_for_update=True, populate_existing=True)
    if row is None:
        return
    for event in _unseen(session, row):
        row.cursor = event.id
        about = _with_request(session, row, event.data)
        focus = focus_of(NewsTopic(row.topic), event.kind, about)
        if focus is None or _is_simulated(session, about.get("request_id")):
            continue
        row.counted += 1
        session.add(NewsRow(subscription_id=row.id, number=row.counted, focus=focus, at=event.at))
        if row.failures == 0 and not _is_leased(row, system.clock.now()):
            row.due_at = system.clock.now() if row.due_at is None else min(row.due_at, system.clock.now())


def _is_leased(row: SubscriptionRow, now: datetime) -> bool:
    """While a worker posts. What is numbered meanwhile goes out when it is done."""
    return row.leased_until is not None and row.leased_until > now


def _with_request(session: Session, row: SubscriptionRow, data: Mapping[str, Any]) -> Mapping[str, Any]:
    """What an event says, and the request by which the hospital knows the patient: signs and care have none."""
    incident_id = data.get("incident_id")
    if "request_id" in data or not isinstance(incident_id, str):
        return data
    asks = read_requests(session, incident_ids=(incident_id,), hospital_id=row.hospital_id, listed=False)
    return {**data, "request_id": asks[-1].id} if asks else data


def _is_simulated(session: Session, request_id: object) -> bool:
    """No hospital's own system is told of a patient of the simulated day."""
    if not isinstance(request_id, str):
        return False
    try:
        return get_incident(session, get_request(session, request_id).incident_id).simulated
    except NotFoundError:
        return False


def _due(system: System) -> list[str]:
    with system.db.read() as session:
        mine = select(SubscriptionRow.id).where(SubscriptionRow.due_at <= system.clock.now())
        due = mine.where(SubscriptionRow.status != NewsStatus.OFF.value)
        return list(session.scalars(due.order_by(SubscriptionRow.due_at, SubscriptionRow.id)))


def _tell(system: System, ident: str) -> bool:
    """One message to one hook; False where another worker has it, or nothing may be told any more."""
    claimed = _claim(system, ident)
    if claimed is None:
        return False
    one, hook, kind, news = claimed
    base = f"{system.settings.public_url}/fhir"
    body = written(message(one, kind, news, base=base, at=system.clock.now()))
    try:
        system.hooks.post(hook, body)
    except (TemporaryFailureError, FinalFailureError) as error:
        _failed(system, ident, str(error)[:200], gone=str(error).startswith(GONE))
    else:
        _taken(system, ident, news[-1].number if news else None)
    return True


def _claim(system: System, ident: str) -> tuple[Subscribed, Hook, NewsKind, list[News]] | None:
    """Lease a subscription that is due, and read what it has to be told."""
    now = system.clock.now()
    with system.db.write() as session:
        mine = update(SubscriptionRow).where(SubscriptionRow.id == ident, SubscriptionRow.due_at <= now)
        lease = {"due_at": now + LEASE, "leased_until": now + LEASE}
        if session.scalar(mine.values(lease).returning(SubscriptionRow.id)) is None:
            return None
        row = session.get_one(SubscriptionRow, ident, populate_existing=True)
        secret = _secret(system, row)
        if secret is None or not _may_be_told(session, row, system):
            row.status, row.due_at = NewsStatus.OFF.value, None
            return None
        kind = NewsKind.HANDSHAKE if row.answered_at is None else NewsKind.HEARTBEAT
        told = [] if kind is NewsKind.HANDSHAKE else _still_to_tell(session, row)
        return subscribed(row), Hook(row.endpoint, secret), NewsKind.EVENT if told else kind, told


def _still_to_tell(session: Session, row: SubscriptionRow) -> list[News]:
    """The next that is still kept. What a week has made us forget is passed over: its numbers tell them that it is
    missing."""
    news = read_news(session, row.id, since=row.sent + 1, until=row.counted, limit=AT_ONCE)
    row.sent = news[0].number - 1 if news else row.counted
    return news


def _secret(system: System, row: SubscriptionRow) -> str | None:
    try:
        return str(sealer_of(system.settings).opened(row.secret)["secret"])
    except SealError:
        return None


def _may_be_told(session: Session, row: SubscriptionRow, system: System) -> bool:
    """Until its end, and while the token that asked for it stands and has its scope."""
    now = system.clock.now()
    if row.ends_at is not None and row.ends_at <= now:
        return False
    begins = row.asked_by.removeprefix(MACHINE)
    token = select(TokenRow).where(TokenRow.fingerprint.startswith(begins, autoescape=True))
    stands = token.where(TokenRow.revoked_at.is_(None), or_(TokenRow.expires_at.is_(None), TokenRow.expires_at > now))
    return any(covers(one.scopes, "Subscription", "c") for one in session.scalars(stands))


def _taken(system: System, ident: str, number: int | None) -> None:
    now = system.clock.now()
    with system.db.write() as session:
        row = session.get(SubscriptionRow, ident, with_for_update=True, populate_existing=True)
        if row is None:
            return
        row.status, row.failures, row.trouble, row.answered_at = NewsStatus.ACTIVE.value, 0, None, now
        row.sent, row.leased_until = max(row.sent, number or 0), None
        later = now + timedelta(seconds=row.heartbeat_s) if row.heartbeat_s else None
        row.due_at = now if row.sent < row.counted else later


def _failed(system: System, ident: str, trouble: str, *, gone: bool) -> None:
    """The next attempt comes later each time. After some, its status says so to whoever looks; it is never given up
    before its end, unless their side says that it is gone for good."""
    with system.db.write() as session:
        row = session.get(SubscriptionRow, ident, with_for_update=True, populate_existing=True)
        if row is None:
            return
        row.failures, row.trouble, row.leased_until = row.failures + 1, trouble, None
        row.due_at = system.clock.now() + wait_after(row.failures)
        if gone:
            row.status, row.due_at = NewsStatus.OFF.value, None
        elif row.failures >= ERROR_FROM:
            row.status = NewsStatus.ERROR.value
