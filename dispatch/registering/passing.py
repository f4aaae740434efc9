"""What time brings to registered people: notices of looks, the end of a consent and its warning, and deletion."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from chassis.deadlines import Deadline, set_deadline
from chassis.identity import system_actor
from chassis.outbox import PIECE
from chassis.sealing import sealer_of
from chassis.work import Work, record_change, working
from dispatch.alarm import ACT_SOON
from dispatch.desk.alerting import raise_alert
from dispatch.policies.force import in_force
from dispatch.registered.card import card_of
from dispatch.registered.showing import GlassReason, notice_delay
from dispatch.registering.breaking import NOTICE
from dispatch.registering.entering import DAY
from dispatch.registering.looking import FORM
from dispatch.registering.pacing import WINDOW
from dispatch.registering.writing import day_of, page_link, write_text
from dispatch.states import OPEN_INCIDENT
from dispatch.system import System
from dispatch.tables.cases import CallRow, IncidentRow
from dispatch.tables.registered import (
    RegisteredCodeRow,
    RegisteredLookRow,
    RegisteredRow,
    RegisteredVisitRow,
    delete_person,
    find_by_number,
    numbers_of,
)

__all__ = ["FORM", "NOTICE", "form_ends", "keep_time", "purge_coming_in", "tell_owner"]


def form_ends(work: Work, system: System, deadline: Deadline) -> None:
    """A look from the call form needed a call of its number: without one, supervisors and owner are told."""
    look = work.session.get(RegisteredLookRow, deadline.subject)
    if look is None or _was_called(work, system, look):
        return
    look.unmatched = True
    data = {"by": look.actor_name, "role": look.role}
    raise_alert(work, system, "look_unmatched", look.id, region=look.region, level=ACT_SOON, data=data)
    _write_notice(work, system, look)


def tell_owner(work: Work, system: System, deadline: Deadline) -> None:
    """A card was broken open: its person is told, once the incident it was for is over."""
    look = work.session.get(RegisteredLookRow, deadline.subject)
    if look is None or look.told_at is not None:
        return
    incident = work.session.get(IncidentRow, look.incident_id) if look.incident_id else None
    if incident is not None and incident.state in OPEN_INCIDENT:
        policy = in_force(work.session, system, look.region).registered
        due_at = work.now + notice_delay(GlassReason(look.reason or GlassReason.OTHER), policy)
        later = max(due_at, work.now + WINDOW)
        set_deadline(work.session, Deadline(look.region, NOTICE, look.id, later, {}))
        return
    _write_notice(work, system, look)


def keep_time(system: System) -> int:
    """Warn of consents that end soon and delete cards whose time is over; returns how many of either."""
    now = system.clock.now()
    with system.db.read() as session:
        regions = session.scalars(select(RegisteredRow.region).distinct().order_by(RegisteredRow.region)).all()
    return sum(_keep_region(system, region, now) for region in regions)


def purge_coming_in(session: Session, *, now: datetime) -> int:
    """Delete one piece of the codes and visits that are over; returns how many went, 0 at the end."""
    codes = select(RegisteredCodeRow.id).where(RegisteredCodeRow.made_at < now - DAY).limit(PIECE)
    visits = select(RegisteredVisitRow.id).where(RegisteredVisitRow.expires_at < now).limit(PIECE)
    old_codes, old_visits = session.scalars(codes).all(), session.scalars(visits).all()
    session.execute(delete(RegisteredCodeRow).where(RegisteredCodeRow.id.in_(old_codes)))
    session.execute(delete(RegisteredVisitRow).where(RegisteredVisitRow.id.in_(old_visits)))
    return len(old_codes) + len(old_visits)


def _keep_region(system: System, region: str, now: datetime) -> int:
    with working(system, system_actor(region, "registered")) as work:
        policy = in_force(work.session, system, region).registered
        mine = select(RegisteredRow).where(RegisteredRow.region == region).order_by(RegisteredRow.id)
        ending = mine.where(
            RegisteredRow.expires_at > now,
            RegisteredRow.expires_at <= now + policy.warn_before,
            RegisteredRow.warned_at.is_(None),
        )
        over = mine.where(RegisteredRow.expires_at <= now - policy.kept_after)
        warned, gone = work.session.scalars(ending).all(), work.session.scalars(over).all()
        for row in warned:
            row.warned_at = now
            _write(work, system, row, f"ends:{row.expires_at:%Y%m%d}", "registered_ends", row.expires_at)
        for row in gone:
            record_change(work, "delete_expired_card", row.id, None, None)
            delete_person(work.session, row.id)
        return len(warned) + len(gone)


def _was_called(work: Work, system: System, look: RegisteredLookRow) -> bool:
    """Whether a call of one of the person's numbers was taken about then."""
    policy = in_force(work.session, system, look.region).registered
    since, until = look.at - policy.call_within, look.at + policy.call_within
    calls = select(CallRow.caller_number).where(
        CallRow.region == look.region, CallRow.received_at.between(since, until), CallRow.caller_number.is_not(None)
    )
    sealer = sealer_of(system.settings)
    return any(
        look.person_id in {row.id for row in find_by_number(work.session, look.region, number, sealer, now=work.now)}
        for number in set(work.session.scalars(calls))
    )


def _write_notice(work: Work, system: System, look: RegisteredLookRow) -> None:
    look.told_at = work.now
    row = work.session.get_one(RegisteredRow, look.person_id)
    _write(work, system, row, f"look:{look.id}", "registered_notice", look.at)


def _write(work: Work, system: System, row: RegisteredRow, key: str, template: str, day: datetime) -> None:
    """A text to whoever keeps the card, in the language they keep it in."""
    sealer = sealer_of(system.settings)
    speaks = card_of(sealer.opened(row.sealed)["card"]).speaks
    params = {"day": day_of(work.session, row.region, day), "link": page_link(system)}
    to = numbers_of(row, sealer)[0]
    write_text(work.session, system, f"{row.id}:{key}", row.region, to, template, params, speaks=speaks, at=work.now)
