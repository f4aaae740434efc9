"""An idempotency key knows whether its command was carried out."""

import sqlalchemy as sa
from alembic import op

from chassis.db import Instant

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("idempotency_keys", sa.Column("done_at", Instant(), nullable=True))


def downgrade() -> None:
    op.drop_column("idempotency_keys", "done_at")
