"""A crew scans what it has with it; what has expired is told at once."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from chassis.errors import InvalidInputError, NotFoundError
from chassis.identity import Actor
from chassis.work import Work, record_change, working
from dispatch.crew.confining import confine_to_unit
from dispatch.gs1 import Scanned, UnreadableError, read_code
from dispatch.system import System
from dispatch.tables.areas import get_region
from dispatch.tables.fleet import UnitRow, get_unit
from dispatch.tables.kit import KitItemRow, aboard, label_of

SOON = timedelta(days=30)


class KitState(StrEnum):
    """Whether it may still be used."""

    EXPIRED = "expired"
    SOON = "soon"
    GOOD = "good"
    UNDATED = "undated"


class GoneWhy(StrEnum):
    """Why it is not aboard any more."""

    USED = "used"
    EXPIRED = "expired"
    BROKEN = "broken"


def kit_state(expires: date | None, *, today: date) -> KitState:
    """A package may be used to the end of the day it expires on."""
    if expires is None:
        return KitState.UNDATED
    if expires < today:
        return KitState.EXPIRED
    return KitState.SOON if expires - today <= SOON else KitState.GOOD


def stock(system: System, actor: Actor, unit_id: str, code: str, *, label: str | None = None) -> dict[str, Any]:
    """Put what was scanned aboard; returns it with its state. The same package scanned twice is one.

    Raises InvalidInputError for a code that cannot be read.
    """
    with working(system, actor) as work:
        unit = get_unit(work.session, unit_id)
        confine_to_unit(actor, unit)
        today = _today(work.session, unit.region, work.now)
        found = _scanned(code, today)
        same = (one for one in aboard(work.session, unit_id) if _is_same(one, found.gtin, found.lot, found.serial))
        row = next(same, None)
        if row is None:
            row = _put_aboard(work, system, unit, found, label)
        elif label:
            row.label = label
        return item_view(row, today=today)


def _scanned(code: str, today: date) -> Scanned:
    try:
        return read_code(code, today=today)
    except UnreadableError as error:
        raise InvalidInputError("code", str(error)) from error


def _put_aboard(work: Work, system: System, unit: UnitRow, found: Scanned, label: str | None) -> KitItemRow:
    row = KitItemRow(
        id=system.ids.new("kit"),
        region=unit.region,
        unit_id=unit.id,
        label=label or label_of(work.session, unit.region, found.gtin),
        gtin=found.gtin,
        lot=found.lot,
        serial=found.serial,
        expires=found.expires,
        at=work.now,
        actor=work.actor.id,
    )
    work.session.add(row)
    told = {"gtin": found.gtin, "lot": found.lot}
    record_change(work, "stock", unit.id, None, told, region=unit.region)
    return row


def take_out(system: System, actor: Actor, item_id: str, why: GoneWhy) -> None:
    """It was used, or has to go. Twice is as good as once. Raises NotFoundError."""
    with working(system, actor) as work:
        row = work.session.get(KitItemRow, item_id, populate_existing=True)
        if row is None:
            raise NotFoundError("kit item", item_id)
        confine_to_unit(actor, get_unit(work.session, row.unit_id))
        if row.gone_at is None:
            row.gone_at, row.gone_why = work.now, why
            record_change(work, "take_out", row.unit_id, {"gtin": row.gtin, "lot": row.lot}, None, reason=why)


def kit_view(session: Session, system: System, actor: Actor, unit_id: str) -> dict[str, Any]:
    """Everything aboard with its state, what expires first in front."""
    unit = get_unit(session, unit_id)
    confine_to_unit(actor, unit)
    today = _today(session, unit.region, system.clock.now())
    return {"today": today.isoformat(), "items": [item_view(row, today=today) for row in aboard(session, unit_id)]}


def item_view(row: KitItemRow, *, today: date) -> dict[str, Any]:
    """A package as the page lists it."""
    return {
        "id": row.id,
        "gtin": row.gtin,
        "label": row.label,
        "lot": row.lot,
        "expires": row.expires.isoformat() if row.expires else None,
        "state": kit_state(row.expires, today=today),
    }


def _is_same(row: KitItemRow, gtin: str, lot: str | None, serial: str | None) -> bool:
    """Without a serial number packages of one lot cannot be told apart: they stand as one line."""
    return (row.gtin, row.lot, row.serial) == (gtin, lot, serial)


def _today(session: Session, region: str, now: datetime) -> date:
    """The day where the unit is."""
    return now.astimezone(ZoneInfo(get_region(session, region).timezone)).date()
