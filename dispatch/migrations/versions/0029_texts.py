"""Texts that came in, and what was attached to them."""

import sqlalchemy as sa
from alembic import op

from chassis.db import Instant

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "inbound_texts",
        sa.Column("provider_id", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=True),
        sa.Column("dialled", sa.String(length=32), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("call_id", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_inbound_texts_call_id_calls")),
        sa.ForeignKeyConstraint(["region"], ["regions.id"], name=op.f("fk_inbound_texts_region_regions")),
        sa.PrimaryKeyConstraint("provider_id", name=op.f("pk_inbound_texts")),
    )
    op.create_index(op.f("ix_inbound_texts_number"), "inbound_texts", ["number"], unique=False)
    op.create_table(
        "attachments",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("call_id", sa.String(length=64), nullable=False),
        sa.Column("url", sa.String(length=1000), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("content_type", sa.String(length=32), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_attachments_call_id_calls")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
    )
    op.create_index("ix_attachments_call", "attachments", ["call_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_attachments_call", table_name="attachments")
    op.drop_table("attachments")
    op.drop_index(op.f("ix_inbound_texts_number"), table_name="inbound_texts")
    op.drop_table("inbound_texts")
