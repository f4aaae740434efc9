"""What people do at a hospital: of an account, of a name on a shared screen, of an answer."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("users", sa.Column("duty", sa.String(length=24), nullable=True))
    op.add_column("hospital_staff_names", sa.Column("duty", sa.String(length=24), nullable=True))
    op.add_column("hospital_requests", sa.Column("answered_duty", sa.String(length=24), nullable=True))


def downgrade() -> None:
    op.drop_column("hospital_requests", "answered_duty")
    op.drop_column("hospital_staff_names", "duty")
    op.drop_column("users", "duty")
