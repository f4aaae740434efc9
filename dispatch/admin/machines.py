"""Machines with a token, and the shared screens of the region's hospitals: listed, issued, ended at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from chassis import accounts, topics
from chassis.accounts import TokenRow
from chassis.devices import DeviceRow
from chassis.errors import InvalidInputError, NotFoundError
from chassis.events import Event
from chassis.identity import Actor, Role
from chassis.scopes import checked
from chassis.work import Work, record_change, working
from dispatch.admin.places import GIVEN, place_of, require_own
from dispatch.system import System
from dispatch.tables.areas import get_region


@dataclass(frozen=True, slots=True)
class Machine:
    """A token without its secret. `issued_by` None: from the command line."""

    id: str
    name: str
    role: Role
    region: str
    facility: str | None
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    issued_by: str | None
    revoked_at: datetime | None
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Screen:
    """A shared screen; it waits for its code until `admitted_at`."""

    id: str
    name: str
    facility: str
    issued_at: datetime
    code_until: datetime
    admitted_at: datetime | None
    last_used_at: datetime | None


def read_machines(session: Session, region: str) -> tuple[Machine, ...]:
    """The tokens of a region and of its hospitals, revoked ones last, the newest first."""
    mine = or_(TokenRow.region == region, TokenRow.facility.in_(get_region(session, region).catchment))
    rows = session.scalars(select(TokenRow).where(mine).order_by(TokenRow.created_at.desc(), TokenRow.fingerprint))
    return tuple(sorted((_machine(row) for row in rows), key=lambda one: one.revoked_at is not None))


def read_region_screens(session: Session, region: str) -> tuple[Screen, ...]:
    """The shared screens of the catchment's hospitals that are not revoked."""
    mine = DeviceRow.facility.in_(get_region(session, region).catchment)
    wanted = select(DeviceRow).where(mine, DeviceRow.revoked_at.is_(None))
    rows = session.scalars(wanted.order_by(DeviceRow.facility, DeviceRow.issued_at, DeviceRow.id))
    return tuple(
        Screen(r.id, r.name, r.facility, r.issued_at, r.code_until, r.admitted_at, r.last_used_at) for r in rows
    )


def issue(
    system: System,
    actor: Actor,
    *,
    name: str,
    role: Role,
    facility: str | None,
    expires_at: datetime | None,
    scopes: Sequence[str] = (),
) -> tuple[Machine, str]:
    """A new token; its secret is told this once. Raises InvalidInputError for what does not fit."""
    name, given = _name(name), _scopes(role, scopes)
    with working(system, actor) as work:
        if expires_at is not None and expires_at <= work.now:
            raise InvalidInputError("expires_at", "must lie ahead")
        region, place = place_of(work.session, actor, role, facility)
        secret = accounts.issue_token(
            work.session,
            name=name,
            role=role,
            region=region,
            facility=place,
            expires_at=expires_at,
            issued_by=actor.id,
            scopes=given,
            now=work.now,
        )
        work.session.flush()
        row = accounts.find_token(work.session, secret, now=work.now)
        if row is None:
            raise NotFoundError("token", name)
        until = expires_at.isoformat() if expires_at else None
        kept = {"name": name, "role": role.value, "facility": place, "expires_at": until, "scopes": list(given)}
        record_change(work, "issue_token", accounts.machine_of(row).id, None, kept)
        _tell(work)
        return _machine(row), secret


def _name(name: str) -> str:
    name = " ".join(name.split())
    if not 0 < len(name) <= 64:
        raise InvalidInputError("name", "1 to 64 characters")
    return name


def _scopes(role: Role, scopes: Sequence[str]) -> tuple[str, ...]:
    """What the machine of a hospital may do in FHIR; nobody else reads patients there."""
    if role not in GIVEN:
        raise InvalidInputError("role", "nothing signs in as that")
    if scopes and role is not Role.HOSPITAL:
        raise InvalidInputError("scopes", "only for the machine of a hospital")
    try:
        return checked(scopes)
    except ValueError as error:
        raise InvalidInputError("scopes", str(error)) from error


def revoke(system: System, actor: Actor, token_id: str) -> None:
    """The token opens nothing any more, and its open streams end. Twice changes nothing."""
    with working(system, actor) as work:
        row = _locked(work, token_id)
        if row.revoked_at is not None:
            return
        row.revoked_at = work.now
        itself = accounts.machine_of(row)
        record_change(work, "revoke_token", itself.id, {"name": row.name}, None)
        for topic in topics.heard_by(itself):
            work.told.append(Event(row.region, topic, "access_ended", itself.id, {}, work.now))
        _tell(work)


def _locked(work: Work, token_id: str) -> TokenRow:
    wanted = select(TokenRow).where(TokenRow.fingerprint.startswith(token_id, autoescape=True)).with_for_update()
    rows = list(work.session.scalars(wanted)) if len(token_id) == ID_LENGTH else []
    if len(rows) != 1:
        raise NotFoundError("token", token_id)
    row = rows[0]
    require_own(work.session, work.actor, kind="token", ident=token_id, region=row.region, facility=row.facility)
    return row


ID_LENGTH = 12


def _machine(row: TokenRow) -> Machine:
    ident = accounts.machine_of(row).id.removeprefix("token:")
    return Machine(
        ident,
        row.name,
        Role(row.role),
        row.region,
        row.facility,
        row.created_at,
        row.expires_at,
        row.last_used_at,
        row.issued_by,
        row.revoked_at,
        tuple(row.scopes),
    )


def _tell(work: Work) -> None:
    region = work.actor.region
    work.told.append(Event(region, topics.admin(region), "machines_changed", region, {}, work.now))
