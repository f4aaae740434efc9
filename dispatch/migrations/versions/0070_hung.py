"""When a kit was seen to come up again with the line although the gripper had said that it opened."""

import sqlalchemy as sa
from alembic import op

from chassis.db import Instant

revision = "0070"
down_revision = "0069"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sorties", sa.Column("hung_at", Instant(), nullable=True))


def downgrade() -> None:
    op.drop_column("sorties", "hung_at")
