"""Where units stood for a place, and the pin that their routes end at."""

import sqlalchemy as sa
from alembic import op

from chassis.db import Instant

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stops",
        sa.Column("assignment_id", sa.String(64), nullable=False),
        sa.Column("region", sa.String(32), nullable=False),
        sa.Column("place_lat", sa.Float(), nullable=False),
        sa.Column("place_lon", sa.Float(), nullable=False),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("dismissed_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("assignment_id", name=op.f("pk_stops")),
    )
    op.create_index("ix_stops_region_place_lat", "stops", ["region", "place_lat"])
    op.create_index("ix_stops_at", "stops", ["at"])
    op.add_column("incidents", sa.Column("pin_lat", sa.Float(), nullable=True))
    op.add_column("incidents", sa.Column("pin_lon", sa.Float(), nullable=True))


def downgrade() -> None:
    op.drop_column("incidents", "pin_lon")
    op.drop_column("incidents", "pin_lat")
    op.drop_index("ix_stops_at", table_name="stops")
    op.drop_index("ix_stops_region_place_lat", table_name="stops")
    op.drop_table("stops")
