"""Kits of a station: a sealed one comes onto the shelf, one that may not fly any more is taken off."""

import re
from datetime import date
from enum import StrEnum

from chassis.errors import ForbiddenError, InvalidInputError, NotFoundError, TakenError
from chassis.ground import Ground
from chassis.identity import Actor, Role
from chassis.work import record_change, working
from drones.events import kits_changed
from drones.model import Kit, KitKind
from drones.states import SortieState
from drones.tables.fleet import get_station_row
from drones.tables.kits import KitRow, lock_kit, put_kit
from drones.tables.sorties import get_sortie

LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
HEAVIEST_KG = 10.0


class KitGone(StrEnum):
    """Why a kit is taken off."""

    EXPIRED = "expired"
    DAMAGED = "damaged"
    NOT_FOUND = "not_found"  # it was to be looked for


def add_kit(system: Ground, actor: Actor, *, label: str, kind: KitKind, expires_on: date, mass_kg: float) -> Kit:
    """A sealed kit stands on the shelf of the pilot's station; the label on it is what is read before take-off.

    Raises ForbiddenError, and InvalidInputError for a label that is known, a day that is over, or no such mass.
    """
    label = label.strip()
    if LABEL.fullmatch(label) is None:
        raise InvalidInputError("label", "1 to 64 letters, digits, dots and dashes")
    if not 0.0 < mass_kg <= HEAVIEST_KG:
        raise InvalidInputError("mass_kg", f"above 0 and at most {HEAVIEST_KG:.0f} kg")
    with working(system, actor) as work:
        if expires_on < work.now.date():
            raise InvalidInputError("expires_on", "not before today")
        station_id = _own_station(actor)
        get_station_row(work.session, station_id)
        if work.session.get(KitRow, label) is not None:
            raise InvalidInputError("label", "known already")
        kit = Kit(label, kind, mass_kg, expires_on, station_id)
        put_kit(work.session, kit, region=actor.region)
        new = {"kind": kind.value, "mass_kg": mass_kg, "expires_on": expires_on.isoformat()}
        record_change(work, "add_kit", label, None, new)
        work.told.extend(kits_changed(actor.region, station_id, label, at=work.now))
    return kit


def found_kit(system: Ground, actor: Actor, kit_id: str) -> None:
    """One that was to be looked for is here, and flies again. Raises NotFoundError for any other."""
    with working(system, actor) as work:
        row = lock_kit(work.session, kit_id)
        ours = row is not None and (row.region, row.station_id) == (actor.region, _own_station(actor))
        if row is None or not ours or row.missing_since is None or row.removed_at is not None:
            raise NotFoundError("kit", kit_id)
        since, row.missing_since = row.missing_since, None
        record_change(work, "found_kit", kit_id, {"missing_since": since.isoformat()}, None)
        work.told.extend(kits_changed(actor.region, row.station_id, kit_id, at=work.now))


def remove_kit(system: Ground, actor: Actor, kit_id: str, *, why: KitGone) -> None:
    """It flies no more. Raises NotFoundError for another station's or one that is gone, TakenError for one on order."""
    with working(system, actor) as work:
        row = lock_kit(work.session, kit_id)
        ours = row is not None and (row.region, row.station_id) == (actor.region, _own_station(actor))
        if row is None or not ours or row.used_at is not None or row.removed_at is not None:
            raise NotFoundError("kit", kit_id)
        if row.sortie_id is not None:
            order = get_sortie(work.session, row.sortie_id)
            at = order.entered[SortieState.REQUESTED].isoformat()
            raise TakenError("kit", kit_id, by=order.ordered_by, at=at, why=order.id)
        row.removed_at = work.now
        record_change(work, "remove_kit", kit_id, {"kind": row.kind}, {"why": why.value})
        work.told.extend(kits_changed(actor.region, row.station_id, kit_id, at=work.now))


def _own_station(actor: Actor) -> str:
    if actor.role is not Role.PILOT or actor.facility is None:
        raise ForbiddenError(f"{actor.role} does not keep kits")
    return actor.facility
