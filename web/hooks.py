"""What providers and signal centres tell us; only with their signature."""

from apiflask import APIBlueprint
from flask import Response, request

from chassis.errors import IllegalMoveError
from chassis.identity import Actor, Role
from chassis.secrets import same, sign, unsigned
from dispatch.deliver import KEYPAD, record_status
from dispatch.paging.sms import is_signed
from dispatch.priority.hearing import hear_answers
from hospitals.intake import answering
from hospitals.keypad import NO, YES, Said, reason_of
from hospitals.request import ANSWERABLE, Request, Via
from hospitals.tables.requests import get_request
from routing.signals.srm import MessageError, ssm_from_json
from web.current import system
from web.guard import for_signed_requests
from web.problems import Refused
from web.voice import question, reasons, said

SIGNED_WITHIN_S = 300
hooks = APIBlueprint("hooks", __name__, url_prefix="/hooks", enable_openapi=False)


@hooks.post("/sms/status")
@for_signed_requests
def sms_status() -> tuple[str, int]:
    """MessageSid and MessageStatus of a text; twice and out of order is normal."""
    check_signature()
    remote_id, status = request.form.get("MessageSid", ""), request.form.get("MessageStatus", "")
    record_status(system(), remote_id, status)
    return "", 204


@hooks.post("/signals/status")
@for_signed_requests
def signal_status() -> tuple[str, int]:
    """SSM of the city's signal centre: one or a list. What is not ours is let by, twice and late are normal."""
    _check_centre()
    raw = request.get_json(silent=True)
    try:
        said = [ssm_from_json(one) for one in (raw if isinstance(raw, list) else [raw])]
    except MessageError as error:
        raise Refused(422, "invalid_input", str(error)) from error
    hear_answers(system(), said, simulated=False)
    return "", 204


def _check_centre() -> None:
    """By the secret both sides know, over the raw body, within five minutes."""
    secret, sent = system().settings.signals_token, request.headers.get("X-Goldentime-Timestamp", "")
    expected = "v1=" + sign(secret, f"{sent}.{request.get_data(as_text=True)}") if secret else ""
    fresh = sent.isdecimal() and abs(system().clock.now().timestamp() - int(sent)) <= SIGNED_WITHIN_S
    if not (expected and fresh and same(expected, request.headers.get("X-Goldentime-Signature", ""))):
        raise Refused(403, "signature", "the signature does not fit")


@hooks.post("/voice/<token>")
@for_signed_requests
def voice(token: str) -> Response:
    """A hospital has picked up: 1 takes the patient, 2 asks for the reason, anything else says it again."""
    found = _asked(token)
    if found.state not in ANSWERABLE:
        return said("voice.over")
    digits = request.form.get("Digits", "")
    if digits == NO:
        return reasons(token)
    if digits != YES:
        return question(found, token)
    return _answered(found, Said(None))


@hooks.post("/voice/<token>/reason")
@for_signed_requests
def voice_reason(token: str) -> Response:
    """The digit of a reason; an unknown one is asked for again."""
    found = _asked(token)
    code = reason_of(request.form.get("Digits", ""))
    return reasons(token) if code is None else _answered(found, Said(code))


def check_signature() -> None:
    """Raises Refused unless the provider has signed the address and the form."""
    settings = system().settings
    form = request.form.to_dict(flat=False)
    url = settings.public_url + request.full_path.rstrip("?")
    given = request.headers.get("X-Twilio-Signature", "")
    if not settings.sms_token or not is_signed(settings.sms_token, url, form, given):
        raise Refused(403, "signature", "the signature does not fit")


def _asked(token: str) -> Request:
    """The request a call is about. Raises Refused for a call the provider did not sign or an address we did not."""
    check_signature()
    request_id = unsigned(system().settings.secret_key, KEYPAD, token)
    if request_id is None:
        raise Refused(404, "not_found", "no such call")
    with system().db.read() as session:
        return get_request(session, request_id)


def _answered(found: Request, answer: Said) -> Response:
    """A yes given a moment ago is not taken back by a key on an old call."""
    if found.state not in ANSWERABLE:
        return said("voice.over")
    try:
        answer_as_hospital(found, answer, Via.KEYPAD)
    except IllegalMoveError:  # somebody was faster, on the page or elsewhere
        return said("voice.over")
    return said("voice.thanks_yes" if answer.declined is None else "voice.thanks_no")


def answer_as_hospital(found: Request, answer: Said, via: Via) -> None:
    """What a key or a text said, as the hospital's own answer. Raises IllegalMoveError when it is settled."""
    hospital = Actor(f"{via}:{found.hospital_id}", via.value, Role.HOSPITAL, found.hospital_region, found.hospital_id)
    if answer.declined is None:
        answering.accept(system(), hospital, found.id, via=via)
    else:
        answering.decline(system(), hospital, found.id, code=answer.declined, via=via)
