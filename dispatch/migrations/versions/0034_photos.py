"""Photographs from the caller's page, and who let a hospital see a picture."""

import sqlalchemy as sa
from alembic import op

from chassis.db import Instant

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("attachments") as table:
        table.alter_column("url", existing_type=sa.String(length=1000), nullable=True)
        table.add_column(sa.Column("shared_at", Instant(), nullable=True))
        table.add_column(sa.Column("shared_by", sa.String(length=64), nullable=True))


def downgrade() -> None:
    op.execute("DELETE FROM attachments WHERE url IS NULL")  # they came from no address
    with op.batch_alter_table("attachments") as table:
        table.drop_column("shared_by")
        table.drop_column("shared_at")
        table.alter_column("url", existing_type=sa.String(length=1000), nullable=False)
