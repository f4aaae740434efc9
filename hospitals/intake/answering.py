"""What hospitals answer to requests. Each command is one short transaction.

Staff answer for their own hospital; a request of another one does not exist for them. The desk writes down what it
was told by telephone, on the same request.
"""

from sqlalchemy import func, select

from chassis.errors import ForbiddenError, InvalidInputError, NotFoundError
from chassis.ground import Ground
from chassis.identity import DESK, Actor, Role
from chassis.work import Work, working
from hospitals.intake.moves import WINDOW, check_version, move, set_alarm
from hospitals.intake.staffing import speaker
from hospitals.request import DeclineCode, Request, RequestAction, RequestState, Via
from hospitals.tables.requests import RequestRow, as_request, lock_request

LONGEST_TEXT = {"condition": 120, "text": 200}


def see(system: Ground, actor: Actor, request_id: str) -> Request:
    """Somebody at the hospital looks at the request. Looking again, or late, changes nothing."""
    with working(system, actor) as work:
        row = _own_request(work, request_id)
        fresh = row.state in (RequestState.SENT, RequestState.DELIVERED)
        return move(work, row, RequestAction.SEE) if fresh else as_request(row)


def accept(
    system: Ground,
    actor: Actor,
    request_id: str,
    *,
    condition: str | None = None,
    version: int | None = None,
    name_id: str | None = None,
    via: Via = Via.PAGE,
) -> Request:
    """Yes; with a `condition` ("in 15 minutes", "to stabilise only") only under it. The best yes wins, so not yet held.

    `name_id` is the name tapped on a shared screen. `version` is what the page showed; raises OutrunError when the
    request has moved since, IllegalMoveError when it can no longer be answered.
    """
    condition = _text("condition", condition)
    with working(system, actor) as work:
        row = _own_request(work, request_id, version)
        row.condition = condition
        _sign(work, row, name_id, via)
        action = RequestAction.ACCEPT_CONDITIONALLY if condition else RequestAction.ACCEPT
        return _answer(work, row, action, via)


def decline(
    system: Ground,
    actor: Actor,
    request_id: str,
    *,
    code: DeclineCode,
    text: str | None = None,
    version: int | None = None,
    name_id: str | None = None,
    via: Via = Via.PAGE,
) -> Request:
    """Cannot take the patient, and why; `other` needs words. Also takes back a yes that is not held yet."""
    text = _decline_text(code, text)
    with working(system, actor) as work:
        row = _own_request(work, request_id, version)
        row.decline_code, row.decline_text = code.value, text
        _sign(work, row, name_id, via)
        return _answer(work, row, RequestAction.DECLINE, via)


def phone_answer(
    system: Ground,
    actor: Actor,
    request_id: str,
    *,
    declined: DeclineCode | None,
    condition: str | None = None,
    text: str | None = None,
) -> Request:
    """What the desk was told by telephone, on the same request: `declined` is the reason, None is a yes.

    Raises ForbiddenError for anybody but a desk, NotFoundError for another region's request.
    """
    condition = _text("condition", condition)
    text = _decline_text(declined, text) if declined is not None else None
    with working(system, actor) as work:
        row = _regional_request(work, request_id)
        row.answered_name = row.answered_duty = None  # the desk wrote it down; who spoke was not asked
        if declined is None:
            row.condition = condition
            return _answer(work, row, RequestAction.ACCEPT_BY_PHONE, Via.PHONE)
        row.decline_code, row.decline_text = declined.value, text
        return _answer(work, row, RequestAction.DECLINE, Via.PHONE)


def _own_request(work: Work, request_id: str, version: int | None = None) -> RequestRow:
    """The request, locked, if it is this hospital's; to everybody else it does not exist."""
    row, actor = lock_request(work.session, request_id), work.actor
    if actor.role is not Role.HOSPITAL or actor.facility != row.hospital_id:
        raise NotFoundError("hospital request", request_id)
    check_version(row, version)
    return row


def _regional_request(work: Work, request_id: str) -> RequestRow:
    if work.actor.role not in DESK:
        raise ForbiddenError("only a desk writes down what was said by telephone")
    row = lock_request(work.session, request_id)
    if row.region != work.actor.region:
        raise NotFoundError("hospital request", request_id)
    return row


def _sign(work: Work, row: RequestRow, name_id: str | None, via: Via) -> None:
    """Who gives this answer; of a key or a text nobody knows whose it was."""
    if via is not Via.PAGE:
        row.answered_name = row.answered_duty = None
        return
    said_by = speaker(work, row.hospital_id, name_id)
    row.answered_name, row.answered_duty = said_by.name, said_by.duty


def _answer(work: Work, row: RequestRow, action: RequestAction, via: Via) -> Request:
    row.answered_by, row.answered_via = work.actor.id, via.value
    if action is not RequestAction.DECLINE:
        row.decline_code = row.decline_text = None
        _call_settling(work, row)
    return move(work, row, action, detail=row.decline_code)


def _call_settling(work: Work, row: RequestRow) -> None:
    """See that this yes is looked at: at the end of the patient's offer window, or at once when that is over."""
    first = select(func.min(RequestRow.offer_until)).where(RequestRow.patient_id == row.patient_id)
    set_alarm(work, row, WINDOW, max(work.session.scalar(first) or work.now, work.now))


def _decline_text(code: DeclineCode, text: str | None) -> str | None:
    text = _text("text", text)
    if code is DeclineCode.OTHER and not text:
        raise InvalidInputError("text", "the reason in words is needed for other")
    return text


def _text(field: str, text: str | None) -> str | None:
    cleaned = (text or "").strip()
    if len(cleaned) > LONGEST_TEXT[field]:
        raise InvalidInputError(field, f"at most {LONGEST_TEXT[field]} characters")
    return cleaned or None
