"""The answers of the interview, and the priority a person sets."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("incidents", sa.Column("interview", sa.JSON(), server_default="{}", nullable=False))
    op.add_column("incidents", sa.Column("ruling", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    op.drop_column("incidents", "ruling")
    op.drop_column("incidents", "interview")
