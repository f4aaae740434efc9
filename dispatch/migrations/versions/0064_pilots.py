"""Pilots' certificates, who read the notices of the day, what a sortie keeps in reserve and whether it strayed."""

import sqlalchemy as sa
from alembic import op

from chassis.db import Instant

revision = "0064"
down_revision = "0063"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sorties", sa.Column("reserve_wh", sa.Float(), nullable=True))
    op.add_column("sorties", sa.Column("strayed_at", Instant(), nullable=True))
    op.add_column("drone_stations", sa.Column("notices_at", Instant(), nullable=True))
    op.add_column("drone_stations", sa.Column("notices_by", sa.String(64), nullable=True))
    op.create_table(
        "pilot_certificates",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("region", sa.String(32), nullable=False),
        sa.Column("pilot_id", sa.String(64), nullable=False),
        sa.Column("number", sa.String(32), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("recorded_by", sa.String(64), nullable=False),
        sa.Column("withdrawn_at", Instant(), nullable=True),
        sa.Column("withdrawn_by", sa.String(64), nullable=True),
    )
    op.create_index("ix_pilot_certificates_region_pilot_id", "pilot_certificates", ["region", "pilot_id"])


def downgrade() -> None:
    op.drop_table("pilot_certificates")
    for name in ("notices_by", "notices_at"):
        op.drop_column("drone_stations", name)
    for name in ("strayed_at", "reserve_wh"):
        op.drop_column("sorties", name)
