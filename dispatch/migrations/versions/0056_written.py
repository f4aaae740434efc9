"""When a note was written by its device, and who described a patient last."""

import sqlalchemy as sa
from alembic import op

from chassis.db import Instant

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("notes", sa.Column("device_at", Instant(), nullable=True))
    op.add_column("patients", sa.Column("described_at", Instant(), nullable=True))
    op.add_column("patients", sa.Column("described_by", sa.String(64), nullable=True))


def downgrade() -> None:
    op.drop_column("patients", "described_by")
    op.drop_column("patients", "described_at")
    op.drop_column("notes", "device_at")
