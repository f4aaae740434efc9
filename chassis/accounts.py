"""People and machines that sign in: passwords as argon2, tokens as fingerprints, failures counted."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Boolean, Index, Integer, String, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant
from chassis.errors import InvalidInputError
from chassis.identity import Actor, Role
from chassis.ids import Ids
from chassis.secrets import fingerprint, hash_password, new_token, password_matches

FAILURES_ALLOWED = 5
FAILURES_WITHIN = timedelta(minutes=15)
SHORTEST_PASSWORD = 10
NOBODY = hash_password("nobody has this password")  # compared against when the login is unknown: equal work


class UserRow(Base):
    """A person. `session_version` rises to end every session of theirs at once."""

    __tablename__ = "users"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    region: Mapped[str] = mapped_column(String(32), index=True)
    login: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(64))
    password: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(24))
    facility: Mapped[str | None] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(8), default="ko")
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    session_version: Mapped[int] = mapped_column(Integer, default=1)
    created_at: Mapped[datetime] = mapped_column(Instant)


class TokenRow(Base):
    """A machine. Only the fingerprint of its token is kept."""

    __tablename__ = "tokens"
    fingerprint: Mapped[str] = mapped_column(String(64), primary_key=True)
    region: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(64))
    role: Mapped[str] = mapped_column(String(24))
    facility: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime | None] = mapped_column(Instant)


class FailureRow(Base):
    """A sign-in that failed, by login and address; old ones are thrown away."""

    __tablename__ = "signin_failures"
    __table_args__ = (Index("ix_signin_failures_who", "who", "at"),)
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    who: Mapped[str] = mapped_column(String(128))
    at: Mapped[datetime] = mapped_column(Instant)


def create_user(
    session: Session,
    ids: Ids,
    *,
    login: str,
    name: str,
    role: Role,
    region: str,
    password: str,
    now: datetime,
    facility: str | None = None,
    language: str = "ko",
) -> UserRow:
    """Add a person inside the caller's transaction; raises InvalidInputError for a short password or a taken login."""
    if len(password) < SHORTEST_PASSWORD:
        raise InvalidInputError("password", f"at least {SHORTEST_PASSWORD} characters")
    if find_user(session, login) is not None:
        raise InvalidInputError("login", "this name is taken")
    user = UserRow(
        id=ids.new("usr"),
        region=region,
        login=login,
        name=name,
        password=hash_password(password),
        role=role,
        facility=facility,
        language=language,
        created_at=now,
    )
    session.add(user)
    return user


def find_user(session: Session, login: str) -> UserRow | None:
    """The person with this login."""
    return session.scalars(select(UserRow).where(UserRow.login == login)).one_or_none()


def check_password(user: UserRow | None, password: str) -> bool:
    """Whether `password` opens the account; takes as long for a login that does not exist."""
    matches = password_matches(user.password if user else NOBODY, password)
    return matches and user is not None and user.active


def issue_token(
    session: Session,
    *,
    name: str,
    role: Role,
    region: str,
    now: datetime,
    facility: str | None = None,
    expires_at: datetime | None = None,
) -> str:
    """A new token for a machine; it is shown once and never again."""
    token = "gt_" + new_token(30)
    kept = {"name": name, "role": role.value, "region": region, "facility": facility, "expires_at": expires_at}
    session.add(TokenRow(fingerprint=fingerprint(token), created_at=now, **kept))
    return token


def find_token(session: Session, token: str, *, now: datetime) -> Actor | None:
    """The machine behind a token; None when it is unknown or has expired."""
    row = session.get(TokenRow, fingerprint(token))
    if row is None or (row.expires_at is not None and row.expires_at <= now):
        return None
    return Actor(f"token:{row.fingerprint[:12]}", row.name, Role(row.role), row.region, row.facility)


def actor_of(user: UserRow) -> Actor:
    """The person as an actor."""
    return Actor(user.id, user.name, Role(user.role), user.region, user.facility)


def locked_for(session: Session, who: Iterable[str], *, now: datetime) -> timedelta | None:
    """How long sign-in stays closed for any of `who` (a login, an address); None when it is open."""
    for one in who:
        recent = select(func.count(), func.min(FailureRow.at)).where(
            FailureRow.who == one, FailureRow.at > now - FAILURES_WITHIN
        )
        failures, first = session.execute(recent).one()
        if failures >= FAILURES_ALLOWED and first is not None:
            return FAILURES_WITHIN - (now - first)
    return None


def note_failure(session: Session, who: Iterable[str], *, now: datetime) -> None:
    """Count a failure for each of `who`, and forget the old ones."""
    session.execute(delete(FailureRow).where(FailureRow.at < now - FAILURES_WITHIN))
    session.add_all(FailureRow(who=one, at=now) for one in who)


def forgive(session: Session, who: Iterable[str]) -> None:
    """A sign-in that worked takes the failures off."""
    session.execute(delete(FailureRow).where(FailureRow.who.in_(list(who))))
