"""Zones of the air and what opens them."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import JSON, Float, Index, String, delete, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Base, Instant
from chassis.geo import LatLon
from drones.model import Authorisation, Circle, Datum, Given, Restriction, Ring, Zone
from drones.tables.sorties import SortieRow
from drones.windows import Slot, Window

WINDOWS: TypeAdapter[tuple[Window, ...]] = TypeAdapter(tuple[Window, ...])
SLOTS: TypeAdapter[tuple[Slot, ...]] = TypeAdapter(tuple[Slot, ...])
PACK, BY_HAND = "pack", "by_hand"


class ZoneRow(Base):
    """A piece of airspace. With `radius_m` a circle round the only corner, else a ring of [lat, lon] corners.

    `series` is what brought it: the city's pack, a person, or the name of an imported file; the same again replaces it.
    `digest` is of all that a flight is held against, so that what was made of a row serves as long as it says the same.
    """

    __tablename__ = "airspace_zones"
    region: Mapped[str] = mapped_column(String(32), primary_key=True)
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    series: Mapped[str] = mapped_column(String(96))
    put_at: Mapped[datetime | None] = mapped_column(Instant)
    put_by: Mapped[str | None] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(96))
    restriction: Mapped[str] = mapped_column(String(24))
    corners: Mapped[list[list[float]]] = mapped_column(JSON)
    radius_m: Mapped[float | None] = mapped_column(Float)
    floor_m: Mapped[float] = mapped_column(Float)
    floor_datum: Mapped[str] = mapped_column(String(4))
    ceiling_m: Mapped[float | None] = mapped_column(Float)
    ceiling_datum: Mapped[str] = mapped_column(String(4))
    ground_max_m: Mapped[float | None] = mapped_column(Float)
    authority: Mapped[str] = mapped_column(String(96))
    authority_phone: Mapped[str | None] = mapped_column(String(32))
    source: Mapped[str] = mapped_column(String(200))
    applies: Mapped[list[Any]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64))


class AuthorisationRow(Base):
    """What opens a zone: a standing paper, or a number told on the telephone. Withdrawn ones stay on record.

    One with a `sortie_id` was given for that flight alone.
    """

    __tablename__ = "airspace_authorisations"
    __table_args__ = (Index("ix_airspace_authorisations_region_zone_id", "region", "zone_id"),)
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    region: Mapped[str] = mapped_column(String(32))
    zone_id: Mapped[str] = mapped_column(String(64))
    given: Mapped[str] = mapped_column(String(16))
    document_no: Mapped[str] = mapped_column(String(64))
    given_by: Mapped[str | None] = mapped_column(String(64))
    valid_from: Mapped[datetime] = mapped_column(Instant)
    valid_until: Mapped[datetime] = mapped_column(Instant)
    slots: Mapped[list[Any]] = mapped_column(JSON)
    max_altitude_m: Mapped[float | None] = mapped_column(Float)
    recorded_at: Mapped[datetime | None] = mapped_column(Instant)
    recorded_by: Mapped[str | None] = mapped_column(String(64))
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)
    withdrawn_by: Mapped[str | None] = mapped_column(String(64))
    sortie_id: Mapped[str | None] = mapped_column(String(64))


@dataclass(frozen=True, slots=True)
class _Version:
    """What the rows say: each zone by region, id and digest, and everything that opens them."""

    zones: tuple[tuple[str, str, str], ...]
    papers: tuple[tuple[str, str, Authorisation], ...]


_MADE: dict[_Version, tuple[Zone, ...]] = {}  # by content, so that nobody has to say that something changed
VERSIONS_KEPT = 8


@dataclass(frozen=True, slots=True)
class Series:
    """What one source has brought: how many zones, and when it last did."""

    name: str
    zones: int
    newest: datetime | None


@dataclass(frozen=True, slots=True)
class Put:
    """Who put a zone or an authorisation on record, and when."""

    by: str | None = None
    at: datetime | None = None


def put_zone(session: Session, zone: Zone, *, series: str = PACK, put: Put = Put()) -> None:
    """Add or replace a zone. Its authorisations are added; one that is on record stays as it is."""
    said = _zone_columns(zone)
    session.merge(ZoneRow(**said, series=series, put_at=put.at, put_by=put.by, digest=_digest(said)))
    for paper in zone.authorised:
        if session.get(AuthorisationRow, paper.id) is None:
            put_authorisation(session, zone, paper, put=put)
    session.flush()


def put_authorisation(session: Session, zone: Zone, paper: Authorisation, *, put: Put) -> None:
    """A new authorisation of a zone."""
    session.add(
        AuthorisationRow(
            id=paper.id,
            region=zone.region,
            zone_id=zone.id,
            given=paper.given.value,
            document_no=paper.document_no,
            given_by=paper.given_by,
            valid_from=paper.valid_from,
            valid_until=paper.valid_until,
            slots=SLOTS.dump_python(paper.slots, mode="json"),
            max_altitude_m=paper.max_altitude_m,
            recorded_at=put.at,
            recorded_by=put.by,
            sortie_id=paper.sortie_id,
        )
    )


def forget_zones(session: Session, region: str, series: str, *, kept: Sequence[str] = ()) -> int:
    """Take away the zones that a series brought and no longer names; returns how many."""
    gone = delete(ZoneRow).where(ZoneRow.region == region, ZoneRow.series == series, ZoneRow.id.not_in(kept))
    return len(session.scalars(gone.returning(ZoneRow.id)).all())


def delete_zone(session: Session, region: str, zone_id: str, *, series: str) -> bool:
    """Take one zone of a series away; False when there is none."""
    row = session.get(ZoneRow, (region, zone_id))
    if row is None or row.series != series:
        return False
    session.delete(row)
    return True


def read_zones(session: Session, regions: Sequence[str]) -> tuple[Zone, ...]:
    """Zones of `regions` with the authorisations that were not withdrawn, by id; of those for one flight, the open
    ones'. Made once for all who ask while the rows say the same."""
    keys, ordered = select(ZoneRow.region, ZoneRow.id, ZoneRow.digest), (ZoneRow.id, ZoneRow.region)
    keys = keys.where(ZoneRow.region.in_(regions))
    version = tuple((region, ident, digest) for region, ident, digest in session.execute(keys.order_by(*ordered)))
    kept = _Version(version, _papers(session, regions))
    made = _MADE.get(kept)
    if made is None:
        made = _made(session, regions, kept.papers)
        while len(_MADE) >= VERSIONS_KEPT:
            _MADE.pop(next(iter(_MADE)), None)
        _MADE[kept] = made
    return made


