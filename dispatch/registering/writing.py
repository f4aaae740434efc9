"""Texts to registered people. In the outbox the number and the words lie sealed; they are opened as they are sent."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from chassis.outbox import Delivery, enqueue
from chassis.sealing import SealError, sealer_of
from dispatch.paging import FinalFailureError, Message, Receipt
from dispatch.paging.texts import body_of, validity_of
from dispatch.system import System
from dispatch.tables.areas import get_region
from dispatch.tables.registered import CHANNEL


def write_text(
    session: Session,
    system: System,
    key: str,
    region: str,
    to: str,
    template: str,
    params: Mapping[str, Any],
    *,
    speaks: str,
    at: datetime,
) -> None:
    """Put a text into the outbox. `key` names the person or the code first, so that it goes when they do."""
    told = {"to": to, "template": template, "language": speaks, "params": dict(params)}
    sealed = sealer_of(system.settings).seal(told)
    enqueue(session, Delivery(f"{CHANNEL}:{key}", region, CHANNEL, {"sealed": sealed}, at))


def send_text(system: System, key: str, payload: Mapping[str, Any]) -> Receipt:
    """Open a text and send it."""
    try:
        told = sealer_of(system.settings).opened(payload["sealed"])
    except SealError as error:
        raise FinalFailureError("sealed", "the secret it was sealed under is gone") from error
    body = body_of(told["template"], told["language"], told["params"])
    return system.paging.send(Message(told["to"], body, key, validity_of(told["template"])))


def page_link(system: System) -> str:
    """Where people keep their cards."""
    return f"{system.settings.public_url}/registered"


def day_of(session: Session, region: str, at: datetime) -> str:
    """The day as people of the region write it."""
    return f"{at.astimezone(ZoneInfo(get_region(session, region).timezone)):%Y-%m-%d}"
