"""Whether a drone said that it flies, beside where it was heard last."""

import sqlalchemy as sa
from alembic import op

revision = "0080"
down_revision = "0072"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("drones", sa.Column("in_air", sa.Boolean(), nullable=True))


def downgrade() -> None:
    op.drop_column("drones", "in_air")
