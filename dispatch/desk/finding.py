"""Finding what the console does not hold: incidents of today, closed ones too, by number, place or caller's number."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from chassis.errors import InvalidInputError
from chassis.identity import Actor
from chassis.work import Work, record_change, working
from dispatch.states import OPEN_INCIDENT
from dispatch.system import System
from dispatch.tables.areas import get_region
from dispatch.tables.cases import CallRow, IncidentRow

SHORTEST, LONGEST, FOUND = 2, 64, 12
DIGITS_OF_A_NUMBER = 4  # fewer would find half the callers of the day
NATIONAL = 8  # +82 10 1234 5678 and 010-1234-5678 are the same line: its last digits count


@dataclass(frozen=True, slots=True)
class Match:
    """An incident that fits, and by what: `number`, `place` or `caller_number`."""

    incident: IncidentRow
    by: str


def find_incidents(system: System, actor: Actor, text: str) -> tuple[Match, ...]:
    """Incidents of the actor's region, open or received today, newest first. Raises InvalidInputError.

    Finding somebody by a caller's number is put on record: with what was found, never with what was asked.
    """
    wanted = text.strip()
    if not SHORTEST <= len(wanted) <= LONGEST:
        raise InvalidInputError("text", f"{SHORTEST} to {LONGEST} characters")
    with system.db.read() as session:
        found = _matches(session, actor.region, wanted, system.clock.now())
    if any(match.by == "caller_number" for match in found):
        with working(system, actor) as work:
            _put_on_record(work, found)
    return found


def _matches(session: Session, region: str, text: str, now: datetime) -> tuple[Match, ...]:
    rows = session.scalars(
        select(IncidentRow)
        .where(IncidentRow.region == region)
        .where(or_(IncidentRow.state.in_(OPEN_INCIDENT), IncidentRow.received_at >= _midnight(session, region, now)))
        .order_by(IncidentRow.received_at.desc(), IncidentRow.id)
    ).all()
    callers = _called_by(session, [row.id for row in rows], text)
    fits = (Match(row, by) for row in rows if (by := _by(row, text.casefold(), callers)) is not None)
    return tuple(match for match, _ in zip(fits, range(FOUND), strict=False))


def _by(row: IncidentRow, text: str, callers: frozenset[str]) -> str | None:
    if row.number.endswith(text):
        return "number"
    if text in (row.place_text or "").casefold():
        return "place"
    return "caller_number" if row.id in callers else None


def _called_by(session: Session, incident_ids: list[str], text: str) -> frozenset[str]:
    """The incidents somebody reported from a number with these digits in it."""
    digits = _digits(text)
    if len(digits) < DIGITS_OF_A_NUMBER or any(letter.isalpha() for letter in text):
        return frozenset()
    called = select(CallRow.incident_id, CallRow.caller_number).where(CallRow.caller_number.is_not(None))
    known = session.execute(called.where(CallRow.incident_id.in_(incident_ids)))
    return frozenset(incident for incident, number in known if digits[-NATIONAL:] in _digits(number or ""))


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdecimal())


def _midnight(session: Session, region: str, now: datetime) -> datetime:
    local = now.astimezone(ZoneInfo(get_region(session, region).timezone))
    return local.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(now.tzinfo)


def _put_on_record(work: Work, found: tuple[Match, ...]) -> None:
    for match in found:
        if match.by == "caller_number":
            record_change(work, "find_by_number", match.incident.id, None, None)