def find_zone(session: Session, region: str, zone_id: str) -> Zone | None:
    """One zone of a region; None when there is none by that id."""
    return next((zone for zone in read_zones(session, (region,)) if zone.id == zone_id), None)


def lock_authorisation(session: Session, authorisation_id: str) -> AuthorisationRow | None:
    """The row, ours until the transaction ends; None when there is none."""
    return session.scalar(select(AuthorisationRow).where(AuthorisationRow.id == authorisation_id).with_for_update())


def read_authorisations(session: Session, region: str, *, since: datetime) -> tuple[AuthorisationRow, ...]:
    """Those that have not ended before `since`, withdrawn ones with them, the newest first."""
    wanted = select(AuthorisationRow).where(AuthorisationRow.region == region, AuthorisationRow.valid_until >= since)
    newest = (AuthorisationRow.recorded_at.desc(), AuthorisationRow.id)
    return tuple(session.scalars(wanted.order_by(*newest)))


def read_put(session: Session, region: str) -> dict[str, dict[str, Any]]:
    """Who put each zone of a region on record, when, and what brought it; by zone."""
    rows = session.scalars(select(ZoneRow).where(ZoneRow.region == region))
    return {
        row.id: {"series": row.series, "put_by": row.put_by, "put_at": row.put_at.isoformat() if row.put_at else None}
        for row in rows
    }


