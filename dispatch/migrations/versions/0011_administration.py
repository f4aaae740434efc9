"""What administrators see and do: last sign-in, one-time passwords, revoked tokens, long work on a city."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("users", sa.Column("signed_in_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("users", sa.Column("password_once", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("tokens", sa.Column("issued_by", sa.String(length=64), nullable=True))
    op.add_column("tokens", sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "city_jobs",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("subject", sa.String(length=96), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("step", sa.String(length=16), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("by_name", sa.String(length=64), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_city_jobs")),
    )
    op.create_index("ix_city_jobs_region", "city_jobs", ["region", "started_at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_city_jobs_region", table_name="city_jobs")
    op.drop_table("city_jobs")
    op.drop_column("tokens", "revoked_at")
    op.drop_column("tokens", "issued_by")
    op.drop_column("users", "password_once")
    op.drop_column("users", "signed_in_at")
