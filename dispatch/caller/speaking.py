"""What the person who called says by the link: words, phrases, the way in, and wishes that people decide about."""

from chassis import topics
from chassis.events import Event
from chassis.identity import Actor, Role
from chassis.work import Work, working
from dispatch.desk.alerting import ACT_NOW, ACT_SOON, clear_alert, raise_alert
from dispatch.desk.arrived import alert_written
from dispatch.desk.conversing import tell_talkers, worked_at, write_line
from dispatch.desk.telling import jobs_of
from dispatch.phrases import URGENT, CallerPhrase, MessageKind, Side, WishOutcome
from dispatch.system import System
from dispatch.tables.cases import CallRow
from dispatch.tables.messages import open_wish

SPOKEN_ONLY = frozenset({"zh", "vi"})


def say(
    system: System, call: CallRow, *, text: str | None = None, phrase: CallerPhrase | None = None, language: str
) -> None:
    """A line to the control room, which answers in `language`. Raises InvalidInputError, TooManyError."""
    with working(system, caller_of(call)) as work:
        spoken = speaking_as(work, call, language)
        if write_line(work, spoken, Side.CALLER, MessageKind.TALK, text=text, phrase=phrase):
            urgent = phrase in URGENT
            alert_desk(
                work, system, spoken, "caller_urgent" if urgent else "caller_wrote", ACT_NOW if urgent else ACT_SOON
            )


def describe_place(system: System, call: CallRow, words: str, *, language: str) -> None:
    """Entrance, floor, door code: for the desk and every crew on the way. Raises as `say` does."""
    with working(system, caller_of(call)) as work:
        spoken = speaking_as(work, call, language)
        if write_line(work, spoken, Side.CALLER, MessageKind.PLACE, text=words):
            alert_desk(work, system, spoken, "caller_wrote", ACT_SOON)
            _tell_crews(work, spoken)


def wish(system: System, call: CallRow, kind: MessageKind) -> None:
    """Ask to be called back, or say that help is no longer needed. Nothing happens by itself: the desk decides."""
    with working(system, caller_of(call)) as work:
        if open_wish(work.session, call.id, kind) is None:
            write_line(work, call, Side.CALLER, kind)
        alert_desk(work, system, call, f"caller_{kind}", ACT_SOON)


def take_back_no_help(system: System, call: CallRow) -> None:
    """It was a mistake: help is needed after all. Changes nothing when nobody had said otherwise."""
    with working(system, caller_of(call)) as work:
        told = open_wish(work.session, call.id, MessageKind.NO_HELP)
        if told is not None:
            told.outcome = WishOutcome.TAKEN_BACK
            clear_alert(work, f"caller_{MessageKind.NO_HELP}", call.id)
            tell_talkers(work, call)


def caller_of(call: CallRow) -> Actor:
    """The person behind the link, on record as one without a name."""
    return Actor(f"caller:{call.id}", "caller", Role.CALLER, call.region)


def speaking_as(work: Work, call: CallRow, language: str) -> CallRow:
    """The call, from now on in the language its person reads the page in. One the desk holds the interview in, and no
    page is written in, stays."""
    row = work.session.get_one(CallRow, call.id)
    row.language = row.language if row.language in SPOKEN_ONLY else language
    return row


def alert_desk(work: Work, system: System, call: CallRow, kind: str, level: int = ACT_SOON) -> None:
    """The desk has to look at what came by the link."""
    about = {"phone": None if kind == "caller_wrote" else call.caller_number}  # who writes may be unable to speak
    if kind == "caller_wrote":
        alert_written(work, system, call, about)
        return
    incident = worked_at(work, call)
    raise_alert(work, system, kind, call.id, region=call.region, level=level, incident_id=incident.id, data=about)


def _tell_crews(work: Work, call: CallRow) -> None:
    incident = worked_at(work, call)
    crews = {(j.unit_region, topics.unit(j.unit_region, j.unit_id)) for j in jobs_of(work, incident) if j.open}
    work.told.extend(
        Event(region, topic, "place_described", incident.id, {}, work.now) for region, topic in sorted(crews)
    )
