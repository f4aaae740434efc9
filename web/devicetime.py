"""When something was done, told by a device whose clock may be wrong: set right once, where it comes in.

A device says with what it sends what time it has (`Device-Time`). What lies further than `CLOSE` from ours is the error
of its clock, and every `DoneAt` is moved by it. A stamp keeps what the device said: there the difference is shown.
"""

from datetime import datetime, timedelta
from typing import Annotated

from flask import has_request_context, request
from pydantic import AfterValidator, AwareDatetime

from web.current import device_now, system

CLOSE = timedelta(seconds=5)  # as far as a message may well take


def _set_right(at: datetime) -> datetime:
    now = device_now() if has_request_context() else None
    if now is None:
        return at
    wrong = system().clock.now() - now
    try:
        return at + wrong if abs(wrong) > CLOSE else at
    except OverflowError:
        raise ValueError("is no time of this world") from None


def written_at() -> datetime | None:
    """When what is sent was written on its device (`Written-At`), by our clock; None where it does not say so."""
    try:
        told = datetime.fromisoformat(request.headers.get("Written-At", ""))
        return _set_right(told) if told.tzinfo is not None else None
    except ValueError:
        return None


DoneAt = Annotated[AwareDatetime, AfterValidator(_set_right)]
