"""Where the people and machines of a region may belong, and whose people they are."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.errors import InvalidInputError, NotFoundError
from chassis.identity import Actor, Role
from dispatch.tables.areas import get_region
from dispatch.tables.fleet import UnitRow
from drones.tables.fleet import DroneStationRow
from hospitals.tables.facts import HospitalRow

GIVEN = frozenset(role for role in Role if role is not Role.CALLER)  # a caller never signs in
CONFINED = frozenset({Role.HOSPITAL, Role.PARAMEDIC, Role.PILOT})  # these belong to a place


@dataclass(frozen=True, slots=True)
class Facility:
    """A hospital, a unit or a drone station. `region` is its own: a hospital may stand in the next province."""

    id: str
    region: str
    role: Role
    name_ko: str
    name_en: str


def read_facilities(session: Session, region: str) -> tuple[Facility, ...]:
    """Everything somebody can belong to: the hospitals of the catchment, the region's own units and drone stations."""
    area = get_region(session, region)
    hospitals = session.scalars(select(HospitalRow).where(HospitalRow.id.in_(area.catchment)).order_by(HospitalRow.id))
    units = session.scalars(select(UnitRow).where(UnitRow.region == region).order_by(UnitRow.id))
    pads = session.scalars(select(DroneStationRow).where(DroneStationRow.region == region).order_by(DroneStationRow.id))
    return (
        *(Facility(one.id, one.region, Role.HOSPITAL, one.name_ko, one.name_en) for one in hospitals),
        *(Facility(one.id, one.region, Role.PARAMEDIC, one.callsign, one.callsign_en) for one in units),
        *(Facility(one.id, one.region, Role.PILOT, one.name_ko, one.name_en) for one in pads),
    )


def place_of(session: Session, actor: Actor, role: Role, facility: str | None) -> tuple[str, str | None]:
    """Region and facility of somebody with `role`; raises InvalidInputError when they do not fit together."""
    if role not in CONFINED:
        if facility is not None:
            raise InvalidInputError("facility", "this role belongs to no single place")
        return actor.region, None
    known = read_facilities(session, actor.region)
    found = next((one for one in known if one.id == facility and one.role is role), None)
    if found is None:
        raise InvalidInputError("facility", "choose the hospital, unit or drone station")
    return found.region, found.id


def require_own(session: Session, actor: Actor, *, kind: str, ident: str, region: str, facility: str | None) -> None:
    """Raises NotFoundError for whoever belongs to another centre; a hospital of the catchment is every centre's."""
    if region != actor.region and facility not in get_region(session, actor.region).catchment:
        raise NotFoundError(kind, ident)
