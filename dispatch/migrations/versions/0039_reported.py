"""When the report of a mass-casualty incident was last told."""

import sqlalchemy as sa
from alembic import op

from chassis.db import Instant

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("mass_incidents", sa.Column("reported_at", Instant(), nullable=True))
    op.execute("UPDATE mass_incidents SET reported_at = declared_at")
    with op.batch_alter_table("mass_incidents") as table:
        table.alter_column("reported_at", existing_type=Instant(), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("mass_incidents") as table:
        table.drop_column("reported_at")
