"""Until when the receiving hospital reads: the patients already handed over a day from their handover on."""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

from chassis.db import Instant

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

A_DAY = timedelta(days=1)  # the first figure of the policy


def upgrade() -> None:
    op.add_column("hospital_requests", sa.Column("reads_until", Instant(), nullable=True))
    asked = sa.table(
        "hospital_requests",
        sa.column("id", sa.String),
        sa.column("offloaded_at", Instant),
        sa.column("reads_until", Instant),
    )
    there = op.get_bind()
    over = there.execute(sa.select(asked.c.id, asked.c.offloaded_at).where(asked.c.offloaded_at.is_not(None))).all()
    for ident, at in over:
        there.execute(asked.update().where(asked.c.id == ident).values(reads_until=at + A_DAY))


def downgrade() -> None:
    op.drop_column("hospital_requests", "reads_until")
