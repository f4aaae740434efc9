"""The state a merged incident comes back to; those merged before came back as pending."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("incidents", sa.Column("merged_from", sa.String(16), nullable=True))
    op.create_index("ix_incidents_merged_into", "incidents", ["merged_into"])


def downgrade() -> None:
    op.drop_index("ix_incidents_merged_into", "incidents")
    op.drop_column("incidents", "merged_from")
