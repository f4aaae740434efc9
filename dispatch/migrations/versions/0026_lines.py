"""Lines: attempts to reach us by voice, and our own numbers by region."""

import sqlalchemy as sa
from alembic import op

from chassis.db import Instant

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dialled_numbers",
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("put_through", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["region"], ["regions.id"], name=op.f("fk_dialled_numbers_region_regions")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_dialled_numbers")),
    )
    op.create_table(
        "lines",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("provider_id", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=True),
        sa.Column("dialled", sa.String(length=32), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("rang_at", Instant(), nullable=False),
        sa.Column("claimed_at", Instant(), nullable=True),
        sa.Column("claimed_by", sa.String(length=64), nullable=True),
        sa.Column("claimed_by_name", sa.String(length=64), nullable=True),
        sa.Column("hung_up_at", Instant(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("tried_at", Instant(), nullable=True),
        sa.Column("tried_by_name", sa.String(length=64), nullable=True),
        sa.Column("call_id", sa.String(length=64), nullable=True),
        sa.Column("incident_id", sa.String(length=64), nullable=True),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("closed_reason", sa.String(length=24), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_lines_call_id_calls")),
        sa.ForeignKeyConstraint(["incident_id"], ["incidents.id"], name=op.f("fk_lines_incident_id_incidents")),
        sa.ForeignKeyConstraint(["region"], ["regions.id"], name=op.f("fk_lines_region_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lines")),
        sa.UniqueConstraint("provider_id", name=op.f("uq_lines_provider_id")),
    )
    op.create_index(op.f("ix_lines_number"), "lines", ["number"], unique=False)
    op.create_index("ix_lines_region_rang_at", "lines", ["region", "rang_at"], unique=False)
    op.create_index("ix_lines_region_state", "lines", ["region", "state"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_lines_region_state", table_name="lines")
    op.drop_index("ix_lines_region_rang_at", table_name="lines")
    op.drop_index(op.f("ix_lines_number"), table_name="lines")
    op.drop_table("lines")
    op.drop_table("dialled_numbers")
