"""When a pilot called a failed flight home, until its vehicle was told."""

import sqlalchemy as sa
from alembic import op

from chassis.db import Instant

revision = "0071"
down_revision = "0070"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sorties", sa.Column("call_home_at", Instant(), nullable=True))


def downgrade() -> None:
    op.drop_column("sorties", "call_home_at")
