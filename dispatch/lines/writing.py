"""A text to one of our numbers: a line in the conversation of an open call, else a call of its own. Never dropped.

On record first, each once however often the provider tells it; decided about afterwards, with no transaction open.
"""

import re
from dataclasses import dataclass

from chassis.db import wait_turn
from chassis.identity import Actor, Role, system_actor
from chassis.outbox import Delivery, enqueue
from chassis.work import Work, working
from dispatch.calls import NewCall
from dispatch.desk.advising import advise_on
from dispatch.desk.alerting import ACT_SOON, raise_alert
from dispatch.desk.arrived import alert_written
from dispatch.desk.conversing import LONGEST, worked_at, write_line
from dispatch.desk.deciding import decide
from dispatch.desk.taking import put_on_record
from dispatch.lines.numbers import written_as
from dispatch.lines.pictures import CHANNEL, PictureState
from dispatch.lines.ringing import region_of
from dispatch.model import Channel
from dispatch.phrases import MessageKind, Side
from dispatch.premises import plain_number
from dispatch.system import System
from dispatch.tables.cases import CallRow
from dispatch.tables.texts import AttachmentRow, TextRow, open_call_of

MOST_PICTURES = 10  # as many as a provider sends with one text
HANGUL = re.compile("[가-힣ㄱ-ㅎㅏ-ㅣ]")
LETTERS = re.compile("[A-Za-z]")


@dataclass(frozen=True, slots=True)
class InboundText:
    """A text as the provider tells it. `number` None is withheld; `pictures` are addresses at the provider."""

    provider_id: str
    number: str | None
    dialled: str | None
    text: str
    pictures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a text: `opened` a call of its own, or went on with one. A repetition opens nothing."""

    call_id: str | None
    opened: bool


def language_of(text: str) -> str:
    """The language to answer in: English where somebody writes letters and no Hangul, else Korean."""
    return "en" if LETTERS.search(text) and not HANGUL.search(text) else "ko"


def receive_text(system: System, heard: InboundText) -> Kept:
    """Keep a text where it belongs. Texts of one number wait for each other, so that two at once make one call."""
    with system.db.read() as session:
        region = region_of(session, system, heard.dialled)
    with working(system, system_actor(region, "texts")) as work:
        wait_turn(work.session, f"text.{plain_number(heard.number) if heard.number else heard.provider_id}")
        before = work.session.get(TextRow, heard.provider_id)
        if before is not None:
            return Kept(before.call_id, opened=False)
        known = sorted(written_as(heard.number)) if heard.number else []
        call = open_call_of(work.session, region, known) if known else None
        opened = call is None
        if call is None:
            call, incident_id = _open_call(work, system, heard)
        else:
            _go_on(work, system, call, heard)
            incident_id = worked_at(work, call).id
        _keep(work, system, call, heard)
        call_id = call.id
    decide(system, incident_id, made_for="system:texts")
    advise_on(system, incident_id)
    return Kept(call_id, opened=opened)


def keep_answer(system: System, heard: InboundText) -> bool:
    """A hospital's answer goes on record as well; False when it was told before."""
    with system.db.read() as session:
        region = region_of(session, system, heard.dialled)
    with working(system, system_actor(region, "texts")) as work:
        wait_turn(work.session, f"text.{heard.number or heard.provider_id}")
        if work.session.get(TextRow, heard.provider_id) is not None:
            return False
        work.session.add(_row(work, heard, None))
        return True


def _open_call(work: Work, system: System, heard: InboundText) -> tuple[CallRow, str]:
    channel = Channel.MMS if heard.pictures else Channel.SMS
    told = NewCall(work.actor.region, channel, heard.number, heard.text or None, language=language_of(heard.text))
    taken = put_on_record(work, system, told)
    region, incident_id = work.actor.region, taken.incident_id
    raise_alert(work, system, "text_call", taken.call_id, region=region, level=ACT_SOON, incident_id=incident_id)
    return work.session.get_one(CallRow, taken.call_id), taken.incident_id


def _go_on(work: Work, system: System, call: CallRow, heard: InboundText) -> None:
    """A long text becomes several lines; who writes much in a hurry is not refused."""
    theirs = Work(work.session, Actor(f"caller:{call.id}", "caller", Role.CALLER, call.region), work.now, work.told)
    for begins in range(0, len(heard.text), LONGEST):
        piece = heard.text[begins : begins + LONGEST]
        if piece.strip():
            write_line(theirs, call, Side.CALLER, MessageKind.TALK, text=piece, most=None)
    alert_written(work, system, call)


def _keep(work: Work, system: System, call: CallRow, heard: InboundText) -> None:
    work.session.add(_row(work, heard, call.id))
    for url in heard.pictures[:MOST_PICTURES]:
        known = {"id": system.ids.new("att"), "region": call.region, "call_id": call.id, "at": work.now}
        row = AttachmentRow(**known, url=url, state=PictureState.WAITING)
        work.session.add(row)
        enqueue(work.session, Delivery(f"picture:{row.id}", call.region, CHANNEL, {"id": row.id}, work.now))


def _row(work: Work, heard: InboundText, call_id: str | None) -> TextRow:
    return TextRow(
        provider_id=heard.provider_id,
        region=work.actor.region,
        number=heard.number,
        dialled=heard.dialled,
        text=heard.text,
        at=work.now,
        call_id=call_id,
    )
