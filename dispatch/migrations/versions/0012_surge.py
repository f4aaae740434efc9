"""How many casualties of each colour a hospital can take."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("hospital_capacity", sa.Column("surge", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("hospital_capacity", "surge")
