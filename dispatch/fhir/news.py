"""News of a hospital's patients and capacity as FHIR tells them: the two topics, and the messages of the Subscriptions
R5 Backport for R4. Pure. A message says only what has changed; what is so now is read at `/fhir`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from dispatch.fhir.parts import Json, ident, instant, without_none

BACKPORT = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/"
TOPIC = "urn:goldentime:topic:"
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=2), timedelta(minutes=5)
ERROR_FROM = 5  # assumption: a restart of their server passes by unseen
CAPACITY = frozenset({"capacity_posted", "diversion_changed"})


class NewsTopic(StrEnum):
    """What a hospital can be told of."""

    ENCOUNTER_INBOUND = "encounter-inbound"
    CAPACITY_CHANGED = "capacity-changed"


class NewsStatus(StrEnum):
    """How a subscription stands: asked for, told, silent on their side, ended."""

    REQUESTED = "requested"
    ACTIVE = "active"
    ERROR = "error"
    OFF = "off"


class NewsKind(StrEnum):
    """What a message is."""

    HANDSHAKE = "handshake"
    HEARTBEAT = "heartbeat"
    EVENT = "event-notification"
    STATUS = "query-status"
    EVENTS = "query-event"


@dataclass(frozen=True, slots=True)
class Subscribed:
    """A subscription as it stands. `counted` is the number of the newest event, `sent` of the newest that arrived."""

    id: str
    hospital_id: str
    topic: NewsTopic
    endpoint: str
    status: NewsStatus
    counted: int
    sent: int
    failures: int
    heartbeat_s: int | None
    ends_at: datetime | None
    trouble: str | None
    asked_at: datetime
    answered_at: datetime | None
    by_name: str


@dataclass(frozen=True, slots=True)
class News:
    """One event, by its number: what it is about, and when it happened."""

    number: int
    focus: str
    at: datetime


def focus_of(topic: NewsTopic, kind: str, data: Mapping[str, Any]) -> str | None:
    """What an event of the hospital's own log is about; None where it is no news of this topic."""
    if topic is NewsTopic.CAPACITY_CHANGED:
        return f"Location/{ident(data['hospital_id'])}" if kind in CAPACITY else None
    request_id = data.get("request_id")
    return f"Encounter/{ident(request_id)}" if isinstance(request_id, str) and not data.get("listed") else None


def wait_after(failures: int) -> timedelta:
    """How long until the next attempt: twice as long each time, up to five minutes."""
    longest: timedelta = min(FIRST_WAIT * 2 ** min(failures - 1, 10), LONGEST_WAIT)
    return longest


def resource_of(one: Subscribed) -> Json:
    """The subscription as a resource; its secret is told nobody."""
    heartbeat = [{"url": BACKPORT + "backport-heartbeat-period", "valueUnsignedInt": one.heartbeat_s}]
    content = {"extension": [{"url": BACKPORT + "backport-payload-content", "valueCode": "id-only"}]}
    channel = {
        "extension": heartbeat if one.heartbeat_s else None,
        "type": "rest-hook",
        "endpoint": one.endpoint,
        "payload": "application/fhir+json",
        "_payload": content,
    }
    return without_none(
        {
            "resourceType": "Subscription",
            "id": ident(one.id),
            "meta": {"profile": [BACKPORT + "backport-subscription"]},
            "status": one.status.value,
            "end": instant(one.ends_at) if one.ends_at else None,
            "reason": f"{one.topic.value} for {one.hospital_id}",
            "criteria": TOPIC + one.topic.value,
            "error": one.trouble,
            "channel": without_none(channel),
        }
    )


def status_of(one: Subscribed, kind: NewsKind, news: Sequence[News], base: str) -> Json:
    """Where the subscription stands, with the events it is told of."""
    return {
        "resourceType": "Parameters",
        "id": ident(one.id, "status"),
        "meta": {"profile": [BACKPORT + "backport-subscription-status-r4"]},
        "parameter": [
            {"name": "subscription", "valueReference": {"reference": f"{base}/Subscription/{ident(one.id)}"}},
            {"name": "topic", "valueCanonical": TOPIC + one.topic.value},
            {"name": "status", "valueCode": one.status.value},
            {"name": "type", "valueCode": kind.value},
            {"name": "eventsSinceSubscriptionStart", "valueString": str(one.counted)},
            *(_event(each, base) for each in news),
            *([{"name": "error", "valueCodeableConcept": {"text": one.trouble}}] if one.trouble else []),
        ],
    }


def _event(one: News, base: str) -> Json:
    return {
        "name": "notificationEvent",
        "part": [
            {"name": "eventNumber", "valueString": str(one.number)},
            {"name": "timestamp", "valueInstant": instant(one.at)},
            {"name": "focus", "valueReference": {"reference": f"{base}/{one.focus}"}},
        ],
    }


def message(one: Subscribed, kind: NewsKind, news: Sequence[News], *, base: str, at: datetime) -> Json:
    """What is posted to the endpoint, and what `$events` answers with."""
    address = f"{base}/Subscription/{ident(one.id)}/$status"
    return {
        "resourceType": "Bundle",
        "type": "history",
        "timestamp": instant(at),
        "entry": [
            {
                "fullUrl": f"{base}/Parameters/{ident(one.id, 'status')}",
                "resource": status_of(one, kind, news, base),
                "request": {"method": "GET", "url": address},
                "response": {"status": "200"},
            }
        ],
    }
