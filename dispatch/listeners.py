"""Telling somebody else's system something, and keeping how it answered: hospitals' lamps, vendors of drones."""

from collections.abc import Callable
from datetime import datetime

from chassis.listener import Listener
from dispatch.paging import FinalFailureError, TemporaryFailureError
from dispatch.system import System


def tell_listener(
    system: System, kind: type[Listener], ident: str, send: Callable[[], None], *, url: str, at: datetime
) -> None:
    """`send` to the listener `ident` of a kind, which stood at `url`. Raises what `send` raises."""
    try:
        send()
    except (TemporaryFailureError, FinalFailureError) as error:
        _keep(system, kind, ident, str(error)[:200], url=url, at=at)
        raise
    _keep(system, kind, ident, None, url=url, at=at)


def _keep(system: System, kind: type[Listener], ident: str, trouble: str | None, *, url: str, at: datetime) -> None:
    """How it answered, unless another stands there by now."""
    with system.db.write() as session:
        row = session.get(kind, ident, with_for_update=True)
        if row is not None and row.url == url:
            row.answer(trouble, at=at)
