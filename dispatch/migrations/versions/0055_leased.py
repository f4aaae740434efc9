"""Until when a worker posts to a hospital's subscription."""

import sqlalchemy as sa
from alembic import op

from chassis.db import Instant

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("fhir_subscriptions", sa.Column("leased_until", Instant(), nullable=True))


def downgrade() -> None:
    op.drop_column("fhir_subscriptions", "leased_until")
