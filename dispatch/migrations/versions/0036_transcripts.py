"""What was said on a line."""

import sqlalchemy as sa
from alembic import op

from chassis.db import Instant

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "transcript_pieces",
        sa.Column("line_id", sa.String(length=64), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("speaker", sa.String(length=8), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["line_id"], ["lines.id"], name=op.f("fk_transcript_pieces_line_id_lines")),
        sa.PrimaryKeyConstraint("line_id", "sequence", name=op.f("pk_transcript_pieces")),
    )
    op.create_index(op.f("ix_transcript_pieces_at"), "transcript_pieces", ["at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_transcript_pieces_at"), table_name="transcript_pieces")
    op.drop_table("transcript_pieces")
