"""What a crew says of a run that ends without transport."""

import sqlalchemy as sa
from alembic import op

from chassis.db import Instant

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "untransported",
        sa.Column("assignment_id", sa.String(64), nullable=False),
        sa.Column("region", sa.String(32), nullable=False),
        sa.Column("incident_id", sa.String(64), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("why", sa.String(24), nullable=False),
        sa.Column("who", sa.String(16), nullable=True),
        sa.Column("capacity", sa.String(16), nullable=True),
        sa.Column("risks_told", sa.Boolean(), nullable=False),
        sa.Column("against_advice", sa.Boolean(), nullable=False),
        sa.Column("witness", sa.String(16), nullable=True),
        sa.Column("counsel", sa.JSON(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=True),
        sa.Column("unsigned", sa.String(16), nullable=True),
        sa.Column("no_vitals", sa.String(16), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("device_at", Instant(), nullable=True),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("actor_name", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignments.id"], name=op.f("fk_untransported_assignment_id_assignments")
        ),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name=op.f("fk_untransported_incident_id_incidents")),
        sa.PrimaryKeyConstraint("assignment_id", name=op.f("pk_untransported")),
    )
    op.create_index("ix_untransported_incident", "untransported", ["incident_id"])


def downgrade() -> None:
    op.drop_index("ix_untransported_incident", "untransported")
    op.drop_table("untransported")
