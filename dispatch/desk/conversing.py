"""The control room and the person who called, in writing: for who cannot speak or hear, and for the door code."""

from datetime import timedelta

from sqlalchemy.orm import Session

from chassis import topics
from chassis.errors import IllegalMoveError, InvalidInputError, NotFoundError, TooManyError
from chassis.events import Event
from chassis.identity import Actor
from chassis.work import Work, record_change, working
from dispatch.desk.alerting import clear_alert
from dispatch.events import caller_told
from dispatch.phrases import OUTCOMES, WORDLESS, DeskPhrase, MessageKind, Side, WishOutcome
from dispatch.states import IncidentState
from dispatch.system import System
from dispatch.tables.cases import CallRow, IncidentRow
from dispatch.tables.family import followed
from dispatch.tables.messages import MessageRow, newest_line, open_wish, unread_by_desk, written_since

LONGEST = 500
MOST, WINDOW = 12, timedelta(minutes=1)
TWICE = timedelta(seconds=10)  # a line sent again because the network hid that it had arrived
OVER = frozenset({IncidentState.CLOSED, IncidentState.CANCELLED})
ARRIVED = ("text_call", "app_call", "web_call")  # the alert a call in writing comes with
WROTE = ("caller_wrote", "caller_urgent", *ARRIVED)


def answer_caller(
    system: System, actor: Actor, call_id: str, *, text: str | None = None, phrase: DeskPhrase | None = None
) -> None:
    """A line to the person who called. Answering is reading: what they wrote before counts as seen.

    Raises NotFoundError, InvalidInputError, TooManyError, and IllegalMoveError when their link has ended.
    """
    with working(system, actor) as work:
        call = own_call(work, call_id)
        if call.link_expires is None or call.link_expires < work.now:
            raise IllegalMoveError("link", "ended", "answer", ())
        _see(work, call)
        write_line(work, call, Side.DESK, MessageKind.TALK, text=text, phrase=phrase)


def read_caller(system: System, actor: Actor, call_id: str) -> None:
    """A person at the desk has read what the caller wrote; the caller sees that."""
    with working(system, actor) as work:
        call = own_call(work, call_id)
        _see(work, call)
        tell_talkers(work, call)


def settle_wish(system: System, actor: Actor, call_id: str, kind: MessageKind, outcome: WishOutcome) -> None:
    """Say what became of a wish; its alert goes. Raises NotFoundError when nobody wishes it, InvalidInputError."""
    if outcome not in OUTCOMES.get(kind, ()):
        raise InvalidInputError("outcome", f"{kind} does not end with {outcome}")
    with working(system, actor) as work:
        call = own_call(work, call_id)
        wish = open_wish(work.session, call.id, kind)
        if wish is None:
            raise NotFoundError("wish", kind)
        wish.read_at, wish.outcome = work.now, outcome
        clear_alert(work, f"caller_{kind}", call.id)
        record_change(work, "settle_wish", worked_at(work, call).id, {"wish": kind}, {"outcome": outcome})
        tell_talkers(work, call)


def write_line(
    work: Work,
    call: CallRow,
    side: Side,
    kind: MessageKind,
    *,
    text: str | None = None,
    phrase: str | None = None,
    most: int | None = MOST,
) -> bool:
    """Add a line and tell both sides; False when the same one has just been written. Wishes and photographs
    carry no words.

    At most `most` lines a minute of one side; None where somebody else has told repetitions apart: then each is kept.
    """
    said = (text or "").strip() or None
    _check(work, call, kind, said, phrase)
    if most is not None and written_since(work.session, call.id, side, work.now - WINDOW) >= most:
        raise TooManyError("lines", retry_after_s=round(WINDOW.total_seconds()))
    last = newest_line(work.session, call.id, side) if most is not None else None
    if last is not None and (last.kind, last.text, last.phrase) == (kind, said, phrase) and work.now - last.at < TWICE:
        return False
    about = {"region": call.region, "call_id": call.id, "at": work.now, "actor": work.actor.id}
    row = MessageRow(**about, actor_name=work.actor.name, kind=kind, side=side, text=said, phrase=phrase)
    work.session.add(row)
    record_change(work, f"write_{kind}", worked_at(work, call).id, None, {"side": side}, region=call.region)
    tell_talkers(work, call)
    return True


def tell_talkers(work: Work, call: CallRow) -> None:
    """Both sides look again. The words themselves stay where they are addressed: in the call."""
    data = {"call_id": call.id, "incident_id": worked_at(work, call).id}
    desk = Event(call.region, topics.desk(call.region), "caller_message", call.id, data, work.now)
    work.told.extend([desk, caller_told(call, "caller_message", {}, at=work.now)])


def worked_at(work: Work, call: CallRow) -> IncidentRow:
    """The incident people work at: that of the call, or the one it was merged into."""
    return followed(work.session, call.incident_id)


def _check(work: Work, call: CallRow, kind: MessageKind, said: str | None, phrase: str | None) -> None:
    if kind not in WORDLESS and (said is None) == (phrase is None):
        raise InvalidInputError("text", "either words or a phrase")
    if said is not None and len(said) > LONGEST:
        raise InvalidInputError("text", f"at most {LONGEST} characters")
    if IncidentState(worked_at(work, call).state) in OVER:
        raise IllegalMoveError("call", "over", "write", ())


def _see(work: Work, call: CallRow) -> None:
    for row in unread_by_desk(work.session, call.id):
        row.read_at = work.now
    for alert in WROTE:
        clear_alert(work, alert, call.id)


def own_call(work: Work, call_id: str) -> CallRow:
    """A call of the desk's own region; raises NotFoundError."""
    return own_call_of(work.session, work.actor, call_id)


def own_call_of(session: Session, actor: Actor, call_id: str) -> CallRow:
    """The same where nothing is written."""
    call = session.get(CallRow, call_id)
    if call is None or call.region != actor.region:
        raise NotFoundError("call", call_id)
    return call
