"""Coming in: a number, a code sent to it, and a short visit. Whoever asks is answered alike, registered or not."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from chassis.db import wait_turn
from chassis.errors import InvalidInputError, NotFoundError, TooManyError
from chassis.identity import Actor, Role
from chassis.sealing import sealer_of
from chassis.secrets import fingerprint, new_token, same
from chassis.work import Work, working
from dispatch.premises import plain_number
from dispatch.registered.card import complete_number
from dispatch.registering.pacing import WINDOW
from dispatch.registering.writing import write_text
from dispatch.system import System
from dispatch.tables.registered import NUMBER, RegisteredCodeRow, RegisteredVisitRow

CODE_LIVES, VISIT_LIVES = timedelta(minutes=10), timedelta(minutes=30)
TRIES = 3
DAY, MOST_A_DAY = timedelta(days=1), 6  # codes of one number, so that nobody guesses on for hours
MOST_A_NUMBER, MOST_AN_ADDRESS, MOST_A_REGION = 3, 10, 300  # codes in one window


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whoever holds the telephone of `number`, until the visit ends. `owners` are its fingerprints, newest secret
    first."""

    region: str
    number: str
    owners: tuple[str, ...]

    @property
    def actor(self) -> Actor:
        """As commands and the audit know them: by a part of the fingerprint, never by the number."""
        return Actor(f"registered:{self.owners[0][:16]}", "registered", Role.CALLER, self.region)


def ask_code(
    system: System, region: str, number: str, *, address: str, speaks: str, person_id: str | None = None
) -> str:
    """Send a code to `number`; returns the id under which it is waited for. Raises InvalidInputError, TooManyError."""
    dialled = complete_number(number)
    sealer, code, code_id = sealer_of(system.settings), f"{secrets.randbelow(1_000_000):06d}", system.ids.new("rcd")
    row = RegisteredCodeRow(
        id=code_id,
        region=region,
        fingerprint=sealer.fingerprint(NUMBER, plain_number(dialled)),
        asker=sealer.fingerprint("address", address),
        number=sealer.seal({"number": dialled}),
        code=sealer.fingerprint(code_id, code),
        person_id=person_id,
    )
    with working(system, Actor("registered:new", "registered", Role.CALLER, region)) as work:
        wait_turn(work.session, f"registered.{region}")
        _check_pace(work, row)
        row.made_at = work.now
        work.session.add(row)
        params = {"code": code, "minutes": round(CODE_LIVES.total_seconds() / 60)}
        about = f"{person_id}:{code_id}" if person_id else code_id
        write_text(work.session, system, about, region, dialled, "registered_code", params, speaks=speaks, at=work.now)
    return code_id


def check_code(system: System, region: str, code_id: str, code: str, *, person_id: str | None = None) -> str:
    """The number a code was sent to. Raises InvalidInputError for a wrong, used or late one: nobody learns which."""
    given = "".join(sign for sign in code if sign.isdigit())
    sealer = sealer_of(system.settings)
    with system.db.write() as session:  # a failed try is kept, so it cannot raise inside
        row = session.get(RegisteredCodeRow, code_id, with_for_update=True)
        now = system.clock.now()
        right = row is not None and (row.region, row.person_id) == (region, person_id) and _tried(row, given, now)
        if row is not None and right:
            right = any(same(one, row.code) for one in sealer.fingerprints(code_id, given))
            row.used_at = now if right else None
        number = str(sealer.opened(row.number)["number"]) if row is not None and right else None
    if number is None:
        raise InvalidInputError("code", "wrong_code")
    return number


def enter(system: System, region: str, code_id: str, code: str) -> str:
    """Begin a visit; returns the token of its cookie. Raises InvalidInputError."""
    number, token = check_code(system, region, code_id, code), new_token()
    with system.db.write() as session:
        sealed = sealer_of(system.settings).seal({"number": number})
        ends = system.clock.now() + VISIT_LIVES
        session.add(RegisteredVisitRow(id=fingerprint(token), region=region, number=sealed, expires_at=ends))
    return token


def find_visitor(session: Session, system: System, token: str) -> Visitor:
    """Who holds the cookie; raises NotFoundError when the visit is over."""
    row = session.get(RegisteredVisitRow, fingerprint(token))
    if row is None or row.expires_at <= system.clock.now():
        raise NotFoundError("visit", "")
    sealer = sealer_of(system.settings)
    number = str(sealer.opened(row.number)["number"])
    return Visitor(row.region, number, sealer.fingerprints(NUMBER, plain_number(number)))


def leave(system: System, token: str) -> None:
    """End a visit."""
    with system.db.write() as session:
        row = session.get(RegisteredVisitRow, fingerprint(token))
        if row is not None:
            session.delete(row)


def _tried(row: RegisteredCodeRow, given: str, now: datetime) -> bool:
    """Count a try; whether the code may still be right."""
    if row.used_at is not None or now - row.made_at >= CODE_LIVES or row.tries >= TRIES:
        return False
    row.tries += 1
    return bool(given)


def _check_pace(work: Work, row: RegisteredCodeRow) -> None:
    made = select(func.count()).where(RegisteredCodeRow.made_at > work.now - WINDOW)
    today = select(func.count()).where(RegisteredCodeRow.made_at > work.now - DAY)
    if (work.session.scalar(today.where(RegisteredCodeRow.fingerprint == row.fingerprint)) or 0) >= MOST_A_DAY:
        raise TooManyError("codes", retry_after_s=round(DAY.total_seconds()))
    for most, who in (
        (MOST_A_NUMBER, RegisteredCodeRow.fingerprint == row.fingerprint),
        (MOST_AN_ADDRESS, RegisteredCodeRow.asker == row.asker),
        (MOST_A_REGION, RegisteredCodeRow.region == row.region),
    ):
        if (work.session.scalar(made.where(who)) or 0) >= most:
            raise TooManyError("codes", retry_after_s=round(WINDOW.total_seconds()))
