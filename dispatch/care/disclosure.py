"""By which request a hospital reads a patient's record. The rule of how much is `hospitals.disclosure`.

Whatever shows a hospital something of a patient asks here first: record, pictures, messages, documents.
"""

from collections.abc import Iterable
from datetime import datetime

from hospitals.disclosure import may_read
from hospitals.request import Request


def reading_of(asks: Iterable[Request], hospital_id: str | None, *, now: datetime) -> Request | None:
    """Of the requests of one patient, that by which the hospital reads the whole record at `now`; None when it may
    not."""
    return next((ask for ask in asks if ask.hospital_id == hospital_id and may_read(ask, now=now)), None)
