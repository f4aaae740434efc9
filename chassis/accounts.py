"""People and machines that sign in: passwords as argon2, tokens as fingerprints, failures counted."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import JSON, Boolean, Index, Integer, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant, wait_turn
from chassis.errors import InvalidInputError
from chassis.identity import Actor, Role
from chassis.ids import Ids
from chassis.scopes import checked
from chassis.secrets import fingerprint, hash_password, new_code, new_token, password_matches

FAILURES_PER_LOGIN = 5  # of one login at one address
FAILURES_PER_ADDRESS = 50  # of all logins together: a whole centre shares one address, and people mistype
FAILURES_WITHIN = timedelta(minutes=15)
MACHINE = "token:"  # how the id of everybody begins who came with a token
USE_NOTED_EVERY = timedelta(minutes=10)
SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 200
FEWEST_LETTERS = 5
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
    duty: Mapped[str | None] = mapped_column(String(24))  # what they do at their facility
    language: Mapped[str] = mapped_column(String(8), default="ko")
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    session_version: Mapped[int] = mapped_column(Integer, default=1)
    password_once: Mapped[bool] = mapped_column(Boolean, default=False)  # given by somebody else: to be changed first
    created_at: Mapped[datetime] = mapped_column(Instant)
    signed_in_at: Mapped[datetime | None] = mapped_column(Instant)


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
    last_used_at: Mapped[datetime | None] = mapped_column(Instant)  # to within USE_NOTED_EVERY
    issued_by: Mapped[str | None] = mapped_column(String(64))  # None from the command line
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)
    scopes: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")  # see chassis.scopes


class FailureRow(Base):
    """A sign-in that was tried and did not work. `login` is a fingerprint: people type passwords there by mistake."""

    __tablename__ = "signin_failures"
    __table_args__ = (Index("ix_signin_failures_address", "address", "at"),)
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    login: Mapped[str] = mapped_column(String(64))
    address: Mapped[str] = mapped_column(String(64))
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
    duty: str | None = None,
    language: str = "ko",
    once: bool = False,
) -> UserRow:
    """Add a person inside the caller's transaction; raises InvalidInputError for a weak password or a taken login."""
    check_new_password(login, password)
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
        duty=duty,
        language=language,
        password_once=once,
        created_at=now,
    )
    session.add(user)
    return user


def check_new_password(login: str, password: str) -> None:
    """Raises InvalidInputError, saying which rule: length, not the login, not one key pressed again and again."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise InvalidInputError("password", f"{SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters")
    if login.casefold() in password.casefold():
        raise InvalidInputError("password", "the login must not be in it")
    if len(set(password)) < FEWEST_LETTERS:
        raise InvalidInputError("password", f"at least {FEWEST_LETTERS} different characters")


def set_password(user: UserRow, password: str, *, once: bool) -> None:
    """A new password, checked; every session of the person ends with the old one."""
    check_new_password(user.login, password)
    user.password, user.password_once = hash_password(password), once
    user.session_version += 1


def one_time_password() -> str:
    """A password to be read out and changed at once: twelve letters of Crockford's base 32, 60 random bits."""
    return "-".join(new_code(4) for _ in range(3))


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
    issued_by: str | None = None,
    scopes: Sequence[str] = (),
) -> str:
    """A new token for a machine; it is shown once and never again. Raises ValueError for what is no scope."""
    token = "gt_" + new_token(30)
    kept = {"name": name, "role": role.value, "region": region, "facility": facility, "expires_at": expires_at}
    row = TokenRow(fingerprint=fingerprint(token), created_at=now, issued_by=issued_by, **kept)
    row.scopes = list(checked(scopes))
    session.add(row)
    return token


def find_token(session: Session, token: str, *, now: datetime) -> TokenRow | None:
    """The row of a token; None when it is unknown, revoked or has expired."""
    row = session.get(TokenRow, fingerprint(token))
    if row is None or row.revoked_at is not None:
        return None
    return row if row.expires_at is None or now < row.expires_at else None


def use_is_noted(row: TokenRow, *, now: datetime) -> bool:
    """Whether the last use on record is recent enough; a machine that reports every second writes rarely."""
    return row.last_used_at is not None and now - row.last_used_at < USE_NOTED_EVERY


def machine_of(row: TokenRow) -> Actor:
    """The machine as an actor."""
    name = f"{MACHINE}{row.fingerprint[:12]}"
    return Actor(name, row.name, Role(row.role), row.region, row.facility, scopes=tuple(row.scopes))


def is_machine(actor: Actor) -> bool:
    """Whether somebody came with a token."""
    return actor.id.startswith(MACHINE)


def actor_of(user: UserRow) -> Actor:
    """The person as an actor."""
    return Actor(user.id, user.name, Role(user.role), user.region, user.facility, user.duty)


def end_sessions(session: Session, user_id: str) -> None:
    """Sign a person out everywhere."""
    session.get_one(UserRow, user_id).session_version += 1


def begin_attempt(session: Session, login: str, address: str, *, now: datetime) -> timedelta | None:
    """Count a sign-in before its password is looked at, so that no number at once gets past the limit.

    Returns None when the password may be tried, else how long the door stays closed. A name is closed at one address
    only: nobody can lock a dispatcher out from elsewhere.
    """
    wait_turn(session, f"signin.{address}")
    session.execute(delete(FailureRow).where(FailureRow.at <= now - FAILURES_WITHIN))
    tried = select(FailureRow.login, FailureRow.at).where(FailureRow.address == address).order_by(FailureRow.at)
    everybody = session.execute(tried).all()
    mine = [row for row in everybody if row.login == fingerprint(login)]
    for rows, allowed in ((mine, FAILURES_PER_LOGIN), (everybody, FAILURES_PER_ADDRESS)):
        if len(rows) >= allowed:
            first: datetime = rows[-allowed].at  # when it is old enough, one more may be tried
            return FAILURES_WITHIN - (now - first)
    session.add(FailureRow(login=fingerprint(login), address=address, at=now))
    return None


def forgive(session: Session, login: str, address: str) -> None:
    """A sign-in that worked takes this login's attempts at this address off, and nobody else's."""
    session.execute(delete(FailureRow).where(FailureRow.login == fingerprint(login), FailureRow.address == address))
