"""Feeds of hospitals: what to ask and when, what was last said, and notices that a feed told."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "feeds",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stopped_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("succeeded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trouble", sa.String(length=16), nullable=True),
        sa.Column("detail", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_feeds")),
    )
    op.create_table(
        "feed_polls",
        sa.Column("feed", sa.String(length=32), nullable=False),
        sa.Column("ask", sa.String(length=96), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_by", sa.String(length=64), nullable=True),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("succeeded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=True),
        sa.Column("odd", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["feed"], ["feeds.name"], name=op.f("fk_feed_polls_feed_feeds")),
        sa.PrimaryKeyConstraint("feed", "ask", name=op.f("pk_feed_polls")),
    )
    op.create_table(
        "feed_readings",
        sa.Column("feed", sa.String(length=32), nullable=False),
        sa.Column("hospital_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("reading", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["feed"], ["feeds.name"], name=op.f("fk_feed_readings_feed_feeds")),
        sa.ForeignKeyConstraint(["hospital_id"], ["hospitals.id"], name=op.f("fk_feed_readings_hospital_id_hospitals")),
        sa.PrimaryKeyConstraint("feed", "hospital_id", "kind", name=op.f("pk_feed_readings")),
    )
    op.add_column("regions", sa.Column("nemc_areas", sa.JSON(), server_default="[]", nullable=False))
    op.add_column("diversions", sa.Column("text", sa.String(length=300), nullable=True))
    op.add_column("diversions", sa.Column("advisory", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("diversions", sa.Column("source", sa.String(length=16), server_default="hospital", nullable=False))
    op.add_column("diversions", sa.Column("feed_ask", sa.String(length=96), nullable=True))
    op.add_column("diversions", sa.Column("feed_key", sa.String(length=32), nullable=True))
    op.create_index(op.f("ix_diversions_feed_ask"), "diversions", ["feed_ask"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_diversions_feed_ask"), table_name="diversions")
    for column in ("feed_key", "feed_ask", "source", "advisory", "text"):
        op.drop_column("diversions", column)
    op.drop_column("regions", "nemc_areas")
    op.drop_table("feed_readings")
    op.drop_table("feed_polls")
    op.drop_table("feeds")
