"""Shift handover: a sheet is made, the one who goes signs it, the one who comes signs it. Then it stays as it is."""

from typing import Any

from chassis import topics
from chassis.errors import ForbiddenError, IllegalMoveError, InvalidInputError
from chassis.events import Event
from chassis.identity import Actor
from chassis.work import Work, record_change, working
from dispatch.boards.standing import read_standing
from dispatch.handover import HandoverPolicy, canonical, digest_of, handover_sheet
from dispatch.record import plain
from dispatch.system import System
from dispatch.tables.handovers import HandoverRow, ShiftNoteRow, get_handover, open_notes

LONGEST = 2000


def leave_note(system: System, actor: Actor, text: str) -> str:
    """A line for the next shift; returns its id. Raises InvalidInputError."""
    written = _written(text, "text")
    with working(system, actor) as work:
        row = ShiftNoteRow(
            id=system.ids.new("shn"),
            region=actor.region,
            at=work.now,
            actor=actor.id,
            actor_name=actor.name,
            text=written,
        )
        work.session.add(row)
        record_change(work, "shift_note", row.id, None, None)
        return row.id


def make_sheet(system: System, actor: Actor) -> str:
    """Make a sheet of how the region stands now and keep exactly that; returns its id."""
    with system.db.read() as session:
        standing = read_standing(session, system, actor.region)
    sheet = canonical(plain(handover_sheet(standing, policy=HandoverPolicy())))
    with working(system, actor) as work:
        row = HandoverRow(
            id=system.ids.new("hov"),
            region=actor.region,
            made_at=standing.at,
            made_by=actor.id,
            sheet=sheet,
            digest=digest_of(sheet),
        )
        work.session.add(row)
        record_change(work, "make_handover", row.id, None, {"digest": row.digest})
        return row.id


def sign_out(system: System, actor: Actor, handover_id: str, remark: str) -> None:
    """The one who goes signs, with a remark. Raises IllegalMoveError when somebody has signed already."""
    with working(system, actor) as work:
        row = get_handover(work.session, handover_id, region=actor.region)
        if row.outgoing_at is not None:
            raise IllegalMoveError("handover", state_of(row), "sign_out", ())
        row.remark = _written(remark, "remark") if remark.strip() else None
        row.outgoing, row.outgoing_name, row.outgoing_at = actor.id, actor.name, work.now
        _signed(work, row, "hand_over_shift")


def sign_in(system: System, actor: Actor, handover_id: str) -> None:
    """The one who comes signs; from now on nothing of it can change. The lines for the next shift are delivered.

    Raises IllegalMoveError before the other signature and after one's own kind, ForbiddenError for the same person.
    """
    with working(system, actor) as work:
        row = get_handover(work.session, handover_id, region=actor.region)
        if row.outgoing_at is None or row.incoming_at is not None:
            raise IllegalMoveError("handover", state_of(row), "sign_in", ())
        if row.outgoing == actor.id:
            raise ForbiddenError("nobody takes over from himself")
        row.incoming, row.incoming_name, row.incoming_at = actor.id, actor.name, work.now
        for note in open_notes(work.session, row.region):
            if note.at <= row.made_at:
                note.handover_id = row.id
        _signed(work, row, "take_over_shift")


def state_of(row: HandoverRow) -> str:
    """`made`, `signed_out` or `complete`."""
    if row.outgoing_at is None:
        return "made"
    return "signed_out" if row.incoming_at is None else "complete"


def handover_summary(row: HandoverRow) -> dict[str, Any]:
    """A handover as it is listed. `intact` says whether the text is still the one that was signed."""
    return {
        "id": row.id,
        "state": state_of(row),
        "made_at": row.made_at.isoformat(),
        "digest": row.digest,
        "intact": digest_of(row.sheet) == row.digest,
        "remark": row.remark,
        "outgoing": row.outgoing_name,
        "outgoing_id": row.outgoing,
        "outgoing_at": row.outgoing_at.isoformat() if row.outgoing_at else None,
        "incoming": row.incoming_name,
        "incoming_at": row.incoming_at.isoformat() if row.incoming_at else None,
    }


def _signed(work: Work, row: HandoverRow, action: str) -> None:
    work.session.flush()
    record_change(work, action, row.id, None, {"digest": row.digest, "state": state_of(row)})
    told = handover_summary(row)
    work.told.append(Event(row.region, topics.desk(row.region), "handover_changed", row.id, told, work.now))


def _written(text: str, field: str) -> str:
    written = text.strip()
    if not 0 < len(written) <= LONGEST:
        raise InvalidInputError(field, f"1 to {LONGEST} characters")
    return written
