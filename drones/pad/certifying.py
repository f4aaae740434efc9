"""Putting pilots' certificates on record, and withdrawing them. Administrators do."""

import re
from datetime import date

from chassis.errors import ForbiddenError, IllegalMoveError, InvalidInputError
from chassis.ground import Ground
from chassis.identity import Actor, Role
from chassis.work import record_change, working
from drones.certificates import Certificate, Grade
from drones.tables.pilots import lock_certificate, put_certificate

NUMBER = re.compile(r"[0-9A-Za-z가-힣-]{4,32}")


def certify(system: Ground, actor: Actor, pilot_id: str, *, number: str, grade: Grade, valid_until: date) -> str:
    """A certificate of one pilot; returns its id. Raises ForbiddenError, InvalidInputError."""
    _administrator(actor)
    if NUMBER.fullmatch(number) is None:
        raise InvalidInputError("number", "4 to 32 letters, digits and hyphens")
    certificate = Certificate(system.ids.new("cert"), pilot_id, number, grade, valid_until)
    with working(system, actor) as work:
        put_certificate(work.session, certificate, region=actor.region, by=actor.name, at=work.now)
        new = {"number": number, "grade": grade.value, "valid_until": valid_until.isoformat()}
        record_change(work, "certify", pilot_id, None, new)
    return certificate.id


def withdraw_certificate(system: Ground, actor: Actor, certificate_id: str) -> None:
    """It counts no more, from now on. Raises ForbiddenError, NotFoundError, IllegalMoveError when it was before."""
    _administrator(actor)
    with working(system, actor) as work:
        row = lock_certificate(work.session, actor.region, certificate_id)
        if row.withdrawn_at is not None:
            raise IllegalMoveError("certificate", "withdrawn", "withdraw", ())
        row.withdrawn_at, row.withdrawn_by = work.now, actor.name
        record_change(work, "withdraw_certificate", row.pilot_id, {"number": row.number}, None)


def _administrator(actor: Actor) -> None:
    if actor.role is not Role.ADMIN:
        raise ForbiddenError(f"{actor.role} does not certify pilots")
