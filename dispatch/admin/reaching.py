"""How the hospitals of a region are reached beyond their pages, for its administrators and for their own."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis import topics
from chassis.errors import ForbiddenError
from chassis.events import Event
from chassis.identity import Actor, Role
from chassis.work import Work, working
from dispatch.admin.places import require_own
from dispatch.lamps import secret_of
from dispatch.system import System
from dispatch.tables.areas import get_region
from hospitals.duty import keeps_contacts
from hospitals.intake import contacts
from hospitals.tables.contacts import ContactsRow, LampRow
from hospitals.tables.facts import HospitalRow, get_hospital_row


@dataclass(frozen=True, slots=True)
class LampView:
    """A lamp and how it answers; `silent` once it has missed several messages in a row."""

    url: str
    set_at: datetime
    answered_at: datetime | None
    failed_at: datetime | None
    trouble: str | None
    silent: bool


@dataclass(frozen=True, slots=True)
class Reached:
    """Who is called at one hospital when nobody answers, in the order they are called."""

    hospital_id: str
    alert_phone: str | None
    charge_phone: str | None
    er_phone: str | None
    doctor_phone: str | None
    lamp: LampView | None


def read_reached(session: Session, region: str) -> tuple[Reached, ...]:
    """The hospitals of the catchment, by id."""
    return tuple(reached(session, one) for one in sorted(get_region(session, region).catchment))


def reached(session: Session, hospital_id: str) -> Reached:
    """One hospital; raises NotFoundError."""
    row, also = get_hospital_row(session, hospital_id), session.get(ContactsRow, hospital_id)
    return Reached(
        hospital_id,
        row.alert_phone,
        also.charge_phone if also is not None else None,
        row.er_phone,
        also.doctor_phone if also is not None else None,
        _lamp_view(session.get(LampRow, hospital_id)),
    )


def set_contacts(
    system: System,
    actor: Actor,
    hospital_id: str,
    *,
    alert_phone: str | None,
    charge_phone: str | None,
    doctor_phone: str | None,
) -> None:
    """See hospitals.intake.contacts; raises NotFoundError for a hospital of another region."""
    phones = {"alert_phone": alert_phone, "charge_phone": charge_phone, "doctor_phone": doctor_phone}
    with working(system, actor) as work:
        _require(work, hospital_id)
        contacts.put_contacts(work, hospital_id, **phones)
        _tell(work)


def set_lamp(system: System, actor: Actor, hospital_id: str, url: str) -> str:
    """The hospital's lamp from now on; returns its new secret, which is told this once."""
    with working(system, actor) as work:
        _require(work, hospital_id)
        issue = contacts.put_lamp(work, system.ids, hospital_id, url).issue
        _tell(work)
    return secret_of(system.settings.secret_key, hospital_id, issue)


def remove_lamp(system: System, actor: Actor, hospital_id: str) -> None:
    """The hospital has no lamp any more."""
    with working(system, actor) as work:
        _require(work, hospital_id)
        contacts.remove_lamp(work, hospital_id)
        _tell(work)


def try_lamp(system: System, actor: Actor, hospital_id: str) -> None:
    """Ask the lamp whether it answers; how it did is on the list a moment later."""
    with working(system, actor) as work:
        _require(work, hospital_id)
        contacts.try_lamp(work, system.ids, hospital_id)
        _tell(work)


def _require(work: Work, hospital_id: str) -> None:
    """The region's administrator, or one who is known to be the hospital's; raises ForbiddenError, NotFoundError."""
    if work.actor.role is not Role.ADMIN and not keeps_contacts(work.actor, hospital_id):
        raise ForbiddenError("only an administrator of the hospital keeps its telephones and its lamp")
    if work.actor.role is not Role.ADMIN:
        return
    known = work.session.scalar(select(HospitalRow.region).where(HospitalRow.id == hospital_id))
    require_own(work.session, work.actor, kind="hospital", ident=hospital_id, region=known or "", facility=hospital_id)


def _lamp_view(row: LampRow | None) -> LampView | None:
    if row is None:
        return None
    return LampView(row.url, row.set_at, row.answered_at, row.failed_at, row.trouble, row.is_silent())


def _tell(work: Work) -> None:
    """Administrators of the actor's region see the list anew; the hospital is told by its own event."""
    region = work.actor.region
    work.told.append(Event(region, topics.admin(region), "machines_changed", region, {}, work.now))
