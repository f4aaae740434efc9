"""People who sign in: added, changed, shut out and let in again, effective at once and on record."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from chassis import accounts, topics
from chassis.accounts import UserRow
from chassis.db import wait_turn
from chassis.errors import (
    ForbiddenError,
    InvalidInputError,
    LastAdministratorError,
    NotFoundError,
    OwnAccountError,
)
from chassis.events import Event
from chassis.identity import Actor, Role
from chassis.work import Work, record_change, working
from dispatch.admin.places import GIVEN, place_of, require_own
from dispatch.system import System
from dispatch.tables.areas import get_region
from hospitals.duty import DIRECTS, Duty

LOGIN = re.compile(r"[\w.@-]{2,64}")
LANGUAGES = ("ko", "en")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may sign in. `waits` while the one-time password has not been changed."""

    id: str
    login: str
    name: str
    role: Role
    region: str
    facility: str | None
    duty: str | None
    language: str
    active: bool
    waits: bool
    created_at: datetime
    signed_in_at: datetime | None


@dataclass(frozen=True, slots=True)
class About:
    """What an administrator says of somebody."""

    name: str
    role: Role
    facility: str | None
    language: str
    duty: Duty | None = None


def read_people(session: Session, region: str) -> tuple[Person, ...]:
    """The people of a region and those of its hospitals, by login."""
    here = and_(UserRow.role == Role.HOSPITAL, UserRow.facility.in_(get_region(session, region).catchment))
    rows = session.scalars(select(UserRow).where(or_(UserRow.region == region, here)).order_by(UserRow.login))
    return tuple(_person(row) for row in rows)


def add_person(system: System, actor: Actor, login: str, about: About) -> tuple[Person, str]:
    """Somebody new, and the one-time password they sign in with first; it is told this once."""
    if not LOGIN.fullmatch(login):
        raise InvalidInputError("login", "2 to 64 letters, digits, . _ @ -")
    password = accounts.one_time_password()
    with working(system, actor) as work:
        _begin(work)
        region, facility = _check(work, about)
        row = accounts.create_user(
            work.session,
            system.ids,
            login=login,
            name=about.name,
            role=about.role,
            region=region,
            facility=facility,
            duty=_duty(about),
            language=about.language,
            password=password,
            once=True,
            now=work.now,
        )
        work.session.flush()
        record_change(work, "add_person", row.id, None, {"login": login} | _told(row))
        _tell(work, row.id)
        return _person(row), password


def change_person(system: System, actor: Actor, user_id: str, about: About) -> Person:
    """Another name, role, place or language. Another role or place signs the person out everywhere."""
    with working(system, actor) as work:
        row, was = _locked(work, user_id)
        region, facility = _check(work, about)
        moves = (row.role, row.region, row.facility) != (about.role, region, facility)
        if moves and row.id == actor.id:
            raise OwnAccountError("your own role is changed by another administrator")
        if row.region != actor.region and about.role is not Role.HOSPITAL:
            raise ForbiddenError("somebody of another region's hospital stays there")
        old = _told(row)
        if moves:
            _shut_out(work, row)
        row.name, row.language, row.duty = about.name, about.language, _duty(about)
        row.role, row.region, row.facility = about.role.value, region, facility
        _keep_an_administrator(work, was)
        record_change(work, "change_person", row.id, old, _told(row))
        _tell(work, row.id)
        return _person(row)


def set_active(system: System, actor: Actor, user_id: str, *, active: bool) -> Person:
    """Shut somebody out at once, with every session and open stream; or let them in again."""
    with working(system, actor) as work:
        row, was = _locked(work, user_id)
        if row.id == actor.id:
            raise OwnAccountError("your own account is closed by another administrator")
        if row.active == active:
            return _person(row)
        if not active:
            _shut_out(work, row)
        row.active = active
        _keep_an_administrator(work, was)
        action = "reactivate_person" if active else "deactivate_person"
        record_change(work, action, row.id, {"active": not active}, {"active": active})
        _tell(work, row.id)
        return _person(row)


def reset_password(system: System, actor: Actor, user_id: str) -> str:
    """A one-time password, told this once; the person's sessions end."""
    password = accounts.one_time_password()
    with working(system, actor) as work:
        row, _ = _locked(work, user_id)
        if row.id == actor.id:
            raise OwnAccountError("change your own password on its page")
        _shut_out(work, row)
        accounts.set_password(row, password, once=True)
        record_change(work, "reset_password", row.id, None, None)
        _tell(work, row.id)
    return password


