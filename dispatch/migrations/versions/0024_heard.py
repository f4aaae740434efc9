"""When a signal centre's answer reached us, by our own clock."""

import sqlalchemy as sa
from alembic import op

from chassis.db import Instant

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("signal_requests", sa.Column("heard_at", Instant(), nullable=True))


def downgrade() -> None:
    op.drop_column("signal_requests", "heard_at")
