"""Since when an operator has command of a sortie, and when a line was left behind."""

import sqlalchemy as sa
from alembic import op

from chassis.db import Instant

revision = "0067"
down_revision = "0066"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sorties", sa.Column("operator_since", Instant(), nullable=True))
    op.add_column("sorties", sa.Column("cut_at", Instant(), nullable=True))


def downgrade() -> None:
    op.drop_column("sorties", "cut_at")
    op.drop_column("sorties", "operator_since")