def end_sessions(system: System, actor: Actor, user_id: str) -> None:
    """Sign somebody out everywhere."""
    with working(system, actor) as work:
        row, _ = _locked(work, user_id)
        _shut_out(work, row)
        record_change(work, "end_sessions", row.id, None, None)
        _tell(work, row.id)


def change_own_password(system: System, actor: Actor, old: str, new: str) -> int:
    """One's own password; every other session ends. Returns the version the session that goes on must carry.

    Raises InvalidInputError for `old` when it is not the password, for `password` when the new one is weak or no other.
    """
    with system.db.read() as session:
        known = session.get(UserRow, actor.id)
    if known is None:
        raise ForbiddenError("a machine has no password")
    if not accounts.check_password(known, old):
        raise InvalidInputError("old", "not the password")
    if old == new:
        raise InvalidInputError("password", "the same as before")
    with working(system, actor) as work:
        row = work.session.get_one(UserRow, actor.id, with_for_update=True)
        accounts.set_password(row, new, once=False)
        _end_streams(work, row)
        record_change(work, "change_password", row.id, None, None)
        return row.session_version


def _check(work: Work, about: About) -> tuple[str, str | None]:
    if not 0 < len(about.name.strip()) <= 64:
        raise InvalidInputError("name", "1 to 64 characters")
    if about.role not in GIVEN:
        raise InvalidInputError("role", "nobody signs in as that")
    if about.language not in LANGUAGES:
        raise InvalidInputError("language", "ko or en")
    return place_of(work.session, work.actor, about.role, about.facility)


def _duty(about: About) -> str | None:
    """At a hospital there are several; of supervisors one may be the region's medical director."""
    if about.duty is None or about.role not in {Role.HOSPITAL, Role.SUPERVISOR}:
        return None
    fits = (about.duty in DIRECTS) == (about.role is Role.SUPERVISOR)
    return about.duty.value if fits else None


def _begin(work: Work) -> None:
    """Administrators of a region change its people one after the other, and only while they are administrators."""
    wait_turn(work.session, f"people.{work.actor.region}")
    me = work.session.get(UserRow, work.actor.id, populate_existing=True)
    if me is not None and not (me.active and me.role == Role.ADMIN):
        raise ForbiddenError("you are no administrator any more")


def _locked(work: Work, user_id: str) -> tuple[UserRow, bool]:
    """The person, and whether they are an administrator who could act now."""
    _begin(work)
    row = work.session.get(UserRow, user_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFoundError("person", user_id)
    require_own(work.session, work.actor, kind="person", ident=user_id, region=row.region, facility=row.facility)
    return row, row.role == Role.ADMIN and row.active


def _keep_an_administrator(work: Work, was: bool) -> None:
    """Raises LastAdministratorError when the region has none left. `was`: the person changed was one."""
    work.session.flush()
    left = select(func.count()).select_from(UserRow).where(UserRow.role == Role.ADMIN, UserRow.active.is_(True))
    if was and not work.session.scalar(left.where(UserRow.region == work.actor.region)):
        raise LastAdministratorError("the region needs an administrator")


def _shut_out(work: Work, row: UserRow) -> None:
    row.session_version += 1
    _end_streams(work, row)


def _end_streams(work: Work, row: UserRow) -> None:
    """Whoever serves a stream of this person ends it: the page comes back and is looked at anew."""
    for topic in topics.heard_by(accounts.actor_of(row)):
        work.told.append(Event(row.region, topic, "access_ended", row.id, {}, work.now))


def _tell(work: Work, user_id: str) -> None:
    region = work.actor.region
    work.told.append(Event(region, topics.admin(region), "people_changed", user_id, {}, work.now))


def _told(row: UserRow) -> dict[str, Any]:
    told = {"name": row.name, "role": row.role, "facility": row.facility, "language": row.language}
    return told | ({"duty": row.duty} if row.duty else {})


def _person(row: UserRow) -> Person:
    return Person(
        row.id,
        row.login,
        row.name,
        Role(row.role),
        row.region,
        row.facility,
        row.duty,
        row.language,
        row.active,
        row.password_once,
        row.created_at,
        row.signed_in_at,
    )
