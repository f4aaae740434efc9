"""Building, entrance, floor, unit and the way in, of an incident's place."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("incidents", sa.Column("place_detail", sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    op.drop_column("incidents", "place_detail")
