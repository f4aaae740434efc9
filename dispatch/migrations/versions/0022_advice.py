"""What the models advised, and what people made of it."""

import sqlalchemy as sa
from alembic import op

from chassis.db import Instant

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "advice",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("incident_id", sa.String(length=64), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("offered", sa.String(length=48), nullable=False),
        sa.Column("chance", sa.Float(), nullable=False),
        sa.Column("right", sa.Float(), nullable=False),
        sa.Column("model", sa.String(length=48), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("stood", sa.String(length=48), nullable=True),
        sa.Column("answer", sa.String(length=16), nullable=True),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.Column("answered_by", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name=op.f("fk_advice_incident_id_incidents")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_advice")),
    )
    op.create_index("ix_advice_incident", "advice", ["incident_id", "at"])
    op.create_index("ix_advice_region", "advice", ["region", "at"])


def downgrade() -> None:
    op.drop_table("advice")
