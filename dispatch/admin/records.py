"""Reading the audit: who changed what, when, filtered and page by page. Nothing here writes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from chassis.accounts import TokenRow, UserRow
from chassis.audit import AuditRow
from chassis.devices import DeviceRow


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look for; empty members do not matter. `actor` is an id, a login or a name;
    `before` an id to go on at."""

    subject: str = ""
    actor: str = ""
    action: str = ""
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the audit with the name of who did it, where it is still known."""

    id: int
    at: datetime
    actor: str
    name: str | None
    role: str
    action: str
    subject: str
    old: Mapping[str, Any] | None
    new: Mapping[str, Any] | None
    reason: str | None


def read_audit(session: Session, region: str, wanted: Wanted, *, limit: int) -> list[Entry]:
    """Lines of `region`, the newest first, at most `limit`."""
    query = _where(session, select(AuditRow).where(AuditRow.region == region), wanted)
    rows = list(session.scalars(query.order_by(AuditRow.id.desc()).limit(limit)))
    names = names_of(session, {row.actor for row in rows})
    return [
        Entry(r.id, r.at, r.actor, names.get(r.actor), r.role, r.action, r.subject, r.old, r.new, r.reason)
        for r in rows
    ]


def names_of(session: Session, actors: Iterable[str]) -> dict[str, str]:
    """The names of people, machines and screens by the id they act under."""
    ids = set(actors)
    people = select(UserRow.id, UserRow.name).where(UserRow.id.in_([one for one in ids if ":" not in one]))
    found = {row.id: row.name for row in session.execute(people)}
    for prefix, rows in (
        ("token:", select(TokenRow.fingerprint, TokenRow.name)),
        ("device:", select(DeviceRow.id, DeviceRow.name)),
    ):
        if any(one.startswith(prefix) for one in ids):
            length = 12 if prefix == "token:" else 64
            found |= {f"{prefix}{ident[:length]}": name for ident, name in session.execute(rows)}
    return {ident: name for ident, name in found.items() if ident in ids}


def _where(session: Session, query: Select[AuditRow], wanted: Wanted) -> Select[AuditRow]:
    if wanted.subject:
        query = query.where(AuditRow.subject == wanted.subject)
    if wanted.actor:
        named = or_(UserRow.login == wanted.actor, UserRow.name == wanted.actor)
        ids = session.scalars(select(UserRow.id).where(named)).all()
        query = query.where(AuditRow.actor.in_([wanted.actor, *ids]))
    if wanted.action:
        query = query.where(AuditRow.action == wanted.action)
    if wanted.since is not None:
        query = query.where(AuditRow.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(AuditRow.at < wanted.until)
    return query.where(AuditRow.id < wanted.before) if wanted.before is not None else query
