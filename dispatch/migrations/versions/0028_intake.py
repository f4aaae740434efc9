"""Messages of machines, and what a device or an agency says of a call."""

import sqlalchemy as sa
from alembic import op

from chassis.db import Instant

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "intake",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("format", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=True),
        sa.Column("sender", sa.String(length=96), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=True),
        sa.Column("field", sa.String(length=64), nullable=True),
        sa.Column("number", sa.String(length=32), nullable=True),
        sa.Column("matter", sa.String(length=160), nullable=True),
        sa.Column("hypotheses", sa.JSON(), nullable=False),
        sa.Column("doubts", sa.JSON(), nullable=False),
        sa.Column("call_id", sa.String(length=64), nullable=True),
        sa.Column("incident_id", sa.String(length=64), nullable=True),
        sa.Column("settled_by", sa.String(length=64), nullable=True),
        sa.Column("settled_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake")),
    )
    op.create_index("uq_intake_region_key", "intake", ["region", "key"], unique=True)
    op.create_index("ix_intake_region_state", "intake", ["region", "state"])
    op.create_index("ix_intake_number", "intake", ["number", "received_at"])
    op.create_index("ix_intake_region_matter", "intake", ["region", "matter"])
    op.create_index("ix_intake_received_at", "intake", ["received_at"])
    op.create_index(op.f("ix_intake_incident_id"), "intake", ["incident_id"])
    op.add_column("calls", sa.Column("says", sa.JSON(), server_default="[]", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("calls") as calls:
        calls.drop_column("says")
    op.drop_table("intake")
