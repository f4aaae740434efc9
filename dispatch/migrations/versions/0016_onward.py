"""Where a patient goes on: onward transfers, and hospitals that are not in the system."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

COLUMNS = (
    ("outside", sa.JSON(none_as_null=True)),
    ("onward_opened_at", sa.DateTime(timezone=True)),
    ("onward_id", sa.String(length=64)),
    ("transfer_of", sa.String(length=64)),
    ("transfer_from", sa.String(length=64)),
)


def upgrade() -> None:
    for name, kind in COLUMNS:
        op.add_column("incidents", sa.Column(name, kind, nullable=True))


def downgrade() -> None:
    for name, _ in reversed(COLUMNS):
        op.drop_column("incidents", name)
