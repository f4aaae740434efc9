"""Breaking a card open without a call of its number: for a reason, for a while, and never unseen.

The supervisors get an alert, the audit a line, and the person a text once it can endanger nobody.
"""

from dataclasses import dataclass
from typing import Any

from chassis.deadlines import Deadline, set_deadline
from chassis.errors import ForbiddenError, InvalidInputError, NotFoundError
from chassis.identity import DESK, Actor, Role
from chassis.sealing import sealer_of
from chassis.work import Work, record_change, working
from dispatch.alarm import ACT_SOON
from dispatch.crew.confining import confine_to_assignment
from dispatch.desk.alerting import raise_alert
from dispatch.policies.force import in_force
from dispatch.registered.card import Reader, complete_number
from dispatch.registered.policy import RegisteredPolicy
from dispatch.registered.showing import GlassReason, LookKind, card_view, may_break, notice_delay
from dispatch.registering.looking import Cards, note_look, request_of_one
from dispatch.registering.pacing import check_pace
from dispatch.system import System
from dispatch.tables.cases import get_assignment, get_incident
from dispatch.tables.registered import RegisteredLookRow, RegisteredRow, find_by_number, get_registered, held
from hospitals.disclosure import may_read

NOTICE = "registered_notice"  # the deadline at which a person is told
LONGEST_WORDS = 200
MOST_A_WINDOW = 10  # numbers that one actor may try


@dataclass(frozen=True, slots=True)
class Breaking:
    """Which number, why, and what for: an incident of the desk's, an assignment of the crew's, a request of the
    hospital's."""

    number: str
    reason: GlassReason
    words: str
    incident_id: str | None = None
    assignment_id: str | None = None
    request_id: str | None = None


def break_glass(system: System, actor: Actor, asked: Breaking) -> Cards:
    """The cards of a number, each with its `look_id` and until when it may be read again; empty when there is none.

    Raises InvalidInputError without words, ForbiddenError for who has no patient to look it up for.
    """
    words = " ".join(asked.words.split())
    if not 0 < len(words) <= LONGEST_WORDS:
        raise InvalidInputError("words", f"why, in 1 to {LONGEST_WORDS} characters")
    number = complete_number(asked.number)
    with working(system, actor) as work:
        check_pace(work, "break_glass", MOST_A_WINDOW)
        region, incident_id, reader = _patient(work, asked)
        policy = in_force(work.session, system, region).registered
        sealer = sealer_of(system.settings)
        found = find_by_number(work.session, region, number, sealer, now=work.now)
        rows = [row for row in found if may_break(reader, _shared(row), row.expires_at, now=work.now)]
        told = {"found": len(rows), "incident": incident_id}
        record_change(work, "break_glass", actor.id, None, told, region=region, reason=asked.reason)
        looks = [_break(work, system, row, asked.reason, words, incident_id, policy) for row in rows]
        return [
            card_view(held(row, sealer), reader, now=work.now, policy=policy) | _shuts(look)
            for row, look in zip(rows, looks, strict=True)
        ]


def read_again(system: System, actor: Actor, look_id: str) -> dict[str, Any]:
    """A card one has broken open, until it shuts. Raises ForbiddenError afterwards, NotFoundError for another's."""
    with working(system, actor) as work:
        look = work.session.get(RegisteredLookRow, look_id, with_for_update=True)
        if look is None or look.actor != actor.id or look.until is None:
            raise NotFoundError("look", look_id)
        if work.now >= look.until:
            raise ForbiddenError("the time to read this card is over; say anew why")
        row = get_registered(work.session, look.person_id, region=look.region)
        reader = _reader(actor)
        if not may_break(reader, _shared(row), row.expires_at, now=work.now):
            raise ForbiddenError("the consent has ended")
        look.last_at, look.times = work.now, look.times + 1
        policy = in_force(work.session, system, row.region).registered
        return card_view(held(row, sealer_of(system.settings)), reader, now=work.now, policy=policy) | _shuts(look)


def _patient(work: Work, asked: Breaking) -> tuple[str, str | None, Reader]:
    """The region, the incident and as whom; each role only with a patient of its own, the desk also without."""
    actor = work.actor
    if actor.role in DESK:
        incident = get_incident(work.session, asked.incident_id, region=actor.region) if asked.incident_id else None
        return actor.region, incident.id if incident else None, Reader.DESK
    if actor.role is Role.PARAMEDIC and asked.assignment_id:
        job = get_assignment(work.session, asked.assignment_id)
        confine_to_assignment(actor, job)
        if job.open:
            return job.region, job.incident_id, Reader.CREW
    if actor.role is Role.HOSPITAL and asked.request_id:
        ask = request_of_one(work, asked.request_id)
        if ask.hospital_id == actor.facility and may_read(ask, now=work.now):
            return ask.region, ask.incident_id, Reader.HOSPITAL
    raise ForbiddenError("a card is broken open for a patient of one's own")


def _reader(actor: Actor) -> Reader:
    if actor.role in DESK:
        return Reader.DESK
    return Reader.CREW if actor.role is Role.PARAMEDIC else Reader.HOSPITAL


def _shared(row: RegisteredRow) -> tuple[Reader, ...]:
    return tuple(Reader(one) for one in row.shared)


def _break(
    work: Work,
    system: System,
    row: RegisteredRow,
    reason: GlassReason,
    words: str,
    incident_id: str | None,
    policy: RegisteredPolicy,
) -> RegisteredLookRow:
    look = note_look(
        work,
        system,
        row,
        LookKind.GLASS,
        incident_id=incident_id,
        reason=reason,
        words=sealer_of(system.settings).seal({"words": words}),
        until=work.now + policy.glass_lasts,
    )
    due_at = work.now + notice_delay(reason, policy)
    set_deadline(work.session, Deadline(row.region, NOTICE, look.id, due_at, {}))
    data = {"by": work.actor.name, "role": work.actor.role, "reason": reason}
    raise_alert(
        work,
        system,
        "glass_broken",
        look.id,
        region=row.region,
        level=ACT_SOON,
        incident_id=incident_id,
        data=data,
    )
    return look


def _shuts(look: RegisteredLookRow) -> dict[str, Any]:
    return {"look_id": look.id, "until": look.until.isoformat() if look.until else None}
