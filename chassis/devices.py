"""Shared screens that sign in once, with a code somebody read out: a device acts for a facility, never for a person.

A code is shown once, typed once and short-lived; what it opens is a key of its own, kept in the browser's cookie.
Revoking the device makes the key worthless at once. Of code and key only fingerprints are stored.
"""

from datetime import datetime, timedelta

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant
from chassis.errors import InvalidInputError, NotFoundError
from chassis.identity import Actor, Role
from chassis.ids import Ids
from chassis.secrets import fingerprint, new_code, new_token, sign

CODE_LIVES = timedelta(minutes=30)  # long enough to walk to the screen
USE_NOTED_EVERY = timedelta(minutes=10)
LONGEST_NAME = 48
MISREAD = str.maketrans({"o": "0", "i": "1", "l": "1", "-": "", " ": ""})  # as people type Crockford's base 32


class DeviceRow(Base):
    """A screen. It waits for its code, then it has a key, in the end it is revoked."""

    __tablename__ = "devices"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    region: Mapped[str] = mapped_column(String(32))
    facility: Mapped[str] = mapped_column(String(64), index=True)
    role: Mapped[str] = mapped_column(String(24))
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    code: Mapped[str | None] = mapped_column(String(64), unique=True)
    code_until: Mapped[datetime] = mapped_column(Instant)
    key: Mapped[str | None] = mapped_column(String(64), unique=True)
    issued_by: Mapped[str] = mapped_column(String(64))
    issued_at: Mapped[datetime] = mapped_column(Instant)
    admitted_at: Mapped[datetime | None] = mapped_column(Instant)
    last_used_at: Mapped[datetime | None] = mapped_column(Instant)  # to within USE_NOTED_EVERY
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)


def issue_device(
    session: Session, ids: Ids, *, name: str, role: Role, region: str, facility: str, by: str, now: datetime
) -> tuple[DeviceRow, str]:
    """A device that may come with the code returned, within `CODE_LIVES`; raises InvalidInputError for the name."""
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise InvalidInputError("name", f"a screen's name has 1 to {LONGEST_NAME} characters")
    code = new_code()
    row = DeviceRow(
        id=ids.new("dev"),
        region=region,
        facility=facility,
        role=role.value,
        name=name,
        code=fingerprint(code),
        code_until=now + CODE_LIVES,
        issued_by=by,
        issued_at=now,
    )
    session.add(row)
    return row, f"{code[:4]}-{code[4:]}".upper()


def admit_device(session: Session, code: str, *, now: datetime) -> tuple[DeviceRow, str] | None:
    """The device of a code and its new key. None when the code is unknown, used, too old or taken back."""
    typed = fingerprint(code.strip().lower().translate(MISREAD))
    row = session.scalars(select(DeviceRow).where(DeviceRow.code == typed).with_for_update()).one_or_none()
    if row is None or row.revoked_at is not None or row.code_until < now:
        return None
    key = new_token()
    row.code, row.key, row.admitted_at, row.last_used_at = None, fingerprint(key), now, now
    return row, key


def find_device(session: Session, key: str) -> DeviceRow | None:
    """The device with this key, unless it is revoked."""
    row = session.scalars(select(DeviceRow).where(DeviceRow.key == fingerprint(key))).one_or_none()
    return row if row is not None and row.revoked_at is None else None


def use_is_noted(row: DeviceRow, *, now: datetime) -> bool:
    """Whether the last use on record is recent enough."""
    return row.last_used_at is not None and now - row.last_used_at < USE_NOTED_EVERY


def get_device(session: Session, device_id: str) -> DeviceRow:
    """One device, locked; raises NotFoundError."""
    row = session.get(DeviceRow, device_id, with_for_update=True)
    if row is None:
        raise NotFoundError("device", device_id)
    return row


def devices_of(session: Session, facility: str) -> list[DeviceRow]:
    """The devices of a facility that are not revoked, the oldest first."""
    wanted = select(DeviceRow).where(DeviceRow.facility == facility, DeviceRow.revoked_at.is_(None))
    return list(session.scalars(wanted.order_by(DeviceRow.issued_at, DeviceRow.id)))


def device_actor(row: DeviceRow) -> Actor:
    """The device as an actor."""
    return Actor(f"device:{row.id}", row.name, Role(row.role), row.region, row.facility)


def is_device(actor: Actor) -> bool:
    """Whether a screen acts, and not a person."""
    return actor.id.startswith("device:")


def csrf_of(key: str) -> str:
    """The token its pages send with every change; it lives as long as the key, for a screen is never reloaded."""
    return sign(key, "csrf")
