"""Messages of operation 9 as notices: what they speak of, why, from when until when. Pure.

A message with the code of a condition closes that condition, unless it only asks to be telephoned. A message of the
emergency room never closes it: the interface loses the department ("no emergencies" may be the dentists'), so it
becomes an advisory that people read and no ranking obeys.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from hospitals.feeds.reports import Message, Scope
from hospitals.model import Capability
from hospitals.request import DeclineCode

AT_MOST = timedelta(
    hours=24
)  # a message that stays is extended with every answer; a feed that dies closes nobody for long
LONGEST_TEXT = 300
CLOSING = re.compile("불가|불능|중단|부족|부재|제한|고장|휴진|포화|없음")
ASKING = re.compile("문의|연락|협의|상의|확인")
REASONS = (
    (re.compile("수술 ?중|시술 ?중"), DeclineCode.SPECIALIST_BUSY),
    (re.compile("중환자실"), DeclineCode.NO_ICU_BED),
    (re.compile("수술실"), DeclineCode.NO_OPERATING_ROOM),
    (re.compile("장비|고장|점검|전산"), DeclineCode.EQUIPMENT_DOWN),
    (re.compile("간호|응급실 ?(의료진|인력)"), DeclineCode.NO_STAFF),
    (re.compile("인력|의료진|전문의|당직|부재|휴진"), DeclineCode.NO_SPECIALIST),  # of a department: its own
    (re.compile("격리"), DeclineCode.ISOLATION),
    (re.compile("소아|영유아"), DeclineCode.PAEDIATRIC_UNAVAILABLE),
    (re.compile("분만|산부|산모"), DeclineCode.OBSTETRIC_UNAVAILABLE),
    (re.compile("포화|과밀|대기"), DeclineCode.CROWDING),
    (re.compile("입원|병동|병실"), DeclineCode.NO_WARD_BED),
    (re.compile("병상|베드"), DeclineCode.NO_ED_BED),
)


@dataclass(frozen=True, slots=True)
class Notice:
    """One message, ready to be kept. `key` is the same as long as the hospital says the same of the same."""

    hospital_id: str
    key: str
    capability: Capability | None
    reason: DeclineCode
    text: str
    advisory: bool
    starts_at: datetime
    ends_at: datetime


def notices_of(messages: Iterable[Message], *, now: datetime) -> tuple[Notice, ...]:
    """The notices that are or will be in force; a message that has ended is none."""
    found = {notice.key: notice for notice in (_notice(one, now) for one in messages) if notice is not None}
    return tuple(found[key] for key in sorted(found))


def _notice(message: Message, now: datetime) -> Notice | None:
    if message.ends_at is not None and message.ends_at <= now:
        return None
    starts_at = message.starts_at or now
    ends_at = min(message.ends_at or now + AT_MOST, max(now, starts_at) + AT_MOST)
    if ends_at <= starts_at:
        return None
    told = f"{message.hospital_id}|{message.code}|{message.starts_at}|{message.text}"
    return Notice(
        hospital_id=message.hospital_id,
        key=hashlib.sha256(told.encode()).hexdigest()[:32],
        capability=message.capability,
        reason=reason_of(message.text),
        text=message.text[:LONGEST_TEXT],
        advisory=_is_advisory(message),
        starts_at=starts_at,
        ends_at=ends_at,
    )


def reason_of(text: str) -> DeclineCode:
    """The reason the words give; `other` when they give none."""
    return next((code for pattern, code in REASONS if pattern.search(text)), DeclineCode.OTHER)


def _is_advisory(message: Message) -> bool:
    if message.scope is Scope.EMERGENCY_ROOM:
        return True
    return bool(ASKING.search(message.text)) and not CLOSING.search(message.text)
