"""When the device of a crew has shown a new job."""

import sqlalchemy as sa
from alembic import op

from chassis.db import Instant

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "jobs_shown",
        sa.Column("assignment_id", sa.String(64), nullable=False),
        sa.Column("region", sa.String(32), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("device_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignments.id"], name=op.f("fk_jobs_shown_assignment_id_assignments")
        ),
        sa.PrimaryKeyConstraint("assignment_id", name=op.f("pk_jobs_shown")),
    )


def downgrade() -> None:
    op.drop_table("jobs_shown")
