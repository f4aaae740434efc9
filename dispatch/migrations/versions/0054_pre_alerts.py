"""The card a crew sends ahead to the hospital that takes the patient."""

import sqlalchemy as sa
from alembic import op

from chassis.db import Instant

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pre_alerts",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("region", sa.String(32), nullable=False),
        sa.Column("incident_id", sa.String(64), nullable=False),
        sa.Column("hospital_id", sa.String(32), nullable=False),
        sa.Column("card", sa.JSON(), nullable=False),
        sa.Column("sent_at", Instant(), nullable=False),
        sa.Column("device_at", Instant(), nullable=True),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("actor_name", sa.String(64), nullable=False),
        sa.Column("seen_at", Instant(), nullable=True),
        sa.Column("seen_by", sa.String(64), nullable=True),
        sa.Column("seen_name", sa.String(64), nullable=True),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name=op.f("fk_pre_alerts_incident_id_incidents")),
        sa.ForeignKeyConstraint(["hospital_id"], ["hospitals.id"], name=op.f("fk_pre_alerts_hospital_id_hospitals")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pre_alerts")),
    )
    op.create_index("ix_pre_alerts_incident", "pre_alerts", ["incident_id", "sent_at"])


def downgrade() -> None:
    op.drop_table("pre_alerts")
