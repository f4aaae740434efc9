"""When a kit was taken off, expired or damaged."""

import sqlalchemy as sa
from alembic import op

from chassis.db import Instant

revision = "0068"
down_revision = "0067"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("drone_kits", sa.Column("removed_at", Instant(), nullable=True))


def downgrade() -> None:
    op.drop_column("drone_kits", "removed_at")
