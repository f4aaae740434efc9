"""Whose link it is, and in which language its page speaks."""

from flask import g, request

from dispatch.boards.caller import find_call_by_link
from dispatch.tables.cases import CallRow
from web.current import system
from web.i18n import GUESTS, LANGUAGES


def call_of(token: str) -> CallRow:
    """The call behind a link; raises NotFoundError also when it has ended. The page speaks what the caller spoke,
    until they choose."""
    with system().db.read() as session:
        call = find_call_by_link(session, token, now=system().clock.now())
    if request.cookies.get("language") not in LANGUAGES:
        g.language = call.language if call.language in (*LANGUAGES, *GUESTS) else "en"
    return call
