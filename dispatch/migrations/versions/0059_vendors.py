"""Whose system flies the drones of a station."""

import sqlalchemy as sa
from alembic import op

from chassis.db import Instant

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "drone_vendors",
        sa.Column("station_id", sa.String(64), sa.ForeignKey("drone_stations.id"), primary_key=True),
        sa.Column("region", sa.String(32), nullable=False),
        sa.Column("url", sa.String(300), nullable=False),
        sa.Column("issue", sa.String(64), nullable=False),
        sa.Column("set_by", sa.String(64), nullable=False),
        sa.Column("set_at", Instant(), nullable=False),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.Column("failed_at", Instant(), nullable=True),
        sa.Column("trouble", sa.String(200), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("drone_vendors")
