"""What a unit has with it, by product, lot and expiry."""

import sqlalchemy as sa
from alembic import op

from chassis.db import Instant

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kit_items",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("region", sa.String(32), nullable=False),
        sa.Column("unit_id", sa.String(64), nullable=False),
        sa.Column("gtin", sa.String(14), nullable=False),
        sa.Column("label", sa.String(48), nullable=True),
        sa.Column("lot", sa.String(20), nullable=True),
        sa.Column("serial", sa.String(20), nullable=True),
        sa.Column("expires", sa.Date(), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("gone_at", Instant(), nullable=True),
        sa.Column("gone_why", sa.String(16), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_kit_items_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kit_items")),
    )
    op.create_index("ix_kit_items_unit", "kit_items", ["unit_id", "gone_at"])


def downgrade() -> None:
    op.drop_index("ix_kit_items_unit", "kit_items")
    op.drop_table("kit_items")
