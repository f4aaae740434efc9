"""What became of posted numbers, what all hospitals of a region answered, and who took patients lately."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("hospital_capacity", sa.Column("proofs", sa.Text(), server_default="[]", nullable=False))
    op.create_table(
        "hospital_peers",
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("records", sa.Text(), nullable=False),
        sa.Column("learned_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("region", name=op.f("pk_hospital_peers")),
    )
    op.create_index(
        "ix_hospital_requests_hospital_id_asked_at", "hospital_requests", ["hospital_id", "asked_at"], unique=False
    )


def downgrade() -> None:
    op.drop_index("ix_hospital_requests_hospital_id_asked_at", table_name="hospital_requests")
    op.drop_table("hospital_peers")
    op.drop_column("hospital_capacity", "proofs")
