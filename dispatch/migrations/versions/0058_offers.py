"""What every decision said of a drone kit."""

import sqlalchemy as sa
from alembic import op

from chassis.db import Instant

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "drone_offers",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("incident_id", sa.String(length=64), nullable=False),
        sa.Column("decision_id", sa.String(length=64), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("kit", sa.String(length=24), nullable=False),
        sa.Column("go", sa.Boolean(), nullable=False),
        sa.Column("drone_id", sa.String(length=64), nullable=True),
        sa.Column("sortie_id", sa.String(length=64), nullable=True),
        sa.Column("p_first", sa.Float(), nullable=True),
        sa.Column("gain_s", sa.Float(), nullable=True),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drone_offers")),
    )
    op.create_index("ix_drone_offers_decision_id", "drone_offers", ["decision_id"], unique=True)
    op.create_index(op.f("ix_drone_offers_incident_id"), "drone_offers", ["incident_id"])
    op.create_index(op.f("ix_drone_offers_sortie_id"), "drone_offers", ["sortie_id"])
    op.create_index("ix_drone_offers_region_at", "drone_offers", ["region", "at"])


def downgrade() -> None:
    op.drop_table("drone_offers")
