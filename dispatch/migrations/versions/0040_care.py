"""The patient's record entry by entry, and which monitor a set of signs was read by."""

import sqlalchemy as sa
from alembic import op

from chassis.db import Instant

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "care_entries",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("region", sa.String(32), nullable=False),
        sa.Column("incident_id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("code", sa.String(48), nullable=True),
        sa.Column("text", sa.String(200), nullable=True),
        sa.Column("dose", sa.Float(), nullable=True),
        sa.Column("unit", sa.String(16), nullable=True),
        sa.Column("route", sa.String(16), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("device_at", Instant(), nullable=True),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("actor_name", sa.String(64), nullable=False),
        sa.Column("source", sa.String(16), nullable=False),
        sa.Column("order_id", sa.String(64), nullable=True),
        sa.Column("amends", sa.String(64), nullable=True),
        sa.Column("reason", sa.String(200), nullable=True),
        sa.Column("struck", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name=op.f("fk_care_entries_incident_id_incidents")),
        sa.ForeignKeyConstraint(["amends"], ["care_entries.id"], name=op.f("fk_care_entries_amends_care_entries")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_care_entries")),
    )
    op.create_index("ix_care_entries_incident", "care_entries", ["incident_id", "at"])
    op.create_index(op.f("ix_care_entries_order_id"), "care_entries", ["order_id"])
    with op.batch_alter_table("vitals") as vitals:
        vitals.add_column(sa.Column("source", sa.String(16), nullable=False, server_default="human"))
        vitals.add_column(sa.Column("device", sa.String(64), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("vitals") as vitals:
        vitals.drop_column("device")
        vitals.drop_column("source")
    op.drop_table("care_entries")
