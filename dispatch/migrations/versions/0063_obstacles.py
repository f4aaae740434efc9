"""What stands in a city."""

import sqlalchemy as sa
from alembic import op

from chassis.db import Instant

revision = "0063"
down_revision = "0062"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "obstacle_sets",
        sa.Column("region", sa.String(32), primary_key=True),
        sa.Column("source", sa.String(96), primary_key=True),
        sa.Column("digest", sa.String(16), nullable=False),
        sa.Column("told_at", Instant(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("unmeasured", sa.Integer(), nullable=False),
        sa.Column("shapes", sa.LargeBinary(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("obstacle_sets")