def read_series(session: Session, regions: Sequence[str]) -> tuple[Series, ...]:
    """Where the zones of `regions` came from and how old each source is, by name."""
    rows = session.execute(
        select(ZoneRow.series, func.count(), func.max(ZoneRow.put_at))
        .where(ZoneRow.region.in_(regions))
        .group_by(ZoneRow.series)
        .order_by(ZoneRow.series)
    )
    return tuple(Series(name, count, newest) for name, count, newest in rows)


def as_authorisation(row: AuthorisationRow) -> Authorisation:
    """The row as a frozen value."""
    return Authorisation(
        id=row.id,
        document_no=row.document_no,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        max_altitude_m=row.max_altitude_m,
        slots=SLOTS.validate_python(row.slots),
        given=Given(row.given),
        given_by=row.given_by,
        sortie_id=row.sortie_id,
    )


def _papers(session: Session, regions: Sequence[str]) -> tuple[tuple[str, str, Authorisation], ...]:
    """What opens zones of `regions`, each with region and zone. What was for a flight that is over opens nothing."""
    open_sorties = select(SortieRow.id).where(SortieRow.open)
    wanted = select(AuthorisationRow).where(
        AuthorisationRow.region.in_(regions),
        AuthorisationRow.withdrawn_at.is_(None),
        or_(AuthorisationRow.sortie_id.is_(None), AuthorisationRow.sortie_id.in_(open_sorties)),
    )
    rows = session.scalars(wanted.order_by(AuthorisationRow.id))
    return tuple((row.region, row.zone_id, as_authorisation(row)) for row in rows)


def _made(
    session: Session, regions: Sequence[str], papers: tuple[tuple[str, str, Authorisation], ...]
) -> tuple[Zone, ...]:
    opened: dict[tuple[str, str], list[Authorisation]] = {}
    for region, zone_id, paper in papers:
        opened.setdefault((region, zone_id), []).append(paper)
    rows = session.scalars(select(ZoneRow).where(ZoneRow.region.in_(regions)).order_by(ZoneRow.id, ZoneRow.region))
    return tuple(_zone(row, tuple(opened.get((row.region, row.id), ()))) for row in rows)


def _zone_columns(zone: Zone) -> dict[str, Any]:
    """All that a zone says of itself."""
    return {
        "region": zone.region,
        "id": zone.id,
        "name": zone.name,
        "restriction": zone.restriction.value,
        **_shape_columns(zone.shape),
        "floor_m": zone.floor_m,
        "floor_datum": zone.floor_datum.value,
        "ceiling_m": zone.ceiling_m,
        "ceiling_datum": zone.ceiling_datum.value,
        "ground_max_m": zone.ground_max_m,
        "authority": zone.authority,
        "authority_phone": zone.authority_phone,
        "source": zone.source,
        "applies": WINDOWS.dump_python(zone.applies, mode="json"),
    }


def _digest(said: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _shape_columns(shape: Circle | Ring) -> dict[str, Any]:
    corners = (shape.centre,) if isinstance(shape, Circle) else shape.corners
    radius_m = shape.radius_m if isinstance(shape, Circle) else None
    return {"corners": [[corner.lat, corner.lon] for corner in corners], "radius_m": radius_m}


def _zone(row: ZoneRow, authorised: tuple[Authorisation, ...]) -> Zone:
    corners = tuple(LatLon(lat, lon) for lat, lon in row.corners)
    return Zone(
        id=row.id,
        region=row.region,
        name=row.name,
        restriction=Restriction(row.restriction),
        shape=Ring(corners) if row.radius_m is None else Circle(corners[0], row.radius_m),
        floor_m=row.floor_m,
        ceiling_m=row.ceiling_m,
        authority=row.authority,
        authority_phone=row.authority_phone,
        source=row.source,
        floor_datum=Datum(row.floor_datum),
        ceiling_datum=Datum(row.ceiling_datum),
        ground_max_m=row.ground_max_m,
        applies=WINDOWS.validate_python(row.applies),
        authorised=authorised,
    )
