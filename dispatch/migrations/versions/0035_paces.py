"""How often numbers, addresses and applications open calls, as fingerprints."""

import sqlalchemy as sa
from alembic import op

from chassis.db import Instant

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "paces",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("whom", sa.String(64), nullable=False),
        sa.Column("at", Instant(), nullable=False),
    )
    op.create_index("ix_paces_whom", "paces", ["whom", "at"])
    op.create_index("ix_paces_at", "paces", ["at"])


def downgrade() -> None:
    op.drop_table("paces")
