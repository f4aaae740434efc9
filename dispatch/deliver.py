"""From the outbox to the outside world: claimed, called with no transaction open, and put on record.

At least once: a worker that dies between the call and the record calls again, with the same key. What fails for good,
or too often, is set aside with its reason and told to the desk; it never blocks the others.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import select

from chassis import topics
from chassis.chance import seeded
from chassis.claims import claim_deliveries
from chassis.events import Event
from chassis.identity import system_actor
from chassis.outbox import DeliveryRow, DeliveryState
from chassis.secrets import signed
from chassis.work import record_change, working
from dispatch.commissioning import tell
from dispatch.desk.announcing import ADT
from dispatch.lighting import show_lamp
from dispatch.lines.pictures import CHANNEL as PICTURE
from dispatch.lines.pictures import fetch_picture
from dispatch.lines.returning import CHANNEL as LINE_BACK
from dispatch.paging import FinalFailureError, Message, Receipt, Ring, TemporaryFailureError
from dispatch.paging.texts import body_of, validity_of
from dispatch.priority.asking import CHANNEL as SIGNAL
from dispatch.priority.saying import say
from dispatch.registering.writing import send_text
from dispatch.system import System
from dispatch.tables.cases import get_incident
from dispatch.tables.registered import CHANNEL as REGISTERED
from drones.tables.vendors import VENDOR
from hospitals.intake.lighting import LAMP
from hospitals.tables.requests import get_request

MOST_ATTEMPTS = 6
PATIENT = {ADT: 120}  # some four hours: a hospital's system that restarts or is mended still learns of its patient
FIRST_WAIT = timedelta(seconds=2)
LONGEST_WAIT = timedelta(minutes=2)
FINAL_STATUS = frozenset({"delivered", "undelivered", "failed", "canceled"})
STATUS_ORDER = ("accepted", "scheduled", "queued", "sending", "sent", *sorted(FINAL_STATUS))
NOT_SENT = Receipt("", "simulated")
KEYPAD = "keypad"  # what the secret in the address of a call is for
BACK = "call_back"  # as well
log = structlog.get_logger("goldentime.deliver")
Channel = Callable[[System, str, Mapping[str, Any]], Receipt]


def deliver(system: System, worker: str) -> int:
    """Send what is due; returns how many attempts were made. Safe with any number of workers.

    Messages to signals and callers' pictures go apart: who is slow there never holds up a page to a crew.
    """
    return _deliver(system, worker, but=(SIGNAL, PICTURE, ADT))


def fetch_pictures(system: System, worker: str) -> int:
    """The same for what callers have attached to their texts."""
    return _deliver(system, worker, only=(PICTURE,))


def deliver_signals(system: System, worker: str) -> int:
    """The same for what signal centres are told."""
    return _deliver(system, worker, only=(SIGNAL,))


def deliver_by(system: System, worker: str, name: str, channel: Channel) -> int:
    """The same for one channel, sent by whoever brings what it needs."""
    return _deliver(system, worker, only=(name,), channels={name: channel})


def _deliver(
    system: System,
    worker: str,
    *,
    only: Collection[str] = (),
    but: Collection[str] = (),
    channels: Mapping[str, Channel] | None = None,
) -> int:
    with system.db.write() as session:
        claimed = [
            (row.key, row.region, row.channel, dict(row.payload), row.attempts)
            for row in claim_deliveries(session, worker, now=system.clock.now(), only=only, but=but)
        ]
    for key, region, channel, payload, attempts in claimed:
        send = (channels or CHANNELS).get(channel, _nobody)
        _attempt(system, key, region, (channel, send), payload, attempts)
    return len(claimed)


def _nobody(_system: System, _key: str, _payload: Mapping[str, Any]) -> Receipt:
    """A newer version may know the channel; until then it waits like what nobody takes."""
    raise TemporaryFailureError("no such channel")


def record_status(system: System, remote_id: str, status: str) -> bool:
    """What the provider reports later. Reports come twice and out of order: never back from a final word."""
    with system.db.write() as session:
        row = session.scalars(select(DeliveryRow).where(DeliveryRow.remote_id == remote_id)).first()
        if row is None:
            return False
        if row.remote_status not in FINAL_STATUS and _rank(status) >= _rank(row.remote_status):
            row.remote_status = status
        return True


def _rank(status: str | None) -> int:
    return STATUS_ORDER.index(status) if status in STATUS_ORDER else -1


def _attempt(
    system: System, key: str, region: str, by: tuple[str, Channel], payload: Mapping[str, Any], attempts: int
) -> None:
    channel, send = by
    try:
        receipt = send(system, key, payload)
    except TemporaryFailureError as error:
        _put_off(system, key, region, (channel, attempts), str(error), error.retry_after)
    except FinalFailureError as error:
        _set_aside(system, key, region, str(error))
    except Exception as error:
        log.exception("delivery_failed", key=key, channel=channel)
        _put_off(system, key, region, (channel, attempts), type(error).__name__, None)
    else:
        with system.db.write() as session:
            row = session.get_one(DeliveryRow, key)
            row.state, row.sent_at, row.last_error = DeliveryState.SENT, system.clock.now(), None
            row.remote_id, row.remote_status = receipt.remote_id, receipt.status


def _put_off(
    system: System, key: str, region: str, tried: tuple[str, int], reason: str, retry_after: timedelta | None
) -> None:
    channel, attempts = tried
    if attempts >= PATIENT.get(channel, MOST_ATTEMPTS):
        _set_aside(system, key, region, f"given up after {attempts} attempts: {reason}")
        return
    with system.db.write() as session:
        row = session.get_one(DeliveryRow, key)
        row.due_at = system.clock.now() + (retry_after or _wait(key, attempts))
        row.claimed_by = row.claimed_until = None
        row.last_error = reason


def _wait(key: str, attempts: int) -> timedelta:
    """Twice as long each time, up to two minutes, with up to a quarter more so that not all come at once."""
    plain: timedelta = min(FIRST_WAIT * 2 ** min(attempts - 1, 10), LONGEST_WAIT)
    return plain * (1 + seeded(f"{key}:{attempts}").random() / 4)


def _set_aside(system: System, key: str, region: str, reason: str) -> None:
    with working(system, system_actor(region, "deliver")) as work:
        row = work.session.get_one(DeliveryRow, key)
        row.state, row.last_error = DeliveryState.DEAD, reason
        record_change(work, "delivery_dead", key[:64], None, {"channel": row.channel}, reason=reason[:200])
        data = {"key": key, "channel": row.channel, "reason": reason}
        work.told.append(Event(region, topics.desk(region), "delivery_dead", key[:64], data, work.now))


def _is_simulated(system: System, request_id: str) -> bool:
    """No real hospital is woken for a patient of the simulated day."""
    with system.db.read() as session:
        return get_incident(session, get_request(session, request_id).incident_id).simulated


def _text(system: System, key: str, payload: Mapping[str, Any]) -> Receipt:
    asked_for = payload["params"].get("request_id")
    if asked_for is not None and _is_simulated(system, asked_for):
        return NOT_SENT
    body = body_of(payload["template"], payload["language"], payload["params"])
    return system.paging.send(Message(payload["to"], body, key, validity_of(payload["template"])))


def _voice(system: System, key: str, payload: Mapping[str, Any]) -> Receipt:
    """A call to a hospital that has not answered: the keypad answers the request."""
    if _is_simulated(system, payload["request_id"]):
        return NOT_SENT
    token = signed(system.settings.secret_key, KEYPAD, payload["request_id"])
    return system.paging.ring(Ring(payload["to"], f"{system.settings.public_url}/hooks/voice/{token}", key))


def _back(system: System, key: str, payload: Mapping[str, Any]) -> Receipt:
    """Our own telephone rings; who picks up is put through to the person who could not be heard."""
    token = signed(system.settings.secret_key, BACK, payload["line_id"])
    return system.paging.ring(Ring(payload["to"], f"{system.settings.public_url}/hooks/voice/back/{token}", key))


def _lamp(system: System, key: str, payload: Mapping[str, Any]) -> Receipt:
    """The lamp of a hospital, told what it shows now; `request_id` None is a trial."""
    asked_for = payload["request_id"]
    if asked_for is not None and _is_simulated(system, asked_for):
        return NOT_SENT
    return Receipt("", "delivered" if show_lamp(system, payload["hospital_id"], key=key) else "no_lamp")


CHANNELS: Mapping[str, Channel] = {
    "sms": _text,
    "voice": _voice,
    LINE_BACK: _back,
    PICTURE: fetch_picture,
    LAMP: _lamp,
    SIGNAL: say,
    REGISTERED: send_text,
    VENDOR: tell,
}
