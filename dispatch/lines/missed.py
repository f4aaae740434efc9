"""A text to somebody who rang, was not taken, and cannot be reached: we saw your call, and this is how to get help.

Only where the region's policy says after how many attempts; at most once a day to a number, however often it rang.
"""

from datetime import timedelta

from sqlalchemy import select

from chassis.db import wait_turn
from chassis.outbox import Delivery, DeliveryRow, enqueue
from chassis.work import Work, record_change
from dispatch.policies.force import in_force
from dispatch.premises import plain_number
from dispatch.system import System
from dispatch.tables.lines import LineRow

CHANNEL, AGAIN_AFTER = "sms", timedelta(days=1)


def text_missed(work: Work, system: System, line: LineRow) -> bool:
    """Put the text into the outbox when it is due; False where it is not, or has gone."""
    after = in_force(work.session, system, line.region).lines.text_after_attempts
    if line.number is None or not 0 < after <= line.attempts:
        return False
    wait_turn(work.session, f"missed.{plain_number(line.number)}")
    if _has_gone(work, line):
        return False
    phone, link = system.settings.emergency_number, f"{system.settings.public_url}/call"
    payload = {"to": line.number, "template": "missed_call", "language": "ko", "params": {"phone": phone, "link": link}}
    enqueue(work.session, Delivery(_key(line.id), line.region, CHANNEL, payload, work.now))
    record_change(work, "text_missed", line.id, None, {"attempts": line.attempts})
    return True


def _has_gone(work: Work, line: LineRow) -> bool:
    mine = select(LineRow.id).where(LineRow.region == line.region, LineRow.number == line.number)
    since = mine.where(LineRow.rang_at > work.now - AGAIN_AFTER)
    keys = [_key(line.id), *(_key(one) for one in work.session.scalars(since))]
    sent = select(DeliveryRow.key).where(DeliveryRow.key.in_(keys)).limit(1)
    return work.session.scalar(sent) is not None


def _key(line_id: str) -> str:
    return f"missed_call:{line_id}"
