"""Premise notes: cautions about places and numbers."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "premise_notes",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("scope", sa.String(length=16), nullable=False),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("radius_m", sa.Float(), nullable=True),
        sa.Column("number", sa.String(length=32), nullable=True),
        sa.Column("label", sa.String(length=120), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("author", sa.String(length=64), nullable=False),
        sa.Column("author_name", sa.String(length=64), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(length=64), nullable=True),
        sa.Column("ended_reason", sa.String(length=96), nullable=True),
        sa.Column("replaces", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_premise_notes")),
    )
    for columns in (("region", "lat"), ("region", "number"), ("region", "written_at")):
        op.create_index(f"ix_premise_notes_{'_'.join(columns)}", "premise_notes", list(columns), unique=False)


def downgrade() -> None:
    for columns in (("region", "written_at"), ("region", "number"), ("region", "lat")):
        op.drop_index(f"ix_premise_notes_{'_'.join(columns)}", table_name="premise_notes")
    op.drop_table("premise_notes")
