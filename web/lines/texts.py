"""Texts that come in: from a hospital an answer, from anybody else a call. Only with the provider's signature."""

from contextlib import suppress

from flask import Response, request

from chassis.identity import system_actor
from dispatch.desk.hearing import hear_message
from dispatch.intake.aml import is_aml
from dispatch.intake.meaning import Format
from dispatch.intake.numbers import plain_number
from dispatch.intake.unreadable import UnreadableError
from dispatch.lines.ringing import caller_of, region_of
from dispatch.lines.writing import InboundText, keep_answer, receive_text
from hospitals.keypad import read_text
from hospitals.request import Via
from hospitals.tables.replies import is_hospitals, waiting_for_number
from web.current import system
from web.guard import for_signed_requests
from web.hooks import answer_as_hospital, check_signature, hooks
from web.lines.hooks import LONGEST_ID, log
from web.problems import STORAGE_AWAY
from web.voice import nothing, text_reply

LONGEST_TEXT, LONGEST_URL = 5000, 1000


@hooks.post("/sms/incoming")
@hooks.post("/sms/reply")  # the address of older settings
@for_signed_requests
def text_incoming() -> Response:
    """A hospital's number answers its request; the number of an open call goes on with it; any other opens a call.

    What a telephone says by itself (AML) is a position, whosever it is.
    """
    check_signature()
    heard = _heard()
    if is_aml(heard.text):
        return _hear_telephone(heard)
    try:
        return _kept(heard)
    except STORAGE_AWAY:
        log.exception("text_not_kept")
        return text_reply("voice.text_away")  # nobody here will read it: the writer has to know


def _kept(heard: InboundText) -> Response:
    with system().db.read() as session:
        hospital = heard.number is not None and is_hospitals(session, heard.number)
    if hospital:
        return _answer(heard)
    kept = receive_text(system(), heard)
    return text_reply("voice.text_received") if kept.opened else nothing()


def _answer(heard: InboundText) -> Response:
    """With more than one patient waiting nobody guesses which was meant."""
    if not keep_answer(system(), heard):
        return nothing()
    with system().db.read() as session:
        waiting = waiting_for_number(session, heard.number or "")
    answer = read_text(heard.text)
    if len(waiting) != 1 or answer is None:
        return text_reply("voice.text_help" if len(waiting) == 1 else "voice.text_page")
    answer_as_hospital(waiting[0], answer, Via.TEXT)
    return text_reply("voice.thanks_yes" if answer.declined is None else "voice.thanks_no")


def _hear_telephone(heard: InboundText) -> Response:
    """A telephone tells where it is; nobody reads an answer. What cannot be read is kept for a person."""
    with system().db.read() as session:
        region = region_of(session, system(), heard.dialled)
    body, number = request.form["Body"].encode("utf-8", "replace"), plain_number(request.form.get("From"))
    with suppress(UnreadableError):
        hear_message(system(), system_actor(region, "aml"), Format.AML, body, sender="sms", number=number)
    return Response(status=204)


def _heard() -> InboundText:
    form = request.form
    provider_id = form.get("MessageSid", "")[:LONGEST_ID] or system().ids.new("text")
    told = form.get("NumMedia", "0")
    count = min(int(told), 10) if told.isascii() and told.isdecimal() else 0
    urls = (form.get(f"MediaUrl{n}", "") for n in range(count))
    pictures = tuple(url for url in urls if url.startswith(("https://", "http://")) and len(url) <= LONGEST_URL)
    dialled = form.get("To", "").strip()[:32] or None
    text = form.get("Body", "").replace("\0", "").strip()[:LONGEST_TEXT]
    return InboundText(provider_id, caller_of(form.get("From", "")), dialled, text, pictures)
