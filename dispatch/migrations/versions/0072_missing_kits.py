"""Kits that are to be looked for: whether they came off nobody knows."""

import sqlalchemy as sa
from alembic import op

from chassis.db import Instant

revision = "0072"
down_revision = "0071"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("drone_kits", sa.Column("missing_since", Instant(), nullable=True))


def downgrade() -> None:
    op.drop_column("drone_kits", "missing_since")
