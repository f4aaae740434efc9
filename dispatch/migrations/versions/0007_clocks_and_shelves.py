"""When an assignment's leg began, who wrote which part of an incident last, and alerts that are shelved or told on."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("assignments", sa.Column("leg_since", sa.DateTime(timezone=True), nullable=True))
    op.add_column("incidents", sa.Column("edits", sa.JSON(), server_default="{}", nullable=False))
    op.add_column("alerts", sa.Column("shelved_by", sa.String(length=64), nullable=True))
    op.add_column("alerts", sa.Column("shelved_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("alerts", sa.Column("shelved_reason", sa.String(length=48), nullable=True))
    op.add_column("alerts", sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    for column in ("escalated_at", "shelved_reason", "shelved_until", "shelved_by"):
        op.drop_column("alerts", column)
    op.drop_column("incidents", "edits")
    op.drop_column("assignments", "leg_since")
