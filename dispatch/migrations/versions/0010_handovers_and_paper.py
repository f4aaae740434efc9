"""Signed shift handovers, lines for the next shift, and calls that were taken on paper."""

import sqlalchemy as sa
from alembic import op

from dispatch.tables.handovers import GUARDS

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "shift_handovers",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=64), nullable=False),
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("outgoing", sa.String(length=64), nullable=True),
        sa.Column("outgoing_name", sa.String(length=64), nullable=True),
        sa.Column("outgoing_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("incoming", sa.String(length=64), nullable=True),
        sa.Column("incoming_name", sa.String(length=64), nullable=True),
        sa.Column("incoming_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift_handovers")),
    )
    op.create_index("ix_shift_handovers_region_made_at", "shift_handovers", ["region", "made_at"], unique=False)
    op.create_table(
        "shift_notes",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("actor_name", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("handover_id", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift_notes")),
    )
    op.create_index("ix_shift_notes_region_handover", "shift_notes", ["region", "handover_id"], unique=False)
    op.add_column("stamps", sa.Column("entered_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("incidents", sa.Column("paper_card", sa.String(length=24), nullable=True))
    op.add_column("incidents", sa.Column("entered_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("uq_incidents_region_paper_card", "incidents", ["region", "paper_card"], unique=True)
    for statement in GUARDS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    op.drop_index("uq_incidents_region_paper_card", table_name="incidents")
    op.drop_column("incidents", "entered_at")
    op.drop_column("incidents", "paper_card")
    op.drop_column("stamps", "entered_at")
    op.drop_index("ix_shift_notes_region_handover", table_name="shift_notes")
    op.drop_table("shift_notes")
    op.drop_index("ix_shift_handovers_region_made_at", table_name="shift_handovers")
    op.drop_table("shift_handovers")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION IF EXISTS signed_handover_stays()")
