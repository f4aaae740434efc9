"""Zones by region with their datums, windows and origin; authorisations as rows of their own."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from chassis.db import Instant

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None

PLACE = ("id", "region", "name", "restriction", "corners", "radius_m", "floor_m", "ceiling_m")
SHARED = (*PLACE, "authority", "authority_phone", "source")


def _columns() -> list[sa.Column[Any]]:
    """What the table has before and after."""
    return [
        sa.Column("name", sa.String(96), nullable=False),
        sa.Column("restriction", sa.String(24), nullable=False),
        sa.Column("corners", sa.JSON(), nullable=False),
        sa.Column("radius_m", sa.Float(), nullable=True),
        sa.Column("floor_m", sa.Float(), nullable=False),
        sa.Column("ceiling_m", sa.Float(), nullable=True),
        sa.Column("authority", sa.String(96), nullable=False),
        sa.Column("authority_phone", sa.String(32), nullable=True),
        sa.Column("source", sa.String(200), nullable=False),
    ]


def _before() -> sa.Table:
    return sa.Table(
        "airspace_zones",
        sa.MetaData(),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("region", sa.String(32), nullable=False),
        *_columns(),
        sa.Column("applies_from", Instant(), nullable=True),
        sa.Column("applies_until", Instant(), nullable=True),
        sa.Column("authorisation", sa.String(64), nullable=True),
        sa.Column("authorised_from", Instant(), nullable=True),
        sa.Column("authorised_until", Instant(), nullable=True),
        sa.Column("authorised_altitude_m", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_airspace_zones"),
    )


def _after() -> sa.Table:
    return sa.Table(
        "airspace_zones",
        sa.MetaData(),
        sa.Column("region", sa.String(32), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("series", sa.String(96), nullable=False),
        sa.Column("put_at", Instant(), nullable=True),
        sa.Column("put_by", sa.String(64), nullable=True),
        *_columns(),
        sa.Column("floor_datum", sa.String(4), nullable=False),
        sa.Column("ceiling_datum", sa.String(4), nullable=False),
        sa.Column("ground_max_m", sa.Float(), nullable=True),
        sa.Column("applies", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("region", "id", name="pk_airspace_zones"),
    )


def _papers() -> sa.Table:
    return sa.Table(
        "airspace_authorisations",
        sa.MetaData(),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("region", sa.String(32), nullable=False),
        sa.Column("zone_id", sa.String(64), nullable=False),
        sa.Column("given", sa.String(16), nullable=False),
        sa.Column("document_no", sa.String(64), nullable=False),
        sa.Column("given_by", sa.String(64), nullable=True),
        sa.Column("valid_from", Instant(), nullable=False),
        sa.Column("valid_until", Instant(), nullable=False),
        sa.Column("slots", sa.JSON(), nullable=False),
        sa.Column("max_altitude_m", sa.Float(), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=True),
        sa.Column("recorded_by", sa.String(64), nullable=True),
        sa.Column("withdrawn_at", Instant(), nullable=True),
        sa.Column("withdrawn_by", sa.String(64), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_airspace_authorisations"),
        sa.Index("ix_airspace_authorisations_region_zone_id", "region", "zone_id"),
    )


def upgrade() -> None:
    bind, old = op.get_bind(), _before()
    zones = bind.execute(sa.select(old)).mappings().all()
    op.drop_index("ix_airspace_zones_region", "airspace_zones")
    op.drop_table("airspace_zones")
    new, papers = _after(), _papers()
    new.create(bind)
    papers.create(bind)
    for zone in zones:
        bind.execute(sa.insert(new).values(_risen(zone)))
        if zone["authorisation"] is not None and zone["authorised_from"] is not None:
            bind.execute(sa.insert(papers).values(_paper(zone)))


def _risen(zone: Any) -> dict[str, Any]:
    window: dict[str, Any] = {"begin": _said(zone["applies_from"]), "end": _said(zone["applies_until"]), "slots": []}
    kept = {name: zone[name] for name in SHARED}
    return kept | {"series": "pack", "floor_datum": "agl", "ceiling_datum": "agl", "applies": [window]}


def _paper(zone: Any) -> dict[str, Any]:
    return {
        "id": f"aut_{zone['region']}_{zone['id']}"[:64],
        "region": zone["region"],
        "zone_id": zone["id"],
        "given": "standing",
        "document_no": zone["authorisation"],
        "valid_from": zone["authorised_from"],
        "valid_until": zone["authorised_until"],
        "slots": [],
        "max_altitude_m": zone["authorised_altitude_m"],
    }


def _said(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def downgrade() -> None:
    bind, new, papers = op.get_bind(), _after(), _papers()
    zones = bind.execute(sa.select(new).order_by(new.c.region, new.c.id)).mappings().all()
    given = bind.execute(sa.select(papers).where(papers.c.withdrawn_at.is_(None))).mappings().all()
    op.drop_index("ix_airspace_authorisations_region_zone_id", "airspace_authorisations")
    op.drop_table("airspace_authorisations")
    op.drop_table("airspace_zones")
    old = _before()
    old.create(bind)
    op.create_index("ix_airspace_zones_region", "airspace_zones", ["region"], unique=False)
    opened = {(one["region"], one["zone_id"]): one for one in given}
    seen: set[str] = set()
    for zone in zones:
        if zone["id"] not in seen:  # an id stood for one region only
            seen.add(zone["id"])
            bind.execute(sa.insert(old).values(_sunk(zone, opened.get((zone["region"], zone["id"])))))


def _sunk(zone: Any, paper: Any) -> dict[str, Any]:
    first: dict[str, Any] = next(iter(zone["applies"]), {"begin": None, "end": None})
    begin, end = (datetime.fromisoformat(said) if said else None for said in (first["begin"], first["end"]))
    kept = {name: zone[name] for name in SHARED} | {"applies_from": begin, "applies_until": end}
    if paper is None:
        return kept
    return kept | {
        "authorisation": paper["document_no"],
        "authorised_from": paper["valid_from"],
        "authorised_until": paper["valid_until"],
        "authorised_altitude_m": paper["max_altitude_m"],
    }
