"""What the provider tells of calls to our numbers; only with its signature."""

import structlog
from flask import Response, request

from chassis.errors import NotFoundError
from chassis.secrets import unsigned
from dispatch.deliver import BACK
from dispatch.lines.ringing import Heard, caller_of, hear_line
from dispatch.tables.lines import LineRow, find_dialled
from web.current import system
from web.guard import for_signed_requests
from web.hooks import check_signature, hooks
from web.problems import STORAGE_AWAY, Refused
from web.voice import hold, nothing, put_through

LONGEST_ID = 64
log = structlog.get_logger("goldentime.lines")


@hooks.post("/voice/incoming")
@for_signed_requests
def voice_incoming() -> Response:
    """Somebody rings one of our numbers. They are on record before they hear a word."""
    return hold(_group(_heard()) or system().settings.voice_group)


def _group(heard: Heard) -> str | None:
    """Whom the call is put through to. With no database it is put through all the same: its end, told later, makes the
    line."""
    try:
        hear_line(system(), heard)
        with system().db.read() as session:
            known = find_dialled(session, heard.dialled) if heard.dialled else None
    except STORAGE_AWAY:
        log.exception("line_not_kept")
        return None
    return known.group if known is not None else None


@hooks.post("/voice/status")
@for_signed_requests
def voice_status() -> Response:
    """How a call goes on: twice and out of order is normal. Calls we have placed ourselves are let by."""
    heard = _heard()
    if not request.form.get("Direction", "inbound").startswith("outbound"):
        hear_line(system(), heard)
    return nothing()


@hooks.post("/voice/back/<token>")
@for_signed_requests
def voice_back(token: str) -> Response:
    """Our own telephone has picked up for a call back: the person is rung now."""
    check_signature()
    line_id = unsigned(system().settings.secret_key, BACK, token)
    with system().db.read() as session:
        row = session.get(LineRow, line_id) if line_id else None
    if row is None or row.number is None:
        raise NotFoundError("line", line_id or "")
    return put_through(row.number)


def _heard() -> Heard:
    check_signature()
    form = request.form
    provider_id = form.get("CallSid", "")
    if not 0 < len(provider_id) <= LONGEST_ID:
        raise Refused(422, "invalid_input", "a call has a CallSid of at most 64 characters")
    dialled = form.get("To", "").strip()[:32] or None
    return Heard(provider_id, caller_of(form.get("From", "")), dialled, form.get("CallStatus", ""))
