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


def downgrade() -> None:
    op.drop_column("mass_incidents", "reported_at")
